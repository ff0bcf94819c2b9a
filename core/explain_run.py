"""explain_run: from a finished run to the Shapley values of its probabilities.

Both models of a race are asked about the same rows and compared with the same
background rows: both are drawn from the run's seed, not from the model.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING

from core import explain
from core.cost import Stopwatch
from core.dataset import Dataset, load
from core.encode import groups
from core.explain import Attribution, Explanation, Request
from core.history import Progress
from core.run import RunConfig
from core.seeds import derive
from core.store import store
from core.train import Fitted, fit, matrix, one_thread, upload_token

if TYPE_CHECKING:
    import numpy as np

ROWS = 100  # test rows explained, at most
BACKGROUND = 100  # training rows compared with, at most


def explain_run(
    config: RunConfig, rows: int = ROWS, background: int = BACKGROUND
) -> Generator[Progress, None, Explanation]:
    """Explain a run's probabilities on test rows; keeps the result in the store.

    Trains the model first where it is no longer kept. Raises Refused when the data set
    cannot be used.
    """
    fitted = yield from _fitted(config)
    dataset = load(config.data)
    told = _drawn(dataset, fitted.split.test.rows, rows, config.seed, "explained")
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
    explanation = _explanation(config, dataset, question, made, told, clock, spec.title)
    key = explanation_key(config, rows, background)
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
        for step in fit(config):
            told = "Training the model first"
            yield Progress(done=step.step, total=step.total, message=told)
        return store().get_model(f"{config.key}-model")


def _drawn(
    dataset: Dataset, part: "np.ndarray", most: int, seed: int, name: str
) -> "np.ndarray":
    """Return at most `most` rows of a part, every class in its share."""
    own = derive(seed, name)
    chosen = explain.choose_rows(dataset.y[part], len(dataset.classes), most, own)
    return part[chosen]


def _explanation(  # noqa: PLR0913 plain assembly of a value
    config: RunConfig,
    dataset: Dataset,
    question: Request,
    made: Attribution,
    rows: "np.ndarray",
    clock: Stopwatch,
    method: str,
) -> Explanation:
    return Explanation(
        run=config.key,
        model=config.model,
        method=method,
        features=tuple(str(name) for name in dataset.X.columns),
        classes=dataset.classes,
        values=made.values,
        base=made.base,
        probabilities=question.model.predict_proba(question.X),
        truth=dataset.y[rows],
        cells=dataset.X.iloc[rows].to_numpy(dtype=object),
        rows=rows,
        background_rows=len(question.background),
        wall_s=clock.wall_s,
        cpu_s=clock.cpu_s,
        error=made.error,
    )
