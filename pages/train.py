"""The race: a forest and a net learn from the same rows, on one clock."""

from urllib.parse import urlencode

import streamlit as st

from core import model
from core.errors import Refused
from core.figure import Lane
from core.race import RaceConfig, command, to_query
from core.recording import recording
from core.report import standing
from core.summary import Summary
from pages.ui import experiment, jobs, live, privacy, racing, replay, setup, titles
from pages.ui.charts import show_all
from pages.ui.menu import link, next_step
from pages.ui.text import escape, words


def start(race: RaceConfig, again: bool) -> None:
    """Start every lane; a race that stands finished on the screen is run anew."""
    if not privacy.may_see_rows(race.data):
        return  # whatever a crafted client says
    address = urlencode(to_query(race))
    racing.start_race(race, titles.of_race(race), address, again=again)
    experiment.opened(race, now=True)
    racing.remember(race)
    experiment.change(race)


def ended(race: RaceConfig, lanes: tuple[Lane, ...], points: tuple | None) -> None:
    """Draw a race that is over: how it ended, its replay, what to do next."""
    runs = [run for run in map(racing.find_run, race.runs) if run]
    for config in race.runs:
        now = racing.status(config)
        if now and now.state == "failed":
            title = model.specs()[config.model].title
            st.error(f"{title}: {escape(now.message)}", icon=":material/block:")
    if len(runs) == len(race.runs):
        st.success(f"Race finished. {escape(standing(runs))}", icon=":material/flag:")
    elif any(lane.state == "stopped" for lane in lanes):
        st.info(
            "Race stopped. What was reached is kept.", icon=":material/stop_circle:"
        )
    if not runs:
        live.strips(lanes)
        live.draw(lanes, "ended")
        return
    base = racing.find_run(racing.baseline(race))
    shown = [*runs, base] if base and "dummy" not in race.models else runs
    replay.show(recording(shown, points), key="replay")
    with st.container(horizontal=True, vertical_alignment="center"):
        next_step("evaluate", "How good are they?", race)
        link("explain", "Why do they say so?", race)
        link("compute", "What did it cost?", race)
    # drawn when opened: the replay above has shown it all already
    charts = st.expander(
        "Charts of this race",
        icon=":material/query_stats:",
        key="race_charts",
        on_change="rerun",
    )
    if charts.open:
        with charts:
            show_all("train", lanes, "ended", columns=2)
    with st.expander("Repeat it without a browser", icon=":material/terminal:"):
        st.code(command(race), language="shell", wrap_lines=True)


def summary_or_none(race: RaceConfig) -> Summary | None:
    """Return what is known of the data, or say why it cannot be used."""
    try:
        return privacy.summary_of(race)
    except Refused as no:
        jobs.refuse(no)
        return None


race = experiment.current()
st.title("The race")
st.markdown(
    "Every model learns from the same rows, on a clock of its own that starts at zero."
)
with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(f"Data: **{escape(titles.of_data(race.data))}**", width="content")
    link("data", "Other data", race)
setup.choose(race)
known = live.states(race) if experiment.opened(race) else ()
running = any(state in ("queued", "running") for state in known)
stoppable = running and racing.may_stop(race)
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.button(
        "Start the race",
        type="primary",
        icon=":material/sports_score:",
        disabled=running or not privacy.may_see_rows(race.data),
        on_click=start,
        args=(race, bool(known) and not running),
    )
    if stoppable:
        st.button(
            "Stop the race",
            icon=":material/stop_circle:",
            on_click=racing.stop_race,
            args=(race,),
        )
    setup.choose_seed(race)
    setup.settings(race)
other = racing.still_running(race)
if other:
    st.info("Another race of yours is still running.", icon=":material/sports_score:")
    link("train", escape(titles.of_race(other)), other)
if running and not stoppable:
    st.caption("Somebody else waits for this race too, so it runs to its end.")
privacy.say_why(race.data)
summary = summary_or_none(race)
points = racing.points(summary) if summary else None
if running:
    live.watch(race, summary)
elif known:
    ended(race, live.lanes(race, summary), points)
elif summary:
    st.caption("What they will learn from:")
    show_all("data", summary, "idle", columns=2)
words("Random forest", "Neural net", "Epoch", "ROC AUC", "Seed", "CPU seconds")
