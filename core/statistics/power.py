"""Power laws: how fast something grows with size, from a few measured sizes.

value = overhead + scale * size^exponent. What is always paid, whatever the size, hides
the growth at small sizes: it is fitted too where the values show it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

FEWEST = 3  # points a line with an interval needs
FEWEST_BENT = 5  # the same with an overhead
MOST = 8  # the upper sizes of a ladder that are fitted: with doublings, a factor of 128
LEAST_SPREAD = 0.01  # of log values about the line: no clock is better than 1 %
WORTH = 4.0  # by how much more likely a line must be (twice the log) to have a bend
Matrix = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Power:
    """What values grow like: overhead + scale * size^exponent.

    `low` and `high` are the ends of the exponent's 95 % interval. `points` sizes from
    `first` to `last` were fitted. An interval elsewhere on the line is made of
    `covariance` (of log overhead, log scale and exponent), `spread` (standard deviation
    of log values about the line) and `quantile` (Student's t).
    """

    exponent: float
    low: float
    high: float
    scale: float
    overhead: float
    points: int
    first: float
    last: float
    covariance: Matrix
    spread: float
    quantile: float

    def at(self, size: float) -> tuple[float, float, float]:
        """Return the value to expect at a size, and its 95 % prediction interval."""
        grown = math.log(self.scale) + self.exponent * math.log(size)
        grown = math.exp(min(grown, 600.0))
        value = self.overhead + grown
        share = grown / value
        slopes = (1 - share, share, share * math.log(size))
        off = sum(
            a * b * c
            for a, row in zip(slopes, self.covariance, strict=True)
            for b, c in zip(slopes, row, strict=True)
        )
        wide = self.quantile * math.sqrt(max(0.0, off) + self.spread**2)
        factor = math.exp(min(wide, 50.0))
        return value, value / factor, value * factor


def power_law(sizes: Sequence[float], values: Sequence[float]) -> Power | None:
    """Fit a power law to at most the eight upper values of a ladder.

    Least squares of logarithms; the intervals are Student's, with a spread of at least
    1 %. Sizes ascend. None for fewer than three values above zero. Imports scipy.
    """
    import numpy as np

    known = [(s, v) for s, v in zip(sizes, values, strict=True) if v > 0][-MOST:]
    if len(known) < FEWEST:
        return None
    n, v = np.array(known, dtype=np.float64).T
    straight = _straight(np.log(n), np.log(v))
    if len(n) < FEWEST_BENT:
        return _power(n, v, straight, 2)
    bent = _bent(n, v, straight)
    least = len(n) * LEAST_SPREAD**2
    off = [float((_left(found, n, v) ** 2).sum()) + least for found in (straight, bent)]
    better = len(n) * math.log(off[0] / off[1]) > WORTH
    return _power(n, v, bent, 3) if better else _power(n, v, straight, 2)


def _straight(x: "np.ndarray", y: "np.ndarray") -> "np.ndarray":
    """Return (overhead, log scale, exponent) of the line without an overhead."""
    import numpy as np

    around = x - x.mean()
    slope = (around * y).sum() / (around**2).sum()
    return np.array([0.0, y.mean() - slope * x.mean(), slope])


def _bent(n: "np.ndarray", v: "np.ndarray", start: "np.ndarray") -> "np.ndarray":
    """Return (overhead, log scale, exponent) of the best line with an overhead."""
    import numpy as np
    from scipy.optimize import least_squares

    least = v.min()
    guesses = [start]
    for share in (0.3, 0.6, 0.9, 0.97):
        rest = _straight(np.log(n), np.log(v - share * least))
        guesses.append(np.array([share * least, rest[1], rest[2]]))
    best = min(guesses, key=lambda guess: float((_left(guess, n, v) ** 2).sum()))
    best = np.array([max(best[0], 1e-3 * least), *best[1:]])
    ends = ([0.0, -np.inf, -5.0], [least, np.inf, 10.0])
    scale = [least, 1.0, 0.1]
    found = least_squares(lambda p: _left(p, n, v), best, bounds=ends, x_scale=scale)
    return found.x


def _left(found: "np.ndarray", n: "np.ndarray", v: "np.ndarray") -> "np.ndarray":
    """Return what is left of log values above a line."""
    import numpy as np

    line = found[0] + np.exp(np.clip(found[1] + found[2] * np.log(n), -700, 700))
    return np.log(v) - np.log(line)


def _power(
    n: "np.ndarray", v: "np.ndarray", found: "np.ndarray", free: int
) -> Power | None:
    """Return the fitted line with its intervals; `free` parameters were fitted."""
    import numpy as np
    from scipy.stats import t

    overhead, log_scale, exponent = map(float, found)
    grown = np.exp(log_scale + exponent * np.log(n))
    share = grown / (overhead + grown)
    slopes = np.column_stack([1 - share, share, share * np.log(n)])[:, 3 - free :]
    left = len(n) - free
    spread = float(np.sqrt((_left(found, n, v) ** 2).sum() / left))
    spread = max(LEAST_SPREAD, spread)
    covariance = np.zeros((3, 3))
    own = np.linalg.pinv(slopes.T @ slopes) * spread**2
    covariance[3 - free :, 3 - free :] = own
    quantile = float(t.ppf(0.975, left))
    wide = quantile * math.sqrt(covariance[2, 2])
    return Power(
        exponent=exponent,
        low=exponent - wide,
        high=exponent + wide,
        scale=math.exp(log_scale),
        overhead=overhead,
        points=len(n),
        first=float(n[0]),
        last=float(n[-1]),
        covariance=tuple(tuple(row) for row in covariance.tolist()),
        spread=spread,
        quantile=quantile,
    )
