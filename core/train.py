"""fit: from a RunConfig, step by step, to a Run.

The clock counts training alone: scores, surfaces and messages are made while it
stands still.
"""

import pickle
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from core import model as models
from core.cost import Cost, PeakMemory, Stopwatch, median_ms
from core.dataset import DataConfig, Dataset, load
from core.encode import encoder as new_encoder
from core.evaluate import evaluate, live_score
from core.history import History, Step
from core.model import Material, ModelSpec, Tick, respond
from core.run import DatasetFacts, Run, RunConfig
from core.score import Evaluation, main_score
from core.seeds import derive
from core.split import Part, Split, split
from core.store import store
from core.surface import corners, surface_grid, thinned, to_surface

if TYPE_CHECKING:
    import numpy as np

BATCH_ROWS = 1000

R = TypeVar("R")


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """A fitted model with the encoder in front of it and the split it was fitted on."""

    config: RunConfig
    encoder: Any
    model: Any
    split: Split
    classes: tuple[str, ...]


def finish(stage: Generator[Any, None, R]) -> R:
    """Run a generator to its end and return what it returns."""
    while True:
        try:
            next(stage)
        except StopIteration as stop:
            return stop.value


def fit(config: RunConfig) -> Generator[Step, None, Run]:
    """Train one model and measure it; keeps the run and the fitted model in the store.

    Raises Refused when the data set cannot be used, or not by this model.
    """
    dataset, spec = load(config.data), models.specs()[config.model]
    models.check(spec, dataset)
    parts = split(dataset, config.seed)
    encoder = new_encoder(dataset, spec.encoding)
    grid = surface_grid(dataset)
    material = encode(config, dataset, parts, encoder, grid)
    estimator = spec.build(dict(config.values), material.seed, dataset.task)
    memory, clock = PeakMemory(), Stopwatch()
    steps: list[Step] = []
    with one_thread():
        for tick in clock.timed(spec.train(estimator, material)):
            steps.append(to_step(tick, spec, clock, dataset, grid))
            yield steps[-1]
        grown = memory.grown()
        X_test = matrix(encoder.transform(dataset.X.iloc[parts.test.rows]))
        tested = respond(estimator, X_test)
        validated = respond(estimator, material.X_watch) if material.watched else None
    fitted = Fitted(
        config=config,
        encoder=encoder,
        model=estimator,
        split=parts,
        classes=dataset.classes,
    )
    run = Run(
        key=config.key,
        config=config,
        dataset=facts(dataset, parts, grid),
        history=History(steps=tuple(thinned(steps))),
        cost=price(clock, grown, memory.measured, spec, estimator, X_test),
        evaluation=scored(dataset, parts.test, tested, config.seed),
        validation=None
        if validated is None
        else scored(dataset, parts.validation, validated, config.seed),
    )
    token = upload_token(config.data)
    store().put(f"{config.key}-model", fitted, token)
    store().put(config.key, run, token)
    return run


def scored(
    dataset: Dataset, part: Part, answers: "np.ndarray", seed: int
) -> Evaluation:
    """Return the evaluation of a model's answers on a part's rows."""
    name = "validation" if part.name == "validation" else "test"
    return evaluate(dataset.y[part.rows], answers, dataset.classes, seed, name)


def upload_token(data: DataConfig) -> str:
    """Return which upload the rows come from, empty for all other data."""
    return str(dict(data.values)["file"]) if data.key == "upload" else ""


def encode(
    config: RunConfig,
    dataset: Dataset,
    parts: Split,
    encoder: Any,
    grid: "np.ndarray | None",
) -> Material:
    """Fit the encoder on the training part and return what trainers work on."""
    import pandas as pd

    train, watch = parts.train.rows, parts.validation.rows
    # the published code uses its one seed as it is; ours derives one a use
    published = dataset.protocol == "published"
    seed = config.seed if published else derive(config.seed, "model", config.model)
    X = matrix(encoder.fit_transform(dataset.X.iloc[train]))
    watched = matrix(encoder.transform(dataset.X.iloc[watch])) if len(watch) else X[:0]
    named = None if grid is None else pd.DataFrame(grid, columns=dataset.X.columns)
    return Material(
        X=X,
        y=dataset.y[train],
        X_watch=watched,
        y_watch=dataset.y[watch],
        X_grid=None if named is None else matrix(encoder.transform(named)),
        classes=len(dataset.classes),
        seed=seed,
    )


def matrix(encoded: "np.ndarray") -> "np.ndarray":
    """Return encoded rows as both trees and nets read them: float32, row by row."""
    import numpy as np

    return np.ascontiguousarray(encoded, dtype=np.float32)


@contextmanager
def one_thread() -> Generator[None, None, None]:
    """Hold native libraries to one thread: more spin at barriers on a busy machine."""
    import torch
    from threadpoolctl import threadpool_limits

    torch.set_num_threads(1)
    with threadpool_limits(1):
        yield


def to_step(
    tick: Tick,
    spec: ModelSpec,
    clock: Stopwatch,
    dataset: Dataset,
    grid: "np.ndarray | None",
) -> Step:
    """Turn a trainer's tick into a Step, scoring it while the clock stands still."""
    score = live_score(*tick.answers()) if tick.answers else None
    surface = None
    if grid is not None and tick.surface is not None:
        surface = to_surface(tick.surface())
    return Step(
        step=tick.step,
        total=tick.total,
        unit=spec.unit,
        seconds=clock.wall_s,
        cpu_s=clock.cpu_s,
        loss=tick.loss,
        validation_loss=tick.validation_loss,
        score=score,
        metric=main_score(dataset.task),
        scored_on=tick.scored_on,
        surface=surface,
        note=tick.note,
    )


def facts(dataset: Dataset, parts: Split, grid: "np.ndarray | None") -> DatasetFacts:
    """Return what pages say of the data without holding its rows."""
    train, validation, test = (len(part) for part in parts.parts)
    return DatasetFacts(
        title=dataset.title,
        rows=len(dataset.y),
        columns=dataset.X.shape[1],
        task=dataset.task,
        target=dataset.target,
        classes=dataset.classes,
        part_rows=(train, validation, test),
        planar=dataset.planar,
        grid=corners(grid),
    )


def price(
    clock: Stopwatch,
    grown: int,
    measured: str,
    spec: ModelSpec,
    estimator: Any,
    X: "np.ndarray",
) -> Cost:
    """Measure what a trained model costs to keep and to ask."""
    batch = X[:BATCH_ROWS]
    with one_thread():
        one_ms = median_ms(lambda: respond(estimator, X[:1]))
        batch_ms = median_ms(lambda: respond(estimator, batch))
    return Cost(
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
        peak_mb=grown / 1e6,
        parameters=spec.count(estimator),
        counted=spec.counted,
        size_bytes=len(pickle.dumps(estimator, protocol=pickle.HIGHEST_PROTOCOL)),
        latency_ms=one_ms,
        batch_ms=batch_ms,
        batch_rows=len(batch),
        device=spec.device(estimator),
        peak_measured=measured,
    )
