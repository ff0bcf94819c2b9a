"""Shares of rows: their intervals, and how many of them may be called unusual."""

from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

CONFIDENCE = 0.95


def normal_quantile(confidence: float = CONFIDENCE) -> float:
    """Return how many standard errors a two-sided interval reaches to each side."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def two_sided(z: float) -> float:
    """Return the probability that a normal value is at least as far from its mean."""
    from math import erfc, sqrt

    return erfc(abs(z) / sqrt(2))


def wilson(
    hits: "np.ndarray | float",
    of: "np.ndarray | float",
    confidence: float = CONFIDENCE,
) -> "tuple[np.ndarray, np.ndarray]":
    """Return the Wilson score interval of hits / of, elementwise.

    From 0 to 1 where there is nothing to count (Wilson, JASA 22, 1927).
    """
    import numpy as np

    hits, of = np.asarray(hits, dtype=np.float64), np.asarray(of, dtype=np.float64)
    z2 = normal_quantile(confidence) ** 2
    known = np.where(of > 0, of, 1.0)
    share = hits / known
    middle = (share + z2 / (2 * known)) / (1 + z2 / known)
    spread = np.sqrt(z2 * (share * (1 - share) / known + z2 / (4 * known**2)))
    half = spread / (1 + z2 / known)
    none = of <= 0
    low = np.where(none | (hits <= 0), 0.0, np.clip(middle - half, 0, 1))
    high = np.where(none | (hits >= of), 1.0, np.clip(middle + half, 0, 1))
    return low, high


def holm(p: "Sequence[float] | np.ndarray") -> "np.ndarray":
    """Return p-values raised for how many there are, in their order.

    Calling those below 0.05 unusual is wrong even once in at most 5 % of such lists
    (Holm, Scandinavian Journal of Statistics 6, 1979).
    """
    import numpy as np

    p = np.asarray(p, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    raised = np.maximum.accumulate(p[order] * (len(p) - np.arange(len(p))))
    found = np.empty_like(p)
    found[order] = np.minimum(raised, 1.0)
    return found
