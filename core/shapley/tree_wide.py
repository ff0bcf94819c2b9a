"""The same Shapley values for trees whose leaves ask about very many columns.

A pattern of bits has no room for more than `tree_kernels.MOST_COLUMNS` columns on the
way to a leaf, which only chains of hundreds of nodes over wide tables reach. Here each
leaf meets each pair of rows: slow, and exact all the same.
"""

import numpy as np

from core.shapley.tree_steps import LEFT, LEFT_OR_MISSING, RIGHT
from core.shapley.tree_tables import Weights

MOST_PAIRS = 1_000_000  # pairs of rows in memory at once


def add_wide(
    steps: np.ndarray,
    values: np.ndarray,
    rows: tuple[np.ndarray, np.ndarray],
    weights: Weights,
    out: tuple[np.ndarray, ...],
) -> None:
    """Add the values of whole trees to `out`; all as in `tree_kernels.add_up`."""
    levels, most = steps["depth"].max() + 1, max(1, steps["count"].max())
    fits = [np.ones((levels, most, part.shape[1]), dtype=bool) for part in rows]
    ratio, used = np.ones((levels, most)), np.zeros(most, np.int64)
    for step, value in zip(steps, values, strict=True):
        here, k = step["depth"], step["count"]
        if here:
            used[step["bit"]] = step["column"]
            ratio[here] = ratio[here - 1]
            ratio[here, step["bit"]] = step["ratio"]
            for part, fit in zip(rows, fits, strict=True):
                fit[here] = fit[here - 1]
                fit[here, k:] = True
                fit[here, step["bit"]] &= _answers(step, part[step["column"]])
        if step["leaf"] and rows[1].shape[1]:
            own, other = (fit[here, :k] for fit in fits)
            got, share = _met(own, other, weights.meet), other.all(axis=0).mean()
        elif step["leaf"]:
            got = _covered(fits[0][here, :k], ratio[here, :k], weights.points)
            share = ratio[here, :k].prod()
        else:
            continue
        each = got[:, :, None] * value
        np.add.at(out[0], used[:k], each.reshape(k, -1))
        out[1][:] += share * value


def _answers(step: np.void, cells: np.ndarray) -> np.ndarray:
    """Return which rows answer a step's question so as to come to its node."""
    more, less = cells > step["threshold"], cells <= step["threshold"]
    sides = {LEFT: less, LEFT_OR_MISSING: ~more, RIGHT: more}
    return sides.get(int(step["side"]), ~less)


def _met(own: np.ndarray, other: np.ndarray, meet: np.ndarray) -> np.ndarray:
    """Return (columns, rows): a leaf of value 1 against the mean background row."""
    k, n = own.shape
    got, at_once = np.zeros((k, n)), max(1, MOST_PAIRS // other.shape[1])
    a = (~other).sum(axis=0)[None, :]
    for first in range(0, n, at_once):
        mine = own[:, first : first + at_once]
        apart = (~mine).T.astype(np.float32) @ (~other).astype(np.float32) > 0
        b = (~mine).sum(axis=0)[:, None]
        won, lost = np.where(apart, 0, meet[a, b]), np.where(apart, 0, meet[b, a])
        gain = (~other).astype(np.float64) @ won.T
        got[:, first : first + at_once] = np.where(mine, gain, -lost.sum(axis=1))
    return got / other.shape[1]


def _covered(own: np.ndarray, ratio: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return (columns, rows): a leaf of value 1 by cover."""
    q, got = (len(own) + 1) // 2, np.zeros(own.shape)
    for i in range(q):
        t, share = points[:, q, i]
        factor = (1 - t) * ratio[:, None] + t * own
        got += share * (own - ratio[:, None]) * factor.prod(axis=0) / factor
    return got
