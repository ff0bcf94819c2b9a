"""A race that is over: how it ended, its replay, its seal, what to do next."""

import json
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import streamlit as st

from core.figure import Lane
from core.race import RaceConfig, command
from core.recording import recording
from core.report import standing, told_apart
from core.run import Run
from core.summary import Summary
from pages.ui import (
    failures,
    ghosts,
    kept,
    live,
    privacy,
    racing,
    replay,
    seal,
    starting,
    swarm,
    trouble,
)
from pages.ui.charts import show_all
from pages.ui.lanes import Seen, look
from pages.ui.menu import link, next_step
from pages.ui.text import escape

# By the first run of a race: it goes when that does.
_RECORDED: WeakKeyDictionary[Run, tuple[tuple, str]] = WeakKeyDictionary()


def show(race: RaceConfig, lanes: tuple[Lane, ...], summary: Summary | None) -> None:
    """Draw a race that is over: how it ended, its replay, what to do next."""
    seen = look(race)
    runs = tuple(run for run in map(racing.find_run, race.runs) if run)
    base = racing.find_run(racing.baseline(race))
    shown = (*runs, base) if base and "dummy" not in race.models else runs
    with live.place():
        with live.status_place():
            _ended(race, runs, lanes, seen)
            failures.show(seen)
            trouble.unkept(shown)
        whole = len(runs) == len(race.runs)
        if whole:
            _replay(race, shown, summary)
        else:  # the lanes that ended before their time stay in view as well
            live.board(race, seen, summary)
    if runs:
        _beneath(race, runs, shown if whole else ())
        _afterwards(race, runs, lanes, summary)


def _beneath(race: RaceConfig, runs: tuple[Run, ...], keep: tuple[Run, ...]) -> None:
    """Offer other races to lay beneath this one, and to keep this one."""
    with st.container(horizontal=True, vertical_alignment="center", key="beneath_bar"):
        may = privacy.may_see_rows(race.data)
        ghosts.choose(
            race, runs[0].evaluation.main.name, starting.start if may else None
        )
        if keep:
            kept.choose(keep)


def _afterwards(
    race: RaceConfig,
    runs: tuple[Run, ...],
    lanes: tuple[Lane, ...],
    summary: Summary | None,
) -> None:
    """Draw the way on, the seal, and what opens on request."""
    with st.container(horizontal=True, vertical_alignment="center"):
        next_step("evaluate", "How good are they?", race)
        link("explain", "Why do they say so?", race)
        link("compute", "What did it cost?", race)
    seal.show(race, runs)
    swarm.show(race, summary)
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


def _replay(race: RaceConfig, runs: tuple[Run, ...], summary: Summary | None) -> None:
    """Draw the race from its recording, and on how many rows its models disagree."""
    text = _recorded(race, runs, summary)
    if others := ghosts.beneath(race):
        text = replay.written(json.loads(text) | {"beneath": others})
    with live.board_place():
        replay.show(text, key="race")
    if told := told_apart(runs):
        st.caption(told)


def _recorded(race: RaceConfig, runs: tuple[Run, ...], summary: Summary | None) -> str:
    """Return the recording as JSON, made once for as long as a run is known."""
    measured = tuple((run.key, run.cost.cpu_s) for run in runs)
    told = (seal.part_on_show(race), measured, summary is None)
    known = _RECORDED.get(runs[0])
    if known is None or known[0] != told:
        points = racing.points(summary) if summary else None
        text = replay.written(recording(seal.seen(race, runs), points))
        known = _RECORDED[runs[0]] = (told, text)
    return known[1]


def _ended(
    race: RaceConfig,
    runs: tuple[Run, ...],
    lanes: tuple[Lane, ...],
    seen: Sequence[Seen],
) -> None:
    """Say how the race ended, and why where it was not this person who ended it."""
    if len(runs) == len(race.runs):
        told = standing(seal.seen(race, runs))
        whole = escape(told).replace(" CPU s", "\u00a0CPU\u00a0s")
        st.success(f"Race finished. {whole}", icon=":material/flag:")
    elif any(lane.state == "stopped" for lane in lanes):
        stopped = [one.now for one in seen if one.now and one.now.state == "stopped"]
        why = next((f"{escape(now.message)} " for now in stopped if now.message), "")
        told = f"Race stopped. {why}What was reached is kept."
        st.info(told, icon=":material/stop_circle:")
