"""In which unit reasons are told: percentage points, or amounts of the target."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.figure import Pair
from core.figures import theme

if TYPE_CHECKING:
    import numpy as np

    from core.explain import Explanation


@dataclass(frozen=True, kw_only=True, eq=False)
class Shown:
    """What several models have of one thing, seen from the class numbered `shown`.

    `parts` are one value a model, all with `model` and `classes`; `cells` is the case
    that is looked at, one cell a feature by name.
    """

    parts: tuple[Any, ...]
    shown: int
    cells: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How values are shown: times `factor`, pushes in `push`, answers in `level`.

    `target` names what is explained: a class, or an amount.
    """

    target: str
    percent: bool

    @property
    def factor(self) -> float:
        """Return what a value is multiplied by before it is shown."""
        return 100.0 if self.percent else 1.0

    @property
    def push(self) -> str:
        """Return the unit of one push."""
        return "% points" if self.percent else theme.units(self.target)

    @property
    def mean(self) -> str:
        """Return the name of a mean size of pushes."""
        return f"mean size ({self.push})"

    @property
    def answer(self) -> str:
        """Return the name of the axis of what a model answers."""
        return "probability (%)" if self.percent else f"predicted {self.label}"

    @property
    def label(self) -> str:
        """Return the target as plotly text."""
        return theme.label(self.target)

    @property
    def least(self) -> float:
        """Return the shortest axis that is worth drawing."""
        return 2.0 if self.percent else 0.0

    @property
    def steps(self) -> tuple[str, str, str]:
        """Return the columns of a walk from one answer to another."""
        level, push = ("%", "points") if self.percent else (self.target,) * 2
        return f"from ({level})", f"change ({push})", f"to ({level})"

    def told(self, push: float) -> str:
        """Return one push with its unit, for a sentence."""
        unit = "points" if self.percent else f"units of {self.target}"
        return f"{self.signed(push)} {unit}"

    def size(self, push: float) -> str:
        """Return the size of one push with its unit, for a sentence."""
        unit = "points" if self.percent else f"units of {self.target}"
        return f"{push:.1f} {unit}" if self.percent else f"{theme.amount(push)} {unit}"

    def signed(self, push: float) -> str:
        """Return one push with its sign."""
        if self.percent:
            return theme.signed(push)
        return ("+" if push >= 0 else "") + theme.amount(push)

    def level(self, answer: float) -> str:
        """Return an answer as it is told."""
        return f"{answer:.1f} %" if self.percent else theme.amount(answer)


def scale(pair: Pair) -> Scale:
    """Return the unit in which all figures of a pair are told."""
    first = pair.explanations[0]
    return of(first.classes, first.unit, pair.shown)


def of(classes: tuple[str, ...], unit: str, shown: int) -> Scale:
    """Return the unit for one of some classes, or for amounts of what `unit` names."""
    percent = len(classes) > 1  # a target may be named "probability", too
    return Scale(target=classes[shown] if percent else unit, percent=percent)


def shown(explanation: "Explanation", pair: Pair) -> "np.ndarray":
    """Return the values of what is shown, in its unit, shape (rows, features)."""
    return scale(pair).factor * explanation.values[:, :, pair.shown]
