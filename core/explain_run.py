"""explain_run: from a finished run to the Shapley values of its answers.

Both models of a race are asked about the same rows and compared with the same
background rows in the same order: all are drawn from the run's seed, not from the
model. Trees use them all, models that are sampled as many of the first as their budget
allows.
"""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from core import explain
from core.cost import Stopwatch
from core.dataset import Dataset, load
from core.encode import groups
from core.errors import StoreError
from core.explain import Attribution, Draft, Explanation, Request, Sketch
from core.history import Progress
from core.model import respond
from core.recall import trained
from core.related import related
from core.run import RunConfig
from core.seeds import derive
from core.split import Part
from core.storage.fitted import Fitted, upload_token
from core.storage.store import store
from core.stratify import choose_rows, in_order
from core.train import finish, matrix, one_thread

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

ROWS = 200  # rows explained, at most
BACKGROUND = 10_000  # training rows compared with, at most
BUDGET = 4e10  # multiply-adds for a model that is sampled: one or two seconds
QUICK = 2e8  # the same for one row that somebody waits for

Told = Generator[Progress | Sketch, None, Explanation]


def explain_run(
    config: RunConfig,
    rows: int = ROWS,
    background: int | None = None,
    method: str | None = None,
) -> Told:
    """Explain a run's answers on validation rows; keeps the result in the store.

    The test part stays unseen; its rows are explained where there are no validation
    rows. A number for `background` has every model compared with exactly so many rows,
    whatever it costs; `method` names an explainer. Trains the model first where it is
    no longer kept. Raises Refused when the data set or the method cannot be used.
    """
    fitted = yield from trained(config)
    dataset = load(config.data)
    told = told_rows(dataset, fitted, config, rows)
    against = background_rows(dataset, fitted, config, background)
    question = ask(fitted, dataset, dataset.X.iloc[told], against)
    question = replace(question, most=BUDGET if background is None else None)
    spec = explain.choose(method, fitted.model)
    clock = Stopwatch()
    drawn = _explanation(fitted, dataset, question, told, against)
    drawn = replace(drawn, method=spec.title, unit=spec.unit or drawn.unit)
    with one_thread():
        work = clock.timed(explain.attribute(spec.key, question))
        made = yield from _sketched(work, drawn, clock)
    explanation = _filled(drawn, made, clock)
    key = explanation_key(config, rows, background, method)
    with suppress(StoreError):  # the next visit asks for it once more
        store().put(key, explanation, upload_token(config.data))
    return explanation


def explanation_key(
    config: RunConfig,
    rows: int = ROWS,
    background: int | None = None,
    method: str | None = None,
) -> str:
    """Return under which key the store keeps a run's explanation."""
    named = f"-{method}" if method else ""
    return f"{config.key}-why-{rows}-{background or 'all'}{named}"


def explain_rows(
    fitted: Fitted, dataset: Dataset, frame: "pd.DataFrame", most: float = QUICK
) -> Attribution:
    """Explain rows that need not be in the data set, at once.

    `frame` has the columns of the data set's X. A model that is sampled spends at most
    `most` multiply-adds.
    """
    against = background_rows(dataset, fitted, fitted.config)
    question = replace(ask(fitted, dataset, frame, against), most=most)
    with one_thread():
        return finish(explain.attribute(None, question))


def ask(
    fitted: Fitted, dataset: Dataset, frame: "pd.DataFrame", against: "np.ndarray"
) -> Request:
    """Return the question about rows of a table, compared with rows of the data set."""
    encoder = fitted.encoder
    return Request(
        model=fitted.model,
        X=matrix(encoder.transform(frame)),
        background=matrix(encoder.transform(dataset.X.iloc[against])),
        groups=groups(encoder, dataset),
        seed=derive(fitted.config.seed, "explain"),
    )


def told_rows(
    dataset: Dataset, fitted: Fitted, config: RunConfig, most: int
) -> "np.ndarray":
    """Return at most `most` rows to explain, every class or size in its share."""
    part = _part(fitted).rows
    own = derive(config.seed, "explained")
    return part[choose_rows(dataset.y[part], len(dataset.classes), most, own)]


def background_rows(
    dataset: Dataset, fitted: Fitted, config: RunConfig, most: int | None = None
) -> "np.ndarray":
    """Return training rows to compare with; the first of them are a fair sample."""
    part, own = fitted.split.train.rows, derive(config.seed, "background")
    limit = BACKGROUND if most is None else most
    return part[in_order(dataset.y[part], len(dataset.classes), limit, own)]


def _part(fitted: Fitted) -> Part:
    split = fitted.split
    return split.validation if split.validation else split.test


def _sketched(
    work: explain.Explaining, drawn: Explanation, clock: Stopwatch
) -> Generator[Progress | Sketch, None, Attribution]:
    """Relay an explainer's ticks, its drafts as explanations of the run."""
    while True:
        try:
            tick = next(work)
        except StopIteration as end:
            return end.value
        if isinstance(tick, Draft):
            filled = replace(_filled(drawn, tick.made, clock), finished=False)
            tick = Sketch(
                done=tick.done,
                total=tick.total,
                message=tick.message,
                explanation=filled,
            )
        yield tick


def _filled(drawn: Explanation, made: Attribution, clock: Stopwatch) -> Explanation:
    """Return the explanation with what the explainer has found.

    Values in another unit than the model's answers add up to answers in that unit,
    those of two classes to one for the second.
    """
    if drawn.unit not in ("probability", drawn.classes[0]):
        answers = made.base + made.values.sum(axis=1)
        drawn = replace(
            drawn, answers=answers, classes=drawn.classes[-answers.shape[1] :]
        )
    return replace(
        drawn,
        values=made.values,
        base=made.base,
        error=made.error,
        errors=made.errors,
        background_rows=made.background_rows or drawn.background_rows,
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
    )


def _explanation(
    fitted: Fitted,
    dataset: Dataset,
    question: Request,
    rows: "np.ndarray",
    against: "np.ndarray",
) -> Explanation:
    """Return all of an explanation but what the explainer finds."""
    amounts = dataset.task == "regression"
    answers = respond(question.model, question.X)
    return Explanation(
        run=fitted.config.key,
        model=fitted.config.model,
        method="",
        features=tuple(str(name) for name in dataset.X.columns),
        classes=(dataset.target,) if amounts else dataset.classes,
        unit=dataset.target if amounts else "probability",
        values=answers[:, None] * 0,
        base=answers[0] * 0,
        answers=answers,
        truth=dataset.y[rows],
        cells=dataset.X.iloc[rows].to_numpy(dtype=object),
        rows=rows,
        part="validation" if _part(fitted).name == "validation" else "test",
        background_rows=len(against),
        background_of=len(fitted.split.train.rows),
        wall_s=0.0,
        cpu_s=0.0,
        error=0.0,
        related=related(dataset, against),
    )
