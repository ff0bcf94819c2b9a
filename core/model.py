"""A model family's declaration, and what its trainer works on."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from core.params import Param
from core.registry import declared

if TYPE_CHECKING:
    import numpy as np

Family = Literal["baseline", "linear", "forest", "net", "other"]
Encoding = Literal["codes", "scaled"]
FAMILIES = ("forest", "net", "linear", "other", "baseline")


class Estimator(Protocol):
    """What every model answers: scikit-learn's interface."""

    classes_: Any

    def fit(self, X: Any, y: Any) -> Any:
        """Learn from the rows."""
        ...

    def predict_proba(self, X: Any) -> Any:
        """Return one row of class probabilities a row of X."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Material:
    """Encoded rows to train on and to watch: float32 matrices, int64 class codes.

    `X_watch` and `y_watch` are the validation rows, empty under the published protocol;
    then a forest is watched out-of-bag and a net holds back rows of its own. `X_grid`
    are the points of a planar data set's surface, or None.
    """

    X: "np.ndarray"
    y: "np.ndarray"
    X_watch: "np.ndarray"
    y_watch: "np.ndarray"
    X_grid: "np.ndarray | None"
    classes: int
    seed: int

    @property
    def watched(self) -> bool:
        """Return whether there are validation rows."""
        return len(self.y_watch) > 0


@dataclass(frozen=True, kw_only=True)
class Tick:
    """What a trainer yields after each piece of training.

    Both functions are called off the clock: `probabilities` returns (class codes,
    probabilities) of the rows that the live score is computed on, `surface` returns
    the probabilities of the grid's points.
    """

    step: int
    total: int | None
    loss: float | None = None
    validation_loss: float | None = None
    probabilities: "Callable[[], tuple[np.ndarray, np.ndarray]] | None" = None
    surface: "Callable[[], np.ndarray] | None" = None
    scored_on: str = "validation rows"
    note: str = ""


Trainer = Callable[[Any, Material], Generator[Tick, None, None]]


@dataclass(frozen=True, kw_only=True)
class ModelSpec:
    """A declared model: parameters, how to build it, how it is trained in steps.

    `encoding`: `codes` gives categories one number each and fills gaps (trees need no
    more); `scaled` standardises numbers and makes one column a category.
    `build(values, seed)` returns an unfitted Estimator; `train` fits it in steps;
    `count` returns how many `counted` things it is made of.
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
    build: Callable[[Mapping[str, Any], int], Any]
    train: Trainer
    count: Callable[[Any], int]
    device: Callable[[Any], str] = lambda _: "CPU, one thread"


def specs() -> dict[str, ModelSpec]:
    """Return every declared model by key, forests first, the baseline last."""
    found = declared("core.models", ModelSpec)
    ordered = sorted(found.values(), key=lambda spec: FAMILIES.index(spec.family))
    return {spec.key: spec for spec in ordered}
