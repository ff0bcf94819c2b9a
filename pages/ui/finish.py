"""A race that is over: how it ended, its replay, its seal, what to do next."""

import streamlit as st

from core import model
from core.figure import Lane
from core.race import RaceConfig, command
from core.recording import recording
from core.report import standing
from pages.ui import live, racing, replay, seal
from pages.ui.charts import show_all
from pages.ui.menu import link, next_step
from pages.ui.text import escape


def show(race: RaceConfig, lanes: tuple[Lane, ...], points: tuple | None) -> None:
    """Draw a race that is over: how it ended, its replay, what to do next."""
    runs = tuple(run for run in map(racing.find_run, race.runs) if run)
    for config in race.runs:
        now = racing.status(config)
        if now and now.state == "failed":
            title = model.specs()[config.model].title
            st.error(f"{title}: {escape(now.message)}", icon=":material/block:")
    if len(runs) == len(race.runs):
        told = standing(seal.seen(race, runs))
        st.success(f"Race finished. {escape(told)}", icon=":material/flag:")
    elif any(lane.state == "stopped" for lane in lanes):
        st.info(
            "Race stopped. What was reached is kept.", icon=":material/stop_circle:"
        )
    if not runs:
        live.strips(lanes)
        live.draw(lanes, "ended")
        return
    base = racing.find_run(racing.baseline(race))
    shown = (*runs, base) if base and "dummy" not in race.models else runs
    replay.show(recording(seal.seen(race, shown), points), key="replay")
    with st.container(horizontal=True, vertical_alignment="center"):
        next_step("evaluate", "How good are they?", race)
        link("explain", "Why do they say so?", race)
        link("compute", "What did it cost?", race)
    seal.show(race, runs)
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
