"""Areas under ROC curves of models on the same rows, and how they vary together.

DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988) compare every positive with
every negative; one sort does the same, as Sun and Xu showed with ranks (IEEE Signal
Processing Letters 21, 2014).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def delong(
    positive: "np.ndarray", scores: "list[np.ndarray]"
) -> "tuple[np.ndarray, np.ndarray] | None":
    """Return areas (models,) and their covariance; None with under two rows a class.

    `positive` and each of the scores have shape (rows,).
    """
    import numpy as np

    m, n = int(positive.sum()), int((~positive).sum())
    if m < 2 or n < 2:
        return None
    both = [placements(positive, one) for one in scores]
    above, below = np.array([a for a, _ in both]), np.array([b for _, b in both])
    covariance = np.atleast_2d(np.cov(above)) / m + np.atleast_2d(np.cov(below)) / n
    return above.mean(axis=1), covariance


def placements(
    positive: "np.ndarray", scores: "np.ndarray"
) -> "tuple[np.ndarray, np.ndarray]":
    """Return the share of negatives below each positive, of positives above each other.

    Equal scores count half; both arrays have shape (rows,), with both classes in them.
    """
    import numpy as np

    order = np.argsort(scores)
    ordered, hit = scores[order], positive[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sizes = np.diff(np.append(starts, len(ordered)))
    hits = np.add.reduceat(hit.astype(np.int64), starts)
    misses = sizes - hits
    m, n = int(hits.sum()), int(misses.sum())
    above = (np.cumsum(misses) - misses / 2) / n
    below = 1 - (np.cumsum(hits) - hits / 2) / m
    place = np.empty(len(scores))
    place[order] = np.where(hit, np.repeat(above, sizes), np.repeat(below, sizes))
    return place[positive], place[~positive]
