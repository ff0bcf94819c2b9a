"""The board of a race, before it, under way and where it was stopped."""

import random
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.engine import Status
from core.figure import Lane
from core.onair import Entry, on_air
from core.race import RaceConfig
from core.summary import Summary
from pages.ui import (
    browser,
    failures,
    ghosts,
    jobs,
    loops,
    races,
    racing,
    replay,
    standing,
)
from pages.ui.lanes import Seen, look, wait_for_a_step
from pages.ui.text import escape

QUICKEST_S, SLOWEST_S, WAITING_S = 0.3, 1.0, 4.0  # between two looks at a race
EACH_S = 0.04  # longer for each job and each learner that the server looks after
FEW = 3  # jobs and learners that make no difference
FAR_S = 20.0  # a start further away than this is looked for now and then
OVER = ("finished", "stopped", "failed")


def watch(race: RaceConfig, summary: Summary | None) -> None:
    """Draw the race until every lane has ended, then run the page again."""
    wait_for_a_step(race)
    rhythm = beat(look(race))
    # jittered, so that the pages of a class do not all ask in the same instant
    every = rhythm * random.uniform(0.9, 1.1)
    st.fragment(_tick, run_every=every)(race, summary, rhythm)


def _tick(race: RaceConfig, summary: Summary | None, rhythm: float) -> None:
    seen = look(race)
    own = seen[: len(race.runs)]
    if not under_way(race, seen) or not 0.5 < beat(seen) / rhythm < 2:
        st.rerun()
    with status_place():
        st.info(escape(standing.of_race(own)), icon=":material/timer:")
        failures.show(own)
    board(race, seen, summary)


def ready(race: RaceConfig, summary: Summary) -> None:
    """Draw the lanes as they stand before the start."""
    with place():
        with status_place():
            rows = f"{summary.part_rows[0]:,} training rows"
            told = f"Ready: {len(race.runs)} lanes, the same {rows} for each."
            told += loops.drawn(race, summary.part_rows[0])
            st.info(races.lost(race) or told, icon=":material/sports_score:")
        bare = [Seen(config=c, now=None, lane=None) for c in racing.all_runs(race)]
        board(race, bare, summary)


def place() -> DeltaGenerator:
    """Return the place of a race that is not under way: such as a fragment makes.

    Only what keeps its place is changed where it stands; all else would flicker.
    """
    return st.container()


def status_place() -> DeltaGenerator:
    """Return the place for a word on the race, as high before as after its end."""
    return st.container(key="race_status")


def board_place() -> DeltaGenerator:
    """Return the place for the race: one and the same before, under way and after."""
    return st.container(key="race_board")


def beat(seen: tuple[Seen, ...]) -> float:
    """Return the seconds between two looks: longer, the more people are looking."""
    known = [one.now for one in seen if one.now]
    going = [now for now in known if not now.ended]
    if going and min(_away(now) for now in going) > FAR_S:
        return WAITING_S
    outlook = jobs.engine().outlook(browser.key())
    crowd = max([outlook.busy + outlook.queued, *(now.watchers for now in known)])
    return min(SLOWEST_S, QUICKEST_S + EACH_S * max(0, crowd - FEW))


def _away(now: Status) -> float:
    """Return the seconds until a job starts, as far as they are known."""
    return now.wait_s or 0.0 if now.state == "queued" else 0.0


def started(race: RaceConfig, seen: Sequence[Seen]) -> bool:
    """Return whether anybody ever started a lane of the race."""
    return any(one.lane for one in seen[: len(race.runs)])


def under_way(race: RaceConfig, seen: Sequence[Seen]) -> bool:
    """Return whether a lane still runs, or a baseline that was never finished before.

    A race is judged beside its baseline, so it is over when both are.
    """
    going = [one.config for one in seen if one.lane and one.lane.state not in OVER]
    return any(run in race.runs or racing.find_run(run) is None for run in going)


def lanes(race: RaceConfig, summary: Summary | None) -> tuple[Lane, ...]:
    """Return what is known of every lane; one never started counts as stopped."""
    known = (_lane(one, summary) for one in look(race)[: len(race.runs)])
    return tuple(
        replace(lane, state="stopped") if lane.state == "ready" else lane
        for lane in known
    )


def _lane(seen: Seen, summary: Summary | None) -> Lane:
    """Return a lane with what its data set looks like, as far as that is known."""
    lane = seen.lane or Lane(model=seen.config.model, steps=(), state="ready")
    if summary is None:
        return lane
    points = racing.points(summary)
    return replace(lane, points=points, grid=summary.grid, classes=summary.classes)


def board(race: RaceConfig, seen: Sequence[Seen], summary: Summary | None) -> None:
    """Draw every lane as far as it is, once it is known what is predicted."""
    if summary is None:
        return
    entries = []
    for one in seen:
        lane = _lane(one, summary)
        told = standing.of_lane(one, lane)
        entries.append(Entry(config=one.config, lane=lane, told=told))
    made = on_air(entries, summary.title, summary.task)
    with board_place():
        replay.show(ghosts.laid_over(made, race), key="race", live=True)
