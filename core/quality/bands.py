"""How far ROC and precision-recall curves would move with other rows.

Bands are bootstrap bands: rows are drawn anew, and at each place of the curve 95 % of
the curves so drawn are inside. That holds for each place alone, not for all at once.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from core.quality.threshold import Thresholds
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

BAND_NOTE = (
    "Bands are pointwise 95 % bootstrap bands: they hold at each place of the curve "
    "alone, not for the whole curve at once."
)
RESAMPLES = 400
CELLS = 400  # scores next to each other are drawn as one
PLACES = 101
_MADE: "WeakKeyDictionary[Thresholds, dict[int, tuple[Band, Band]]]" = (
    WeakKeyDictionary()
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Band:
    """The heights of a curve between which 95 % of the resamples are, at each `x`."""

    x: "np.ndarray"
    low: "np.ndarray"
    high: "np.ndarray"
    resamples: int


def roc_band(counted: Thresholds, seed: int) -> Band | None:
    """Return the band of recall over false alarms; None where there is one class."""
    both = _bands(counted, seed)
    return both[0] if both else None


def pr_band(counted: Thresholds, seed: int) -> Band | None:
    """Return the band of precision over recall; None where there is one class."""
    both = _bands(counted, seed)
    return both[1] if both else None


def _bands(counted: Thresholds, seed: int) -> tuple[Band, Band] | None:
    if not counted.positives or not counted.negatives:
        return None
    made = _MADE.setdefault(counted, {})
    if seed not in made:
        made[seed] = _made(counted, seed)
    return made[seed]


def _made(counted: Thresholds, seed: int) -> tuple[Band, Band]:
    import numpy as np

    found, false = _drawn(counted, derive(seed, "bands"))
    # steep at first: more places where few negatives are called
    alarms = np.linspace(0, 1, PLACES) ** 2
    recall = np.linspace(0, 1, PLACES)
    heights, precisions = [], []
    for tp, fp in zip(found, false, strict=True):
        true, alarm = tp / tp[-1], fp / fp[-1]
        heights.append(np.interp(alarms, alarm, true))
        # between two scores both counts rise in proportion (Davis and Goadrich 2006)
        called = np.interp(recall, true, fp) + recall * tp[-1]
        precisions.append(recall * tp[-1] / np.maximum(called, 1e-12))
    first = slice(1, None)  # without recall nobody was called: there is no precision
    return (
        _band(alarms, np.array(heights)),
        _band(recall[first], np.array(precisions)[:, first]),
    )


def _drawn(counted: Thresholds, seed: int) -> "tuple[np.ndarray, np.ndarray]":
    """Return cumulative counts (resamples, cells + 1) of rows drawn with replacement.

    Rows drawn one by one fall into the cells as one multinomial draw does.
    """
    import numpy as np

    keep = _cells(counted)
    hits = np.diff(counted.found[keep], prepend=0)
    misses = np.diff(counted.false[keep], prepend=0)
    chance = np.concatenate([hits, misses]) / counted.rows
    random = np.random.default_rng(seed)
    drawn = random.multinomial(counted.rows, chance, size=RESAMPLES)
    found = np.cumsum(drawn[:, : len(keep)], axis=1)
    false = np.cumsum(drawn[:, len(keep) :], axis=1)
    known = (found[:, -1] > 0) & (false[:, -1] > 0)
    zero = np.zeros((known.sum(), 1), dtype=found.dtype)
    return np.hstack([zero, found[known]]), np.hstack([zero, false[known]])


def _cells(counted: Thresholds) -> "np.ndarray":
    """Return the last score of each cell, even along the ROC curve."""
    import numpy as np

    along = counted.found / counted.positives + counted.false / counted.negatives
    if len(along) <= CELLS:
        return np.arange(len(along))
    keep = np.searchsorted(along, np.linspace(0, 2, CELLS + 1)[1:])
    return np.unique(np.append(np.minimum(keep, len(along) - 1), len(along) - 1))


def _band(x: "np.ndarray", curves: "np.ndarray") -> Band:
    import numpy as np

    low, high = np.percentile(curves, [2.5, 97.5], axis=0)
    return Band(x=x, low=low, high=high, resamples=len(curves))
