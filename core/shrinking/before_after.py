"""shrink: a run's model made smaller in every way that fits, and measured again."""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core.cost import Others, Stopwatch
from core.dataset import Dataset, load
from core.errors import Refused, StoreError
from core.evaluate import live_score
from core.history import Progress
from core.latency.pace import paces
from core.model import Material, respond
from core.recall import trained
from core.run import RunConfig
from core.score import main_score
from core.seeds import derive
from core.shrinking.shrink import (
    Made,
    Original,
    ShrinkerSpec,
    Shrunk,
    Small,
    shrink_key,
    specs,
)
from core.shrinking.students import stored
from core.storage.fitted import Fitted, upload_token
from core.storage.store import store
from core.train import matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

TIMED_S = 0.35  # for each of two forms that are timed by turns

Shrinking = Generator[Progress | Shrunk, None, Shrunk]


def shrink(config: RunConfig) -> Shrinking:
    """Shrink a run's model in every way that fits it; yields after each, keeps all.

    Scores are from validation rows: the test rows stay sealed where there are others.
    The model itself is left as it is, and timed again beside each smaller form. Raises
    Refused when the data set cannot be used or nothing can be made smaller.
    """
    fitted = yield from trained(config)
    dataset = load(config.data)
    ways = {spec: spec.applies(fitted.model) for spec in specs().values()}
    if not any(ways.values()):
        raise Refused("Nothing here makes this model smaller; choose another model.")
    given = original(fitted, dataset)
    part = fitted.split.validation or fitted.split.test
    X = matrix(fitted.encoder.transform(dataset.X.iloc[part.rows]))
    y = dataset.y[part.rows]
    others = Others()
    with one_thread():
        seen = Shrunk(
            run=config.key,
            model=config.model,
            metric=main_score(dataset.task),
            part=part.name,
            rows=len(part),
            before=as_it_is(given, X, y),
            absent=tuple((s.title, s.needs) for s, fits in ways.items() if not fits),
            total=sum(ways.values()),
        )
        yield seen
        for spec in (spec for spec, fits in ways.items() if fits):
            small = yield from tried(spec, given, (X, y))
            after = (*seen.after, small)
            seen = replace(seen, after=after, busy=others.share())
            yield seen
    seen = replace(seen, finished=True)
    with suppress(StoreError):
        store().put(shrink_key(config), seen, upload_token(config.data))
    return seen


def original(fitted: Fitted, dataset: Dataset) -> Original:
    """Return a fitted model with the rows that it learned from."""
    config, parts = fitted.config, fitted.split
    rows, watched = parts.train.rows, parts.validation.rows
    frame = dataset.X.iloc
    published = dataset.protocol == "published"
    seed = config.seed if published else derive(config.seed, "model", config.model)
    X = matrix(fitted.encoder.transform(frame[rows]))
    X_watch = matrix(fitted.encoder.transform(frame[watched])) if len(watched) else X
    return Original(
        model=fitted.model,
        key=config.model,
        values=dict(config.values),
        task=dataset.task,
        material=Material(
            X=X,
            y=dataset.y[rows],
            X_watch=X_watch[: len(watched)],
            y_watch=dataset.y[watched],
            X_grid=None,
            classes=len(dataset.classes),
            seed=seed,
        ),
    )


def as_it_is(given: Original, X: "np.ndarray", y: "np.ndarray") -> Small:
    """Return the model before anything is done to it."""

    def answer(rows: "np.ndarray") -> "np.ndarray":
        return respond(given.model, rows)

    return Small(
        way="",
        title="As it is",
        what="",
        score=live_score(y, answer(X)) or 0.0,
        size_bytes=stored(given.model),
        pace=paces({"": answer}, X, TIMED_S)[""],
    )


def tried(
    spec: ShrinkerSpec, given: Original, rows: "tuple[np.ndarray, np.ndarray]"
) -> Generator[Progress, None, Small]:
    """Shrink a model in one way; return what came of it.

    The model takes turns with the new one, so that a busy moment of the machine looks
    neither like a gain nor like a loss.
    """
    clock, (X, y) = Stopwatch(), rows
    made: Made = yield from _told(clock.timed(spec.shrink(given)), spec.title)
    ways = {"": lambda X: respond(given.model, X), spec.key: made.answer}
    measured = paces(ways, X, TIMED_S)
    answers = made.answer(X)
    return Small(
        way=spec.key,
        title=spec.title,
        what=made.what,
        score=live_score(y, answers) or 0.0,
        size_bytes=made.size_bytes,
        pace=measured[spec.key],
        beside=measured[""],
        cpu_s=clock.cpu_s,
        agrees=agreement(respond(given.model, X), answers, given.material.classes),
    )


def _told(
    work: Generator[Progress, None, Made], title: str
) -> Generator[Progress, None, Made]:
    """Relay progress with the name of the way in front."""
    while True:
        try:
            tick = next(work)
        except StopIteration as end:
            return end.value
        yield replace(tick, message=f"{title}: {tick.message}".removesuffix(": "))


def agreement(before: "np.ndarray", after: "np.ndarray", classes: int) -> float:
    """Return on which share of rows the class stays; R² where there are amounts."""
    if classes:
        return float((before.argmax(axis=1) == after.argmax(axis=1)).mean())
    spread = float(((before - before.mean()) ** 2).sum())
    return 1 - float(((after - before) ** 2).sum()) / spread if spread else 1.0
