"""Why a model said so: Shapley values of its answers."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import Refused
from core.history import Progress
from core.registry import declared
from core.score import ScoredPart
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

TOP = 5
TENTHS = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class Explanation:
    """Shapley values of one run's answers: class probabilities, or amounts.

    `values` has shape (rows, features, classes); for each row and class
    base + sum over features = answer. `unit` is "probability", or in a regression the
    target's name; there `classes` holds that one name and `truth` amounts in place of
    class codes. `cells` are the explained rows as they stood in the table, `rows` their
    positions in the data set, `part` where they come from. `error` is the largest
    standard error of a value, 0 for exact methods.
    """

    run: str
    model: str
    method: str
    features: tuple[str, ...]
    classes: tuple[str, ...]
    values: "np.ndarray"
    base: "np.ndarray"
    answers: "np.ndarray"
    truth: "np.ndarray"
    cells: "np.ndarray"
    rows: "np.ndarray"
    background_rows: int
    wall_s: float
    cpu_s: float
    error: float
    unit: str = "probability"
    part: ScoredPart = "test"


@dataclass(frozen=True, kw_only=True, eq=False)
class Request:
    """What an explainer is given: encoded rows and which columns belong to a feature.

    `groups[i]` lists the encoded columns of feature i.
    """

    model: Any
    X: "np.ndarray"
    background: "np.ndarray"
    groups: tuple[tuple[int, ...], ...]
    seed: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Attribution:
    """What an explainer answers: values (rows, features, classes), base (classes,)."""

    values: "np.ndarray"
    base: "np.ndarray"
    error: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ExplainerSpec:
    """A declared explainer; of those that apply the highest `priority` is taken."""

    key: str
    title: str
    summary: str
    priority: int
    applies: Callable[[Any], bool]
    explain: Callable[[Request], Generator[Progress, None, Attribution]]


def specs() -> dict[str, ExplainerSpec]:
    """Return every declared explainer by key."""
    return declared("core.explainers", ExplainerSpec)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two explanations of the same rows agree.

    `ranks`: Spearman correlation of mean absolute values over features; `cells`:
    Pearson correlation over all rows and features; `shared_top`: how many of the
    `top` most important features both name.
    """

    ranks: float
    cells: float
    shared_top: int
    top: int


def attribute(
    key: str | None, question: Request
) -> Generator[Progress, None, Attribution]:
    """Answer a question with the named explainer, or with the best one that applies.

    Raises Refused for an unknown explainer and for one that cannot explain this model,
    ValueError when the groups do not hold every encoded column exactly once.
    """
    columns = sorted(column for group in question.groups for column in group)
    if columns != list(range(question.X.shape[1])):
        raise ValueError("Every encoded column belongs to exactly one feature.")
    return (yield from choose(key, question.model).explain(question))


def choose(key: str | None, model: Any) -> ExplainerSpec:
    """Return the named explainer, or the one of highest priority that applies.

    Raises Refused for an unknown explainer and for one that cannot explain this model.
    """
    fitting = {spec.key: spec for spec in specs().values() if spec.applies(model)}
    if key in fitting:
        return fitting[key]
    known = ", ".join(fitting) or "none"
    if key is not None:
        why = "cannot explain this model" if key in specs() else "is not an explainer"
        raise Refused(f"'{key}' {why}; choose from: {known}.")
    if not fitting:
        raise Refused("No explainer fits this model; choose another model.")
    return max(fitting.values(), key=lambda spec: spec.priority)


def choose_rows(y: "np.ndarray", classes: int, limit: int, seed: int) -> "np.ndarray":
    """Return at most `limit` positions in y, rising, drawn class by class.

    Each class gets its share of the rows, and at least one row where the limit allows:
    for the same number of background rows that about halves the error of a value.
    Without classes, y holds amounts and is drawn from in tenths, by size.
    """
    import numpy as np

    y = np.asarray(y)
    if limit >= len(y):
        return np.arange(len(y))
    if not classes:
        y, classes = _tenths(y), TENTHS
    wanted = _seats(np.bincount(y, minlength=classes), limit)
    random = np.random.default_rng(derive(seed, "choose_rows"))
    drawn = [
        random.choice(np.flatnonzero(y == code), size=count, replace=False)
        for code, count in enumerate(wanted)
    ]
    return np.sort(np.concatenate(drawn))


def _tenths(y: "np.ndarray") -> "np.ndarray":
    """Return for each amount which tenth of the rows it belongs to, by size."""
    import numpy as np

    rank = np.empty(len(y), dtype=np.int64)
    rank[np.argsort(y, kind="stable")] = np.arange(len(y))
    return rank * TENTHS // len(y)


def _seats(counts: "np.ndarray", limit: int) -> "np.ndarray":
    """Share seats by largest remainder; each class with rows gets one first."""
    import numpy as np

    share = limit * counts / counts.sum()
    seats = np.floor(share).astype(np.int64)
    if limit >= (counts > 0).sum():
        seats = np.maximum(seats, counts > 0)
    while seats.sum() != limit:
        short = seats.sum() < limit
        gap = np.where(
            (seats < counts) if short else (seats > 1), share - seats, np.nan
        )
        seats[np.nanargmax(gap) if short else np.nanargmin(gap)] += 1 if short else -1
    return seats


def additivity_gap(made: Attribution | Explanation, answers: "np.ndarray") -> float:
    """Return the largest |base + sum of values - answer| over rows and classes."""
    import numpy as np

    return float(np.abs(made.base + made.values.sum(axis=1) - answers).max())


def agreement(first: Explanation, second: Explanation, shown: int) -> Agreement:
    """Compare two explanations of the same rows for class index `shown`.

    The two most important lists hold up to 5 features. Values that do not vary agree
    with nothing: their correlation is 0. Raises ValueError for other rows or features.
    """
    import numpy as np

    if first.features != second.features or not np.array_equal(first.rows, second.rows):
        raise ValueError("Only explanations of the same rows can be compared.")
    one, two = first.values[..., shown], second.values[..., shown]
    weights = [np.abs(values).mean(axis=0) for values in (one, two)]
    top = min(TOP, len(first.features))
    named = [set(np.argsort(-weight, kind="stable")[:top]) for weight in weights]
    return Agreement(
        ranks=_correlation(_ranks(weights[0]), _ranks(weights[1])),
        cells=_correlation(one.ravel(), two.ravel()),
        shared_top=len(named[0] & named[1]),
        top=top,
    )


def _ranks(values: "np.ndarray") -> "np.ndarray":
    """Return ranks from the smallest; equal values share the mean of their ranks."""
    import numpy as np

    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[group]


def _correlation(first: "np.ndarray", second: "np.ndarray") -> float:
    import numpy as np

    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    first, second = first - first.mean(), second - second.mean()
    size = np.sqrt((first @ first) * (second @ second))
    return float(np.clip(first @ second / size, -1, 1)) if size > 0 else 0.0
