"""fit: from a RunConfig, step by step, to a Run.

The clock counts training alone: scores, surfaces and messages are made while it
stands still.
"""

import pickle
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from core import model as models
from core.answers import keep_answers, made
from core.cost import Cost, Meter, Stopwatch, median_ms
from core.dataset import Dataset, load
from core.encode import encoder as new_encoder
from core.evaluate import evaluate, live_score
from core.history import History, Step
from core.model import Material, ModelSpec, Tick, respond
from core.run import DatasetFacts, Run, RunConfig
from core.score import Evaluation, main_score
from core.seeds import derive
from core.split import Part, Split, split
from core.storage.fitted import Fitted, keep
from core.surface import FRAMES, corners, frames, surface_grid, to_surface

if TYPE_CHECKING:
    import numpy as np

BATCH_ROWS = 1000
MOST_SAID = 10_000
USED_UP = "CPU seconds are used up"

R = TypeVar("R")


def finish(stage: Generator[Any, None, R]) -> R:
    """Run a generator to its end and return what it returns."""
    while True:
        try:
            next(stage)
        except StopIteration as stop:
            return stop.value


def fit(config: RunConfig) -> Generator[Step, None, Run]:
    """Train one model and measure it; keeps the run and the fitted model in the store.

    A run that cannot be kept is returned all the same, with the reason as its note.
    Raises Refused when the data set cannot be used, or not by this model.
    """
    run, _ = yield from fit_model(config)
    return run


def fit_model(config: RunConfig) -> Generator[Step, None, tuple[Run, Fitted]]:
    """Do what `fit` does; returns the fitted model beside the run."""
    dataset, spec = load(config.data), models.specs()[config.model]
    models.check(spec, dataset)
    parts = split(dataset, config.seed)
    encoder = new_encoder(dataset, spec.encoding)
    grid = surface_grid(dataset)
    material = encode(config, dataset, parts, encoder, grid)
    estimator = spec.build(dict(config.values), material.seed, dataset.task)
    steps: list[Step] = []
    with one_thread():
        meter, work = Meter(), spec.train(estimator, material)
        with closing(meter), closing(meter.clock.timed(work)) as ticks:
            for tick in ticks:
                shown = framed(budgeted(tick, config, meter.clock), steps)
                steps.append(to_step(shown, spec, meter, dataset))
                yield steps[-1]
                if used_up(config, meter.clock):
                    break
        trained = meter.measured()
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
        history=History(steps=tuple(steps)),
        cost=price(trained, spec, estimator, X_test),
        evaluation=scored(dataset, parts.test, tested, config.seed),
        validation=None
        if validated is None
        else scored(dataset, parts.validation, validated, config.seed),
        said=codes_said(dataset, tested if validated is None else validated),
    )
    said = [(parts.validation, validated), (parts.test, tested)]
    told = [made(config, dataset, part, a) for part, a in said if a is not None]
    keep_answers(config, told)
    return keep(run, fitted), fitted


def codes_said(dataset: Dataset, answers: "np.ndarray") -> "np.ndarray | None":
    """Return the class codes of answers, at most about MOST_SAID; None for amounts."""
    every = -(-len(answers) // MOST_SAID)
    codes = answers.argmax(axis=1)[::every]
    return codes.astype("int16") if dataset.classes else None


def scored(
    dataset: Dataset, part: Part, answers: "np.ndarray", seed: int
) -> Evaluation:
    """Return the evaluation of a model's answers on a part's rows."""
    name = "validation" if part.name == "validation" else "test"
    return evaluate(dataset.y[part.rows], answers, dataset.classes, seed, name)


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


def used_up(config: RunConfig, clock: Stopwatch) -> bool:
    """Return whether training has had all the CPU seconds that it was given."""
    return config.budget_s is not None and clock.cpu_s >= config.budget_s


def budgeted(tick: Tick, config: RunConfig, clock: Stopwatch) -> Tick:
    """Return a tick that says so where the budget ends the training before its end."""
    if not used_up(config, clock) or tick.note or tick.step == tick.total:
        return tick
    return replace(tick, note=f"its {config.budget_s:g} {USED_UP}")


def framed(tick: Tick, before: list[Step]) -> Tick:
    """Return a tick without its surface where none is due; the last step has one."""
    last = bool(tick.note) or tick.step == tick.total
    due = last or len(before) + 1 in frames(tick.total)
    drawn = sum(step.surface is not None for step in before)
    return tick if due and drawn < FRAMES else replace(tick, surface=None)


def to_step(tick: Tick, spec: ModelSpec, meter: Meter, dataset: Dataset) -> Step:
    """Turn a trainer's tick into a Step, scoring it while the clock stands still."""
    score = live_score(*tick.answers()) if tick.answers else None
    surface = None if tick.surface is None else to_surface(tick.surface())
    return Step(
        step=tick.step,
        total=tick.total,
        unit=spec.unit,
        seconds=meter.clock.wall_s,
        cpu_s=meter.clock.cpu_s,
        loss=tick.loss,
        validation_loss=tick.validation_loss,
        score=score,
        metric=main_score(dataset.task),
        scored_on=tick.scored_on,
        surface=surface,
        note=tick.note,
        peak_mb=meter.memory.grown() / 1e6,
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
    trained: dict[str, Any], spec: ModelSpec, estimator: Any, X: "np.ndarray"
) -> Cost:
    """Measure what a trained model costs to keep and to ask."""
    batch = X[:BATCH_ROWS]
    with one_thread():
        one_ms, one_cpu_ms = median_ms(lambda: respond(estimator, X[:1]))
        batch_ms, batch_cpu_ms = median_ms(lambda: respond(estimator, batch))
    return Cost(
        **trained,
        parameters=spec.count(estimator),
        counted=spec.counted,
        size_bytes=len(pickle.dumps(estimator, protocol=pickle.HIGHEST_PROTOCOL)),
        latency_ms=one_ms,
        latency_cpu_ms=one_cpu_ms,
        batch_ms=batch_ms,
        batch_cpu_ms=batch_cpu_ms,
        batch_rows=len(batch),
        device=spec.device(estimator),
    )
