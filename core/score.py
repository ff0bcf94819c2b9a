"""What a run scored, and the facts of every score: one table for all who name one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.dataset import Task

if TYPE_CHECKING:
    import numpy as np

ScoredPart = Literal["validation", "test"]


@dataclass(frozen=True, kw_only=True)
class ScoreFact:
    """What there is to know of a score before anybody has one.

    `guessing` is what somebody gets who looks at nothing, None where that depends on
    the data; `best` is what nobody can beat.
    """

    key: str
    title: str
    meaning: str
    higher_is_better: bool
    in_target_units: bool = False
    guessing: float | None = None
    best: float = 1.0


_OF_CLASSES = (
    ScoreFact(
        key="accuracy",
        title="Accuracy",
        meaning="The share of rows whose class is right.",
        higher_is_better=True,
    ),
    ScoreFact(
        key="roc_auc",
        title="ROC AUC",
        meaning="How often a row of the class is ranked above a row of another.",
        higher_is_better=True,
        guessing=0.5,
    ),
    ScoreFact(
        key="pr_auc",
        title="PR AUC",
        meaning="The mean precision over all shares of the class that are found.",
        higher_is_better=True,
    ),
    ScoreFact(
        key="f1",
        title="F1",
        meaning="The balance of precision and recall.",
        higher_is_better=True,
    ),
    ScoreFact(
        key="log_loss",
        title="Log loss",
        meaning="How surprised the model is by the truth.",
        higher_is_better=False,
        best=0.0,
    ),
    ScoreFact(
        key="brier",
        title="Brier score",
        meaning="The mean squared distance of the probabilities from the truth.",
        higher_is_better=False,
        best=0.0,
    ),
)
_OF_AMOUNTS = (
    ScoreFact(
        key="r2",
        title="R²",
        meaning="The share of the target's variance that the model explains.",
        higher_is_better=True,
        guessing=0.0,
    ),
    ScoreFact(
        key="rmse",
        title="RMSE",
        meaning="The usual size of an error; large errors count more.",
        higher_is_better=False,
        in_target_units=True,
        best=0.0,
    ),
    ScoreFact(
        key="mae",
        title="MAE",
        meaning="The mean size of an error.",
        higher_is_better=False,
        in_target_units=True,
        best=0.0,
    ),
)
FACTS: Mapping[str, ScoreFact] = {f.key: f for f in (*_OF_CLASSES, *_OF_AMOUNTS)}


def score_names(task: Task) -> tuple[str, ...]:
    """Return the keys of a task's scores, in the order in which they are shown."""
    return tuple(f.key for f in (_OF_AMOUNTS if task == "regression" else _OF_CLASSES))


def main_score(task: Task) -> str:
    """Return the key of the one score that a task's models are compared by."""
    return "r2" if task == "regression" else "roc_auc"


@dataclass(frozen=True, kw_only=True)
class Score:
    """One number with its 95 % bootstrap interval, where there is one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None

    @property
    def fact(self) -> ScoreFact:
        """Return what there is to know of this score."""
        return FACTS[self.name]


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """A ROC or precision-recall curve, thinned to at most 1,000 points.

    `label` is the positive class, or `macro` or `micro` for an average; `area` is
    computed on all rows, never on the drawn points. Straight lines between the points
    are the curve: a precision-recall curve brings the corners of its steps.
    """

    label: str
    x: "np.ndarray"
    y: "np.ndarray"
    area: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Predictions:
    """Predicted against true amounts, in units of the target.

    `truth` and `predicted` are a sample of at most 2,000 rows, the same rows for every
    model of a race. `counts` is the histogram of the residuals, true minus predicted,
    of all rows, between `edges` (one longer).
    """

    truth: "np.ndarray"
    predicted: "np.ndarray"
    edges: "np.ndarray"
    counts: "np.ndarray"


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Scores and curves of one run on one part of its data.

    `scores` are those of `score_names` in that order; with several classes roc_auc,
    pr_auc and f1 are macro one-vs-rest averages. `roc` and `pr` hold one curve for two
    classes, else one a class and the averages. `confusion` counts true classes in rows,
    predicted ones in columns. `positive_share` is the share of class 1; with several
    classes that of the most frequent one.

    In a regression there are no classes, curves and counts: `predictions` are there.
    """

    rows: int
    classes: tuple[str, ...]
    scores: tuple[Score, ...]
    part: ScoredPart = "test"
    roc: tuple[Curve, ...] = ()
    pr: tuple[Curve, ...] = ()
    confusion: "np.ndarray | None" = None
    positive_share: float = 0.0
    predictions: Predictions | None = None

    @property
    def main(self) -> Score:
        """Return the one score that models are compared by: ROC AUC, or R²."""
        return self.score("roc_auc" if self.classes else "r2")

    def score(self, name: str) -> Score:
        """Return one score by name."""
        return next(score for score in self.scores if score.name == name)
