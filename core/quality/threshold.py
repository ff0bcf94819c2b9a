"""One threshold, everything follows: who is called positive, rightly or wrongly.

A row is called positive when its score is at least the threshold. Rows are counted
once for all thresholds; then each threshold is found by bisection.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.answers import Answers, once
from core.statistics.ranking import pr_of, roc_of

if TYPE_CHECKING:
    import numpy as np

    from core.statistics.ranking import Line

NOBODY = 1.01  # above every probability


@dataclass(frozen=True, kw_only=True)
class Shares:
    """The four kinds of rows, as counts of so many cases."""

    tp: float
    fp: float
    fn: float
    tn: float


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What one threshold makes of the rows: true and false positives and negatives.

    A share of nothing is None.
    """

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return self.tp + self.fp + self.fn + self.tn

    @property
    def precision(self) -> float | None:
        """Return the share of rows called positive that are."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """Return the share of positives that are found."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> float | None:
        """Return the share of negatives that are left alone."""
        return _share(self.tn, self.tn + self.fp)

    @property
    def false_alarms(self) -> float | None:
        """Return the share of negatives that are called positive."""
        return _share(self.fp, self.tn + self.fp)

    @property
    def accuracy(self) -> float | None:
        """Return the share of rows that are called what they are."""
        return _share(self.tp + self.tn, self.rows)

    @property
    def f1(self) -> float | None:
        """Return the balance of precision and recall."""
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    @property
    def youden(self) -> float | None:
        """Return recall minus the share of false alarms."""
        recall, alarms = self.recall, self.false_alarms
        return None if recall is None or alarms is None else recall - alarms

    @property
    def confusion(self) -> "np.ndarray":
        """Return true classes in rows, called ones in columns, the positive last."""
        import numpy as np

        return np.array([[self.tn, self.fp], [self.fn, self.tp]])

    def per(self, cases: int = 1000) -> Shares:
        """Return the same as counts of so many cases."""
        one = cases / max(1, self.rows)
        return Shares(
            tp=self.tp * one, fp=self.fp * one, fn=self.fn * one, tn=self.tn * one
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Thresholds:
    """All that can be called positive of one class, counted once.

    `scores` are the different scores, highest first; `found` and `false` count the
    positives and negatives that score at least as much.
    """

    label: str
    scores: "np.ndarray"
    found: "np.ndarray"
    false: "np.ndarray"
    positives: int
    negatives: int

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return self.positives + self.negatives

    def at(self, threshold: float) -> Counts:
        """Return what a threshold makes of the rows."""
        import numpy as np

        rising = self.scores[::-1]
        called = len(rising) - int(np.searchsorted(rising, threshold, side="left"))
        return self.counts(called)

    def counts(self, called: int) -> Counts:
        """Return what calling the so many highest scores positive makes of the rows."""
        tp = int(self.found[called - 1]) if called else 0
        fp = int(self.false[called - 1]) if called else 0
        return Counts(tp=tp, fp=fp, fn=self.positives - tp, tn=self.negatives - fp)

    @cached_property
    def auc(self) -> float | None:
        """Return the area under the ROC curve, on all scores; None for one class."""
        import numpy as np

        if not self.positives or not self.negatives:
            return None
        hits = np.diff(self.found, prepend=0)
        misses = np.diff(self.false, prepend=0)
        pairs = (misses * (self.found - hits / 2)).sum()
        return float(pairs / (self.positives * self.negatives))

    @cached_property
    def average_precision(self) -> float | None:
        """Return the area under the precision-recall curve; None without positives."""
        import numpy as np

        if not self.positives:
            return None
        precision = self.found / (self.found + self.false)
        return float((np.diff(self.found, prepend=0) * precision).sum()) / (
            self.positives
        )


def thresholds(answers: Answers, code: int = 1) -> Thresholds:
    """Return the counts of one class for every threshold, made once for each class."""
    return once(
        answers,
        ("thresholds", code),
        lambda: count(
            answers.positive(code), answers.scores(code), answers.classes[code]
        ),
    )


def count(positive: "np.ndarray", scores: "np.ndarray", label: str = "") -> Thresholds:
    """Return the counts for every threshold; both arrays have shape (rows,)."""
    import numpy as np

    order = np.argsort(scores)[::-1]
    ordered = scores[order]
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))
    found = np.cumsum(positive[order])[last]
    # rising in memory, so that a bisection copies nothing
    different = np.ascontiguousarray(ordered[last][::-1])[::-1]
    return Thresholds(
        label=label,
        scores=different,
        found=found,
        false=last + 1 - found,
        positives=int(found[-1]) if len(found) else 0,
        negatives=len(scores) - (int(found[-1]) if len(found) else 0),
    )


def roc(counted: Thresholds) -> "Line | None":
    """Return false against true positive rate, thinned; None for one class."""
    if not counted.positives or not counted.negatives:
        return None
    return roc_of(counted.found, counted.false)


def pr(counted: Thresholds) -> "Line | None":
    """Return recall against precision in steps, thinned; None without positives."""
    return pr_of(counted.found, counted.false) if counted.positives else None


def _share(part: int, of: int) -> float | None:
    return part / of if of else None
