"""explain_run: from a finished run to the Shapley values of its answers.

Both models of a race are asked about the same rows and compared with the same
background rows: both are drawn from the run's seed, not from the model.
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
from core.explain import Attribution, Explanation, Request
from core.fitted import Fitted, upload_token
from core.history import Progress
from core.model import respond
from core.run import RunConfig
from core.seeds import derive
from core.store import store
from core.train import fit_model, matrix, one_thread

if TYPE_CHECKING:
    import numpy as np

ROWS = 100  # rows explained, at most
BACKGROUND = 100  # training rows compared with, at most


def explain_run(
    config: RunConfig, rows: int = ROWS, background: int = BACKGROUND
) -> Generator[Progress, None, Explanation]:
    """Explain a run's answers on validation rows; keeps the result in the store.

    The test part stays unseen; its rows are explained where there are no validation
    rows. Trains the model first where it is no longer kept. Raises Refused when the
    data set cannot be used.
    """
    fitted = yield from _fitted(config)
    dataset = load(config.data)
    part = fitted.split.validation if fitted.split.validation else fitted.split.test
    told = _drawn(dataset, part.rows, rows, config.seed, "explained")
    with_ = _drawn(
        dataset, fitted.split.train.rows, background, config.seed, "background"
    )
    question = Request(
        model=fitted.model,
        X=matrix(fitted.encoder.transform(dataset.X.iloc[told])),
        background=matrix(fitted.encoder.transform(dataset.X.iloc[with_])),
        groups=groups(fitted.encoder, dataset),
        seed=derive(config.seed, "explain"),
    )
    clock, spec = Stopwatch(), explain.choose(None, fitted.model)
    with one_thread():
        made = yield from clock.timed(explain.attribute(spec.key, question))
    explanation = replace(
        _explanation(config, dataset, question, made, told, clock),
        method=spec.title,
        part="validation" if part.name == "validation" else "test",
    )
    key = explanation_key(config, rows, background)
    with suppress(StoreError):  # the next visit asks for it once more
        store().put(key, explanation, upload_token(config.data))
    return explanation


def explanation_key(
    config: RunConfig, rows: int = ROWS, background: int = BACKGROUND
) -> str:
    """Return under which key the store keeps a run's explanation."""
    return f"{config.key}-why-{rows}-{background}"


def _fitted(config: RunConfig) -> Generator[Progress, None, Fitted]:
    try:
        return store().get_model(f"{config.key}-model")
    except LookupError:
        training = fit_model(config)
    while True:
        try:
            step = next(training)
        except StopIteration as end:
            return end.value[1]  # not from the store: there may be no room for it
        told = "Training the model first"
        yield Progress(done=step.step, total=step.total, message=told)


def _drawn(
    dataset: Dataset, part: "np.ndarray", most: int, seed: int, name: str
) -> "np.ndarray":
    """Return at most `most` rows of a part, every class or size in its share."""
    own = derive(seed, name)
    chosen = explain.choose_rows(dataset.y[part], len(dataset.classes), most, own)
    return part[chosen]


def _explanation(
    config: RunConfig,
    dataset: Dataset,
    question: Request,
    made: Attribution,
    rows: "np.ndarray",
    clock: Stopwatch,
) -> Explanation:
    amounts = dataset.task == "regression"
    return Explanation(
        run=config.key,
        model=config.model,
        method="",
        features=tuple(str(name) for name in dataset.X.columns),
        classes=(dataset.target,) if amounts else dataset.classes,
        unit=dataset.target if amounts else "probability",
        values=made.values,
        base=made.base,
        answers=respond(question.model, question.X),
        truth=dataset.y[rows],
        cells=dataset.X.iloc[rows].to_numpy(dtype=object),
        rows=rows,
        background_rows=len(question.background),
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
        error=made.error,
    )
