"""A figure's declaration: what it is drawn from, its table and its sentence.

Figures compute nothing; they read a value and return a Plot. The subject depends on
the page: `data` gets a Summary, `train` a tuple of Lanes, `evaluate` a tuple of Runs,
whose `evaluation` is that of the part on show, `explain` a Pair, `swarm` a Swarm,
`price` a Tagged. `column`, `inside`, `measures`, `pixels` and `sanity` are parts of
explain; `threshold`, `calibration`, `groups`, `trial`, `coverage` and `cases` parts of
evaluate; `money`, `energy`, `budget`, `growth`, `shrink` and `wrapper` parts of
compute. Their figures read the value that their `draw` names.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from core.explain import Agreement, Explanation
from core.history import Step
from core.registry import declared

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

PageName = Literal[
    "data", "train", "evaluate", "explain", "swarm",
    "column", "inside", "measures", "pixels", "sanity",
    "threshold", "calibration", "groups", "trial", "coverage", "cases",
    "price", "money", "energy", "budget", "growth", "shrink", "wrapper",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Lane:
    """One model in a race: its steps so far and whether it is still going.

    For planar data, `grid` gives the surface's extent (x low, y low, x high, y high)
    and `points` the rows to draw over it (x, y, class code); `classes` names the codes.
    """

    model: str
    steps: tuple[Step, ...]
    state: Literal["ready", "queued", "running", "finished", "stopped", "failed"]
    grid: tuple[float, float, float, float] | None = None
    points: "tuple[np.ndarray, np.ndarray, np.ndarray] | None" = None
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Pair:
    """Explanations of the same rows by several models, seen from one class.

    `shown` is the class index whose probability is explained, `case` the index of one
    explained row: a position in each explanation's `values`, not in the data set.
    `column` names the feature that is looked at by itself, "" for the foremost one.
    `only` draws the panel of one explanation, on the scale of all of them.
    """

    explanations: tuple[Explanation, ...]
    agreement: Agreement | None
    shown: int
    case: int
    only: int | None = None
    column: str = ""

    def panels(self) -> "tuple[Pair, ...]":
        """Return one pair a panel, so that a page can put them beside each other."""
        places = range(len(self.explanations))
        return tuple(replace(self, only=place) for place in places)


@dataclass(frozen=True, kw_only=True)
class FigureSpec:
    """A declared figure of one page; `order` sorts it there, lowest first.

    `about="cases"` marks a figure that shows single rows of the table. `panels` parts
    the subject into charts that stand side by side, or below each other on a phone.
    Where it does not apply, `instead` says why, or "" where nobody would look for it.
    """

    key: str
    title: str
    page: PageName
    order: int
    draw: Callable[[Any], "Plot"]
    frame: Callable[[Any], "pd.DataFrame"]
    sentence: Callable[[Any], str]
    applies: Callable[[Any], bool] = lambda _: True
    about: Literal["all rows", "cases"] = "all rows"
    panels: Callable[[Any], tuple[Any, ...]] = lambda subject: (subject,)
    instead: Callable[[Any], str] = lambda _: ""


def specs() -> dict[str, FigureSpec]:
    """Return every declared figure by key."""
    return declared("core.figures", FigureSpec)


def figures(page: PageName, subject: object) -> list[FigureSpec]:
    """Return the figures of a page that apply to its subject, in order."""
    return [figure for figure in places(page, subject) if figure.applies(subject)]


def places(page: PageName, subject: object) -> list[FigureSpec]:
    """Return a page's figures in order, with those that only say why they are not."""
    own = (f for f in specs().values() if f.page == page)
    shown = (f for f in own if f.applies(subject) or f.instead(subject))
    return sorted(shown, key=lambda f: f.order)
