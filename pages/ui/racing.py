"""The lanes of a race: start, stop, and what is known of each."""

import time
from typing import TYPE_CHECKING

import streamlit as st

from core.engine import Status
from core.figure import Lane
from core.race import RaceConfig
from core.run import Run, RunConfig, run_config
from core.store import KeptRace, store
from core.works import fit_work
from pages.ui import browser, jobs
from pages.ui.jobs import engine

_LAST = "race started last"

if TYPE_CHECKING:
    from core.summary import Summary


def baseline(race: RaceConfig) -> RunConfig:
    """Return the run of the baseline on the race's data: it is always in view."""
    return run_config(race.data, "dummy", seed=race.seed)


def all_runs(race: RaceConfig) -> tuple[RunConfig, ...]:
    """Return the race's runs and the baseline's, each once."""
    lane = () if "dummy" in race.models else (baseline(race),)
    return race.runs + lane


def start_race(race: RaceConfig, title: str, address: str, *, again: bool) -> None:
    """Start every lane and the baseline, and note the race in this browser's list."""
    for config in all_runs(race):
        if again or find_run(config) is None:
            jobs.submit(fit_work(config), again=True)
    kept = KeptRace(
        key=race.key,
        title=title,
        address=address,
        created=time.time(),
    )
    store().keep_race(browser.key(), kept)


def stop_race(race: RaceConfig) -> None:
    """Stop the lanes that nobody else waits for; what they reported stays."""
    jobs.stop([fit_work(config) for config in all_runs(race)])


def remember(race: RaceConfig) -> None:
    """Note which race this visit started last."""
    st.session_state[_LAST] = race


def still_running(shown: RaceConfig) -> RaceConfig | None:
    """Return the race this visit started last, if it runs on while another is shown."""
    last = st.session_state.get(_LAST)
    if last is None or last == shown:
        return None
    return (
        last if any(now and not now.ended for now in map(status, last.runs)) else None
    )


def may_stop(race: RaceConfig) -> bool:
    """Return whether a lane is under way that this browser alone waits for."""
    return jobs.may_stop([fit_work(config) for config in race.runs])


def status(config: RunConfig) -> Status | None:
    """Return where the training of one model stands, or None if nobody asked for it."""
    return engine().status(fit_work(config).key)


def find_run(config: RunConfig) -> Run | None:
    """Return a finished run from the engine's memory or the store, or None.

    While a run is repeated, the one that is kept is still the newest.
    """
    try:
        return engine().result(fit_work(config).key)
    except LookupError:
        pass
    try:
        return store().get(config.key)
    except LookupError:
        return None


def lane(config: RunConfig) -> Lane | None:
    """Return what is known of one lane, or None if it was never started."""
    now = status(config)
    run = find_run(config) if now is None or now.state == "finished" else None
    if run is not None:
        steps = run.history.steps
        grid = run.dataset.grid
        names = run.dataset.classes
        return Lane(
            model=config.model, steps=steps, state="finished", grid=grid, classes=names
        )
    if now is None:
        return None
    steps = tuple(engine().events(fit_work(config).key))
    return Lane(model=config.model, steps=steps, state=now.state)


def points(summary: "Summary") -> "tuple | None":
    """Return the rows of a planar data set as x, y and class codes, or None."""
    drawn = summary.points
    return (drawn.x, drawn.y, drawn.code) if drawn else None
