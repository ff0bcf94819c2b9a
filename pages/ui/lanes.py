"""What is known of every lane of a race at one moment."""

import time
from dataclasses import dataclass

from core.engine import Status
from core.figure import Lane
from core.race import RaceConfig
from core.run import RunConfig
from core.works import fit_work
from pages.ui import racing
from pages.ui.jobs import engine

FIRST_S = 0.15  # what a page that is just starting waits for a first step


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What is known of one lane at a moment: None where nobody ever started it."""

    config: RunConfig
    now: Status | None
    lane: Lane | None


def look(race: RaceConfig) -> tuple[Seen, ...]:
    """Return what is known of every lane, asked once; any baseline comes last."""
    return tuple(_look(config) for config in racing.all_runs(race))


def _look(config: RunConfig) -> Seen:
    now, lane = racing.status(config), None
    run = racing.find_run(config) if now is None or now.state == "finished" else None
    if run is not None:
        lane = Lane(
            model=config.model,
            steps=run.history.steps,
            state="finished",
            grid=run.dataset.grid,
            classes=run.dataset.classes,
        )
    elif now is not None:
        steps = tuple(engine().events(fit_work(config).key))
        lane = Lane(model=config.model, steps=steps, state=now.state)
    return Seen(config=config, now=now, lane=lane)


def wait_for_a_step(race: RaceConfig) -> None:
    """Wait a little for a first step, so that the first drawing shows one."""
    end, works = time.monotonic() + FIRST_S, [fit_work(run) for run in race.runs]
    while time.monotonic() < end:
        if any(engine().events(work.key) for work in works):
            return
        known = [engine().status(work.key) for work in works]
        if all(now is None or now.ended or now.place for now in known):
            return
        time.sleep(0.02)
