"""Correlations of values and of ranks, 0 where there is nothing to go together."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def rank_correlation(first: "np.ndarray", second: "np.ndarray") -> float:
    """Return Spearman's correlation, 0 where either does not vary."""
    return correlation(_ranks(first), _ranks(second))


def _ranks(values: "np.ndarray") -> "np.ndarray":
    """Return ranks from the smallest; equal values share the mean of their ranks."""
    import numpy as np

    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[group]


def correlation(first: "np.ndarray", second: "np.ndarray") -> float:
    """Return Pearson's correlation, 0 where either does not vary."""
    import numpy as np

    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    first, second = first - first.mean(), second - second.mean()
    size = np.sqrt((first @ first) * (second @ second))
    return float(np.clip(first @ second / size, -1, 1)) if size > 0 else 0.0
