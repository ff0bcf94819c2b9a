"""The race: a forest and a net learn from the same rows, on one clock."""

from urllib.parse import urlencode

import streamlit as st

from core.dataset import Task
from core.errors import Refused
from core.race import RaceConfig, to_query
from core.summary import Summary
from core.works import summary_work
from pages.ui import (
    experiment,
    finish,
    jobs,
    live,
    privacy,
    racing,
    setup,
    titles,
    traps,
    waiting,
)
from pages.ui.charts import show_all
from pages.ui.menu import link
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


def summary_or_none(race: RaceConfig) -> Summary | None:
    """Return what is known of the data, or say how far it is, or why there is none."""
    if not privacy.may_see_rows(race.data):
        return None
    work = summary_work(race.data, race.seed)
    try:
        return waiting.outcome(work, "Making the table")
    except Refused as no:
        jobs.refuse(no)
        waiting.retry(work)
        return None


def task_of(race: RaceConfig, summary: Summary | None) -> Task | None:
    """Return the task, from a finished run where the rows are not for this browser."""
    if summary:
        return summary.task
    run = next(filter(None, map(racing.find_run, race.runs)), None)
    return run.dataset.task if run else None


def warn(race: RaceConfig, count: int) -> None:
    """Say that the table holds traps which nobody has dealt with yet."""
    what = "1 trap is" if count == 1 else f"{count} traps are"
    with st.container(horizontal=True, vertical_alignment="center", key="open_traps"):
        told = f":material/warning: {what} still open: these scores may fool you."
        st.markdown(told, width="content")
        link("data", "Look at the trap report", race)


race = experiment.current()
st.title("The race")
st.markdown(
    "Every model learns from the same rows, on a clock of its own that starts at zero."
)
summary = summary_or_none(race)
task = task_of(race, summary)
setup.choose(race, task)
if task:
    setup.mend(race, task)
known = live.states(race) if experiment.opened(race) else ()
running = any(state in ("queued", "running") for state in known)
stoppable = running and racing.may_stop(race)
able = privacy.may_see_rows(race.data) and not setup.unfit(race, task)
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.button(
        "Start the race",
        type="primary",
        icon=":material/sports_score:",
        disabled=running or not able,
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
if summary and traps.count(summary):
    warn(race, traps.count(summary))
other = racing.still_running(race)
if other:
    st.info("Another race of yours is still running.", icon=":material/sports_score:")
    link("train", escape(titles.of_race(other)), other)
if running and not stoppable:
    st.caption("Somebody else waits for this race too, so it runs to its end.")
privacy.say_why(race.data)
points = racing.points(summary) if summary else None
if running:
    live.watch(race, summary)
elif known:
    finish.show(race, live.lanes(race, summary), points)
elif summary:
    st.caption("What they will learn from:")
    show_all("data", summary, "idle", columns=2)
score = "R²" if task == "regression" else "ROC AUC"
words("Random forest", "Neural net", "Epoch", score, "Seed", "CPU seconds")
