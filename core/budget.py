"""Which model wins on so many CPU seconds: all trained, stopped and scored alike.

Every model is trained on the same splits, until it comes to its own end or has used its
CPU seconds up, and is scored on the way on rows that it has not seen; the test rows of
the race stay sealed. So whoever asks for a smaller budget afterwards needs no training.
"""

import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core import model as models
from core.contest import Contest, Dealt, Lap, gathered
from core.cost import Stopwatch
from core.dataset import Dataset, Task, load
from core.encode import encoder as new_encoder
from core.errors import Refused, StoreError
from core.evaluate import live_score
from core.model import Tick, respond
from core.race import RaceConfig
from core.run import RunConfig, run_config
from core.score import main_score
from core.split import split
from core.storage.fitted import upload_token
from core.storage.store import store
from core.swarm import BASELINE, redeals, scored_rows
from core.train import encode, matrix, one_thread, used_up

if TYPE_CHECKING:
    import numpy as np

USUAL = ("random_forest", "mlp", "boosting", "logistic_regression", "linear_regression")
LEAST_S, MOST_S = 0.05, 30.0  # ten splits of five models stay below a job's limit
SPLITS, MOST_SPLITS = 5, 20
CLOSER = 1.05  # a look costs no CPU seconds, but time: so far apart they are
BEAT_S = 0.5  # between two messages of one training


def entrants(race: RaceConfig, task: Task, budget_s: float) -> tuple[RunConfig, ...]:
    """Return the race's models and the usual ones, each with the same budget.

    A model of the race keeps its settings. Raises Refused for a budget out of range.
    """
    if not LEAST_S <= budget_s <= MOST_S:
        raise Refused(
            f"The budget must be from {LEAST_S:g} to {MOST_S:g} CPU seconds a model, "
            f"not {budget_s:g}."
        )
    given = {run.model: run.values for run in race.runs if run.model != BASELINE}
    wanted = given | {key: () for key in USUAL if key not in given}
    known = models.fitting(task)
    return tuple(
        run_config(race.data, key, values, race.seed, budget_s)
        for key, values in wanted.items()
        if key in known
    )


def contest(
    runs: tuple[RunConfig, ...], count: int = SPLITS
) -> Generator[Lap, None, Contest]:
    """Train models on repeated splits within their budget; keeps what comes out.

    Yields a Lap now and then while one is trained. A table that has only one split is
    trained on once. Raises Refused when the data set cannot be used, or not by one of
    the models, or leaves nothing to score.
    """
    dataset = load(runs[0].data)
    _check(runs, count, dataset)
    count = count if redeals(dataset.protocol) else 1
    parts = split(dataset, runs[0].seed)
    dealt = Dealt(
        metric=main_score(dataset.task),
        part="validation" if len(parts.validation) else "test",
        rows=len(scored_rows(parts)),
        trained=len(parts.train),
        redealt=redeals(dataset.protocol),
    )
    laps: list[Lap] = []
    for i in range(count):
        for config in runs:
            seeded = replace(config, seed=(config.seed + i) % 2**31)
            start = Lap(
                model=config.model,
                seed=seeded.seed,
                unit=models.specs()[config.model].unit,
                dealt=dealt,
                done=len(laps) + 1,
                laps=count * len(runs),
            )
            if not i:
                _warm(dataset, seeded)
            laps.append((yield from _lap(dataset, seeded, start)))
    names, budget = tuple(run.model for run in runs), runs[0].budget_s or MOST_S
    made = gathered(names, budget, laps, sure=True)
    if made is None:
        raise Refused("No split left rows of two classes to score; use a larger table.")
    with suppress(StoreError):
        store().put(key(runs, count), made, upload_token(runs[0].data))
    return made


def so_far(runs: tuple[RunConfig, ...], laps: Sequence[Lap]) -> Contest | None:
    """Return what is known of a contest under way, without intervals."""
    return gathered(tuple(r.model for r in runs), runs[0].budget_s or MOST_S, laps)


def find(runs: tuple[RunConfig, ...], count: int = SPLITS) -> Contest | None:
    """Return a finished contest that is kept, or None."""
    try:
        return store().get(key(runs, count))
    except LookupError:
        return None


def key(runs: tuple[RunConfig, ...], count: int) -> str:
    """Return under which key the store keeps a contest."""
    return f"{'-'.join(run.key for run in runs)}-budget-{count}"


@dataclass(frozen=True, kw_only=True, eq=False)
class _Entry:
    """A model about to be trained on one split, and how it is scored."""

    config: RunConfig
    estimator: Any
    ticks: Generator[Tick, None, None]
    clock: Stopwatch
    X: "np.ndarray"
    y: "np.ndarray"
    watched: bool

    def score(self, tick: Tick) -> float | None:
        """Return the score on rows that all models of the contest are scored on."""
        if self.watched and tick.answers:
            return live_score(*tick.answers())  # trees that voted need not vote again
        return live_score(self.y, respond(self.estimator, self.X))


def _entry(dataset: Dataset, config: RunConfig) -> _Entry:
    spec, parts = models.specs()[config.model], split(dataset, config.seed)
    encoder, clock = new_encoder(dataset, spec.encoding), Stopwatch()
    material = encode(config, dataset, parts, encoder, None)
    estimator = spec.build(dict(config.values), material.seed, dataset.task)
    rows = scored_rows(parts)
    return _Entry(
        config=config,
        estimator=estimator,
        ticks=clock.timed(spec.train(estimator, material)),
        clock=clock,
        X=matrix(encoder.transform(dataset.X.iloc[rows])),
        y=dataset.y[rows],
        watched=material.watched,
    )


def _warm(dataset: Dataset, config: RunConfig) -> None:
    """Do a model's first step once unseen: it loads code that later ones find ready."""
    with one_thread():
        ticks = _entry(dataset, config).ticks
        next(ticks)
        ticks.close()


def _lap(dataset: Dataset, config: RunConfig, lap: Lap) -> Generator[Lap, None, Lap]:
    """Train one model within its budget and note its score on the way."""
    entry, due, beat = _entry(dataset, config), 0.0, time.monotonic()
    ended = False
    with one_thread():
        for tick in entry.ticks:
            spent = entry.clock.cpu_s
            out, ended = used_up(config, entry.clock), _ended(tick)
            if spent >= due or out or ended:
                due = CLOSER * spent
                lap = _looked(lap, tick, spent, entry.score(tick))
            if out:
                break
            if time.monotonic() - beat > BEAT_S:
                beat = time.monotonic()
                yield lap
    entry.ticks.close()
    lap = replace(lap, over=True, whole=ended)
    yield lap
    return lap


def _ended(tick: Tick) -> bool:
    """Return whether a model has come to its own end."""
    return bool(tick.note) or tick.step == tick.total


def _looked(lap: Lap, tick: Tick, spent: float, score: float | None) -> Lap:
    if score is None:
        return lap
    return replace(
        lap,
        seconds=(*lap.seconds, spent),
        scores=(*lap.scores, score),
        steps=(*lap.steps, tick.step),
        total=tick.total,
    )


def _check(runs: tuple[RunConfig, ...], count: int, dataset: Dataset) -> None:
    if not 2 <= count <= MOST_SPLITS:
        raise Refused(
            f"The number of splits must be from 2 to {MOST_SPLITS}, not {count}."
        )
    for run in runs:
        models.check(models.specs()[run.model], dataset)
