"""A model family's declaration, and what its trainer works on."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from core.dataset import Dataset, Task
from core.errors import Refused
from core.params import Param
from core.registry import declared

if TYPE_CHECKING:
    import numpy as np

Family = Literal["baseline", "linear", "forest", "net", "other"]
Encoding = Literal["codes", "scaled"]
FAMILIES = ("forest", "net", "linear", "other", "baseline")
MOST = 1e100  # squares of larger targets leave float64
TASKS: tuple[Task, ...] = ("binary", "multiclass", "regression")


class Estimator(Protocol):
    """What every model answers: scikit-learn's interface.

    A classifier also has `predict_proba`, one row of class probabilities a row of X.
    """

    def fit(self, X: Any, y: Any) -> Any:
        """Learn from the rows."""
        ...

    def predict(self, X: Any) -> Any:
        """Return one class code or amount a row of X."""
        ...


def respond(model: Any, X: "np.ndarray") -> "np.ndarray":
    """Return a fitted model's answers, shape (rows, outputs), float64.

    Class probabilities where it has them, else what it predicts as one column.
    """
    import numpy as np

    if hasattr(model, "predict_proba"):
        return np.asarray(model.predict_proba(X), dtype=np.float64)
    return np.asarray(model.predict(X), dtype=np.float64).reshape(len(X), -1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """Encoded rows to train on and to watch: float32 matrices and their targets.

    Targets are int64 class codes, or float64 amounts in a regression, where `classes`
    is 0. `X_watch` and `y_watch` are the validation rows, empty under the published
    protocol; then a forest is watched out-of-bag and a net holds back rows of its own.
    `X_grid` are the points of a planar data set's surface, or None.
    """

    X: "np.ndarray"
    y: "np.ndarray"
    X_watch: "np.ndarray"
    y_watch: "np.ndarray"
    X_grid: "np.ndarray | None"
    classes: int
    seed: int

    @property
    def outputs(self) -> int:
        """Return how many numbers an answer has: one a class, or the amount."""
        return self.classes or 1

    @property
    def watched(self) -> bool:
        """Return whether there are validation rows."""
        return len(self.y_watch) > 0


@dataclass(frozen=True, kw_only=True)
class Tick:
    """What a trainer yields after each piece of training.

    Both functions are called off the clock: `answers` returns (targets, answers) of
    the rows that the live score is computed on, `surface` returns the answers at the
    grid's points; answers have shape (rows, outputs).
    """

    step: int
    total: int | None
    loss: float | None = None
    validation_loss: float | None = None
    answers: "Callable[[], tuple[np.ndarray, np.ndarray]] | None" = None
    surface: "Callable[[], np.ndarray] | None" = None
    scored_on: str = "validation rows"
    note: str = ""


Trainer = Callable[[Any, Material], Generator[Tick, None, None]]


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """A declared model: parameters, how to build it, how it is trained in steps.

    `encoding`: `codes` gives categories one number each and fills gaps (trees need no
    more); `scaled` standardises numbers and makes one column a category.
    `build(values, seed, task)` returns an unfitted Estimator for one of its `tasks`;
    `train` fits it in steps; `count` returns how many `counted` things it is made of.
    """

    key: str
    title: str
    family: Family
    kind: Literal["classical", "deep"]
    summary: str
    params: tuple[Param, ...]
    encoding: Encoding
    unit: str
    counted: str
    build: Callable[[Mapping[str, Any], int, Task], Any]
    train: Trainer
    count: Callable[[Any], int]
    tasks: tuple[Task, ...] = TASKS
    device: Callable[[Any], str] = lambda _: "CPU, one thread"


def specs() -> dict[str, ModelSpec]:
    """Return every declared model by key, forests first, the baseline last."""
    found = declared("core.models", ModelSpec)
    ordered = sorted(found.values(), key=lambda spec: FAMILIES.index(spec.family))
    return {spec.key: spec for spec in ordered}


def fitting(task: Task) -> dict[str, ModelSpec]:
    """Return the models that can learn a task, in the order of `specs`."""
    return {key: spec for key, spec in specs().items() if task in spec.tasks}


def check(spec: ModelSpec, dataset: Dataset) -> None:
    """Raise Refused when a model cannot learn what a data set asks for."""
    import numpy as np

    amounts = dataset.task == "regression"
    if dataset.task not in spec.tasks:
        asked = "amounts" if amounts else "classes"
        known = ", ".join(m.title for m in fitting(dataset.task).values())
        raise Refused(
            f"{spec.title} cannot predict {asked}, which the target '{dataset.target}' "
            f"holds; choose from: {known}."
        )
    largest = float(np.abs(dataset.y).max(initial=0))
    if amounts and largest > MOST:
        raise Refused(
            f"The target '{dataset.target}' reaches {largest:.0e}, too "
            "large to compute with; give it in a larger unit."
        )
