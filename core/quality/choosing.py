"""Which threshold: by a budget of false alarms, by a price, or by a score.

Every answer is a short decimal that calls exactly those rows positive, so that it can
stand in an address.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.quality.threshold import NOBODY, Counts, Thresholds

if TYPE_CHECKING:
    import numpy as np

DIGITS = 17


@dataclass(frozen=True, kw_only=True, eq=False)
class Sweep:
    """What many thresholds make of the rows, as arrays; NaN for a share of nothing."""

    threshold: "np.ndarray"
    tp: "np.ndarray"
    fp: "np.ndarray"
    fn: "np.ndarray"
    tn: "np.ndarray"

    @property
    def precision(self) -> "np.ndarray":
        """Return the share of rows called positive that are."""
        return _shares(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> "np.ndarray":
        """Return the share of positives that are found."""
        return _shares(self.tp, self.tp + self.fn)

    @property
    def specificity(self) -> "np.ndarray":
        """Return the share of negatives that are left alone."""
        return _shares(self.tn, self.tn + self.fp)

    @property
    def false_alarms(self) -> "np.ndarray":
        """Return the share of negatives that are called positive."""
        return _shares(self.fp, self.tn + self.fp)

    @property
    def accuracy(self) -> "np.ndarray":
        """Return the share of rows that are called what they are."""
        return _shares(self.tp + self.tn, self.tp + self.fp + self.fn + self.tn)

    @property
    def f1(self) -> "np.ndarray":
        """Return the balance of precision and recall."""
        return _shares(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def cost(self, false_alarm: float, miss: float) -> "np.ndarray":
        """Return what all mistakes cost together."""
        return false_alarm * self.fp + miss * self.fn


def sweep(counted: Thresholds, at: "np.ndarray | None" = None) -> Sweep:
    """Return the counts of many thresholds, 0 to 1 in steps of 0.005 unless given."""
    import numpy as np

    at = np.linspace(0, 1, 201) if at is None else np.asarray(at, dtype=np.float64)
    rising = counted.scores[::-1]
    called = len(rising) - np.searchsorted(rising, at, side="left")
    tp = np.append(0, counted.found)[called]
    fp = np.append(0, counted.false)[called]
    fn, tn = counted.positives - tp, counted.negatives - fp
    return Sweep(threshold=at, tp=tp, fp=fp, fn=fn, tn=tn)


def by_budget(counted: Thresholds, share: float) -> float:
    """Return the threshold that finds most while so few negatives are called."""
    import numpy as np

    most = share * counted.negatives + 1e-9
    called = int(np.searchsorted(counted.false, most, side="right"))
    return _readable(counted, called)


def by_recall(counted: Thresholds, share: float) -> float:
    """Return the highest threshold that finds such a share of the positives."""
    import numpy as np

    least = share * counted.positives - 1e-9
    before = int(np.searchsorted(counted.found, least, side="left"))
    return _readable(counted, before + 1 if least > 0 else 0)


def by_price(counted: Thresholds, false_alarm: float, miss: float) -> float:
    """Return the threshold whose mistakes cost least, the highest of equal ones."""
    import numpy as np

    missed = counted.positives - np.append(0, counted.found)
    costs = false_alarm * np.append(0, counted.false) + miss * missed
    return _readable(counted, int(costs.argmin()))


def by_f1(counted: Thresholds) -> float:
    """Return the threshold with the highest F1."""
    called = counted.found + counted.false
    return _readable(
        counted, 1 + int((counted.found / (called + counted.positives)).argmax())
    )


def by_youden(counted: Thresholds) -> float:
    """Return the threshold with the most recall on top of false alarms."""
    import numpy as np

    recall = np.append(0, counted.found) / max(1, counted.positives)
    alarms = np.append(0, counted.false) / max(1, counted.negatives)
    return _readable(counted, int((recall - alarms).argmax()))


def cost(counts: Counts, false_alarm: float, miss: float) -> float:
    """Return what all mistakes of a threshold cost together."""
    return false_alarm * counts.fp + miss * counts.fn


def _readable(counted: Thresholds, called: int) -> float:
    """Return the shortest threshold that calls the highest so many different scores."""
    called = min(called, len(counted.scores))
    if not called:
        return NOBODY
    high = float(counted.scores[called - 1])
    low = float(counted.scores[called]) if called < len(counted.scores) else -1.0
    for digits in range(1, DIGITS):
        step = 10**digits
        short = int(high * step) / step
        if low < short <= high:
            return short
    return high


def _shares(part: "np.ndarray", of: "np.ndarray") -> "np.ndarray":
    import numpy as np

    none = np.full(len(of), np.nan)
    return np.divide(part, of, out=none, where=of > 0)
