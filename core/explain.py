"""Why a model said so: Shapley values of its answers."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.correlate import correlation, rank_correlation
from core.encode import Groups
from core.errors import Refused
from core.history import Progress
from core.registry import declared
from core.score import ScoredPart

if TYPE_CHECKING:
    import numpy as np

TOP = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Explanation:
    """Shapley values of one run's answers: class probabilities, or amounts.

    `values` has shape (rows, features, classes); for each row and class
    base + sum over features = answer. `unit` is "probability", or in a regression the
    target's name; there `classes` holds that one name and `truth` amounts in place of
    class codes. `cells` are the explained rows as they stood in the table, `rows` their
    positions in the data set, `part` where they come from. `errors` are the standard
    errors of the values, None for exact methods, and `error` is the largest, then 0.
    `background_rows` of the `background_of` training rows were compared with;
    `finished` is False while that grows. `related` are pairs of number columns that
    move together, with their correlation, the strongest first.
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
    errors: "np.ndarray | None" = None
    background_of: int = 0
    finished: bool = True
    related: tuple[tuple[str, str, float], ...] = ()

    @property
    def row_ms(self) -> float:
        """Return the CPU milliseconds that one explained row took."""
        return 1000 * self.cpu_s / max(1, len(self.rows))


@dataclass(frozen=True, kw_only=True, eq=False)
class Request:
    """What an explainer is given: encoded rows and which columns belong to a feature.

    `groups[i]` lists the encoded columns of feature i. `most` bounds, in multiply-adds,
    what a method that samples may spend: it then takes the first rows of the background
    only. Without it all of them are used.
    """

    model: Any
    X: "np.ndarray"
    background: "np.ndarray"
    groups: Groups
    seed: int
    most: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Attribution:
    """What an explainer answers: values (rows, features, classes), base (classes,).

    `errors` has the shape of the values; `background_rows` counts the rows of the
    background that were used, 0 for all.
    """

    values: "np.ndarray"
    base: "np.ndarray"
    error: float = 0.0
    errors: "np.ndarray | None" = None
    background_rows: int = 0


@dataclass(frozen=True, kw_only=True, eq=False)
class Draft:
    """One tick of an explainer with what it would answer so far."""

    done: int
    total: int | None
    message: str
    made: Attribution


@dataclass(frozen=True, kw_only=True, eq=False)
class Sketch:
    """One tick of explaining a run with its explanation so far."""

    done: int
    total: int | None
    message: str
    explanation: Explanation


Explaining = Generator[Progress | Draft, None, Attribution]


@dataclass(frozen=True, kw_only=True)
class ExplainerSpec:
    """A declared explainer; of those that apply the highest `priority` is taken.

    `unit` is that of its values where they are not the model's own answers; `compares`
    says whether the request's background rows are what it compares with. What
    `lay_out(model, background)` returns can be kept; from it `at_once(laid, X, groups)`
    explains rows without the model, whose answers are then `base` and all values.
    """

    key: str
    title: str
    summary: str
    priority: int
    applies: Callable[[Any], bool]
    explain: Callable[[Request], Explaining]
    unit: str = ""
    compares: bool = True
    lay_out: "Callable[[Any, np.ndarray], Any] | None" = None
    at_once: "Callable[[Any, np.ndarray, Groups], Attribution] | None" = None


def specs() -> dict[str, ExplainerSpec]:
    """Return every declared explainer by key."""
    return declared("core.explainers", ExplainerSpec)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How far two explanations of the same rows agree.

    `ranks`: Spearman correlation of mean absolute values over features; `cells`:
    Pearson correlation over all rows and features; `shared_top`: how many of the
    `top` most important features both name; `signs`: of the values that are among
    either's largest `top` of their row, the share that point the same way.
    """

    ranks: float
    cells: float
    shared_top: int
    top: int
    signs: float = 0.0


def attribute(key: str | None, question: Request) -> Explaining:
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


def additivity_gap(made: Attribution | Explanation, answers: "np.ndarray") -> float:
    """Return the largest |base + sum of values - answer| over rows and classes."""
    import numpy as np

    return float(np.abs(made.base + made.values.sum(axis=1) - answers).max())


def agreement(first: Explanation, second: Explanation, shown: int) -> Agreement:
    """Compare two explanations of the same rows for class index `shown`.

    The two most important lists hold up to 3 features. Values that do not vary agree
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
        ranks=rank_correlation(*weights),
        cells=correlation(one.ravel(), two.ravel()),
        shared_top=len(named[0] & named[1]),
        top=top,
        signs=_signs(one, two, top),
    )


def disagreement(first: Explanation, second: Explanation, shown: int) -> "np.ndarray":
    """Return by how much two explanations of each row differ, summed over features."""
    import numpy as np

    return np.abs(first.values[..., shown] - second.values[..., shown]).sum(axis=1)


def _signs(one: "np.ndarray", two: "np.ndarray", top: int) -> float:
    """Return the share of the large values (rows, features) that have one sign."""
    import numpy as np

    features = one.shape[1]
    large = np.zeros(one.shape, dtype=bool)
    for values in (one, two):
        largest = np.argpartition(np.abs(values), features - top, axis=1)[:, -top:]
        np.put_along_axis(large, largest, True, axis=1)
    large &= (one != 0) | (two != 0)
    return float((np.sign(one) == np.sign(two))[large].mean()) if large.any() else 0.0
