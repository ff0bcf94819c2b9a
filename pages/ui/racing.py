"""The lanes of a race: start, stop, and what is known of each."""

import time
from typing import TYPE_CHECKING

from core.engine import Status, Work
from core.figure import Lane
from core.race import RaceConfig
from core.run import Run, RunConfig, run_config
from core.store import KeptRace, store
from pages.ui import browser
from pages.ui.jobs import engine

if TYPE_CHECKING:
    from core.summary import Summary


def fit_work(config: RunConfig) -> Work:
    """Return the work of training one model."""
    return Work(call="core.train:fit", args=(config,))


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
            engine().submit(fit_work(config), again=True)
    kept = KeptRace(
        key=race.key,
        title=title,
        address=address,
        outcome="started",
        created=time.time(),
    )
    store().keep_race(browser.key(), kept)


def stop_race(race: RaceConfig) -> None:
    """Stop every lane; what they reported stays."""
    for config in all_runs(race):
        engine().cancel(fit_work(config).key)


def status(config: RunConfig) -> Status | None:
    """Return where the training of one model stands, or None if nobody asked for it."""
    return engine().status(fit_work(config).key)


def find_run(config: RunConfig) -> Run | None:
    """Return a finished run from the engine's memory or the store, or None."""
    key = fit_work(config).key
    try:
        return engine().result(key)
    except LookupError:
        pass
    now = engine().status(key)
    if now is not None and not now.ended:
        return None  # it is being trained anew: the kept one is about to be replaced
    try:
        return store().get(config.key)
    except LookupError:
        return None


def lane(config: RunConfig) -> Lane | None:
    """Return what is known of one lane, or None if it was never started."""
    run = find_run(config)
    if run is not None:
        steps = run.history.steps
        grid = run.dataset.grid
        return Lane(model=config.model, steps=steps, state="finished", grid=grid)
    now = status(config)
    if now is None:
        return None
    steps = tuple(engine().events(fit_work(config).key))
    return Lane(model=config.model, steps=steps, state=now.state)


def points(summary: "Summary") -> "tuple | None":
    """Return the rows of a planar data set as x, y and class codes, or None."""
    drawn = summary.points
    return (drawn.x, drawn.y, drawn.code) if drawn else None
