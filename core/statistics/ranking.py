"""Rows sorted by a score: areas under ROC and precision-recall curves, and the curves.

Every curve here is a pair (x, y) of float64 arrays joined by straight lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    Line = tuple[np.ndarray, np.ndarray]

DRAWN_POINTS = 1_000


@dataclass(frozen=True, kw_only=True, eq=False)
class Ranking:
    """Rows from the highest score to the lowest; rows of equal score are one group.

    `order` are positions of rows, `positive` (bool) is in that order, `starts` are the
    places in `order` where a new score begins.
    """

    order: "np.ndarray"
    positive: "np.ndarray"
    starts: "np.ndarray"


def rank(positive: "np.ndarray", scores: "np.ndarray") -> Ranking:
    """Sort rows by score, highest first; `positive` is bool, both of shape (rows,)."""
    import numpy as np

    order = np.argsort(scores)[::-1]  # the order of equal scores is of no account
    falls = np.flatnonzero(np.diff(scores[order])) + 1
    starts = np.concatenate([[0], falls])
    return Ranking(order=order, positive=positive[order], starts=starts)


def areas(ranking: Ranking, weights: "np.ndarray | None" = None) -> "np.ndarray":
    """Return ROC AUC and average precision, one row a set of row weights.

    `weights` has shape (sets, rows), None weighs all rows alike; the answer has shape
    (sets, 2), with NaN for a set in which all positives or all negatives weigh nothing.
    """
    import numpy as np

    hits, misses = _gains(ranking, weights)
    found, false = hits.cumsum(axis=1), misses.cumsum(axis=1)
    precision = found / np.maximum(found + false, np.finfo(found.dtype).tiny)
    with np.errstate(invalid="ignore", divide="ignore"):
        pairs = found[:, -1] * false[:, -1]
        roc = np.einsum("ij,ij->i", misses, found - hits / 2) / pairs
        average = np.einsum("ij,ij->i", hits, precision) / found[:, -1]
    return np.column_stack([roc, np.where(pairs > 0, average, np.nan)])


def _gains(
    ranking: Ranking, weights: "np.ndarray | None"
) -> "tuple[np.ndarray, np.ndarray]":
    """Return the weight of positives and of negatives in each group, (sets, groups)."""
    import numpy as np

    if weights is None:
        sorted_weights = np.ones((1, len(ranking.order)))
    else:
        sorted_weights = np.take(weights, ranking.order, axis=1)
    hits = sorted_weights * ranking.positive
    misses = sorted_weights - hits
    if len(ranking.starts) == len(ranking.order):
        return hits, misses
    starts = ranking.starts
    return np.add.reduceat(hits, starts, axis=1), np.add.reduceat(
        misses, starts, axis=1
    )


def roc_line(ranking: Ranking) -> "Line":
    """Return the ROC curve from (0, 0) to (1, 1): false against true positive rate."""
    hits, misses = _gains(ranking, None)
    return roc_of(hits[0].cumsum(), misses[0].cumsum())


def roc_of(found: "np.ndarray", false: "np.ndarray") -> "Line":
    """Return the ROC curve of how many positives and negatives were called so far."""
    import numpy as np

    true = np.concatenate([[0.0], found / found[-1]])
    return thinned(np.concatenate([[0.0], false / false[-1]]), true)


def thinned(x: "np.ndarray", y: "np.ndarray") -> "Line":
    """Keep at most 1,000 points of a line that rises from (0, 0) to (1, 1), both ends.

    The points are even along x + y. Cut corners change the area a little; the heights
    between 0 and 1 are nudged, by less than can be seen, so that it stays as it was.
    """
    import numpy as np

    if len(x) <= DRAWN_POINTS:
        return x, y
    along = x + y
    even = np.linspace(along[0], along[-1], DRAWN_POINTS)
    keep = np.unique(np.clip(np.searchsorted(along, even), 0, len(x) - 1))
    keep[-1] = len(x) - 1
    missing = np.trapezoid(y, x) - np.trapezoid(y[keep], x[keep])
    x, y = x[keep], y[keep]
    inner = y * (1 - y)
    # Beyond a half the heights could stop rising; an inner part of no width has no say.
    share = np.clip(missing / max(np.trapezoid(inner, x), 1e-12), -0.5, 0.5)
    return x, y + share * inner


def mean_roc_line(lines: "Sequence[Line]") -> "Line":
    """Average ROC curves at equal false positive rate; the area is the mean area."""
    import numpy as np

    grid = np.unique(np.concatenate([x for x, _ in lines]))
    # A vertical piece has two heights at one x; the mean curve keeps both of them.
    lower = np.mean([np.interp(-grid, -x[::-1], y[::-1]) for x, y in lines], axis=0)
    upper = np.mean([np.interp(grid, x, y) for x, y in lines], axis=0)
    return thinned(np.repeat(grid, 2), np.column_stack([lower, upper]).ravel())


def pr_line(ranking: Ranking) -> "Line":
    """Return the precision-recall curve as steps; the area is the average precision.

    Steps that are drawn as one stand at their mean precision, so that the area stays.
    """
    hits, misses = _gains(ranking, None)
    return pr_of(hits[0].cumsum(), misses[0].cumsum())


def pr_of(found: "np.ndarray", false: "np.ndarray") -> "Line":
    """Return the precision-recall curve of how many were called so far, as steps."""
    import numpy as np

    step = np.diff(found, prepend=0) > 0
    return _steps(found[step] / found[-1], (found / (found + false))[step])


def mean_pr_line(lines: "Sequence[Line]") -> "Line":
    """Average precision-recall curves at equal recall; the area is the mean area."""
    import numpy as np

    ends = np.unique(np.concatenate([x[1::2] for x, _ in lines]))
    heights = [y[1::2][np.searchsorted(x[1::2], ends)] for x, y in lines]
    return _steps(ends, np.mean(heights, axis=0))


def _steps(ends: "np.ndarray", heights: "np.ndarray") -> "Line":
    """Draw steps that end at `ends`, merged into at most half as many as points."""
    import numpy as np

    below = np.concatenate([[0.0], ends])
    area = np.concatenate([[0.0], np.cumsum(np.diff(below) * heights)])
    if 2 * len(ends) > DRAWN_POINTS:
        even = np.linspace(0.0, 1.0, DRAWN_POINTS // 2 + 1)
        keep = np.unique(np.clip(np.searchsorted(below, even), 0, len(ends)))
        keep[-1] = len(ends)
        below, area = below[keep], area[keep]
        heights = np.diff(area) / np.diff(below)
    x = np.column_stack([below[:-1], below[1:]]).ravel()
    return x, np.repeat(heights, 2)
