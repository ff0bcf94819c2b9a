"""How much one column alone tells of the target, measured without fitting a model.

Every measure leaves the row out that it judges, so that a column with as many values as
rows tells nothing by being so.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

NEIGHBOURS = 3  # on each side, where values hardly repeat
FEW = 5  # rows of a value below which it says nothing
SLIPS = 0.01  # of the changes between neighbours that chance would make
ROUNDED = 0.05  # of the spread of means, by which a mean may be off
EXACT = 0.9999
REPEATED = 5  # rows a value, on average, from which values are counted one by one


def levels(values: "np.ndarray") -> "tuple[np.ndarray, int]":
    """Return the place of each value among the sorted ones, gaps last, and how many."""
    import numpy as np

    order = np.argsort(values, kind="stable")
    ordered = values[order]
    gap = np.isnan(ordered)
    new = (ordered[1:] != ordered[:-1]) & ~(gap[1:] & gap[:-1])
    level = np.empty(len(values), dtype=np.int64)
    level[order] = np.concatenate([[0], np.cumsum(new)])
    return level, int(new.sum()) + 1


def table(
    level: "np.ndarray", y: "np.ndarray", size: int, classes: int
) -> "np.ndarray":
    """Return the rows of each level and class, shape (levels, classes)."""
    import numpy as np

    counts = np.bincount(level * classes + y, minlength=size * classes)
    return counts.reshape(size, classes)


def class_from_value(
    values: "np.ndarray", y: "np.ndarray", classes: int, words: bool = False
) -> float:
    """Return the share of rows whose class follows from their value, 0 to 1.

    Each class counts alike. Words and numbers that repeat are judged by the other rows
    that have them, other numbers by their neighbours. Rows must be in random order.
    """
    import numpy as np

    level, size = levels(values)
    rows = np.bincount(y, minlength=classes)
    weight = 1 / np.maximum(rows, 1)
    if words or size * REPEATED <= len(y):
        counts = table(level, y, size, classes)
        right = _wins(counts * weight, weight) * counts
        return float((right.sum(axis=0) * weight)[rows > 0].mean())
    order = np.argsort(level, kind="stable")
    changes = int((np.diff(y[order]) != 0).sum())
    if changes <= classes - 1 + SLIPS * _mixed(rows):
        return 1 - max(0, changes - classes + 1) / len(y)
    near = _around(np.eye(classes)[y[order]]) * weight
    own = near[np.arange(len(y)), y[order]]
    near[np.arange(len(y)), y[order]] = -1
    right = np.bincount(y[order], weights=own > near.max(axis=1), minlength=classes)
    return float((right * weight)[rows > 0].mean())


def _wins(scores: "np.ndarray", own: "np.ndarray") -> "np.ndarray":
    """Return whether a class still leads when one row of its own is left out."""
    import numpy as np

    top = np.sort(scores, axis=1)
    second, first = top[:, -2:-1], top[:, -1:]
    others = np.where(scores == first, second, first)
    return scores - own > others + 1e-12


def _around(marks: "np.ndarray") -> "np.ndarray":
    """Return the sums over the nearest rows on both sides, without the row itself."""
    import numpy as np

    total = np.cumsum(np.pad(marks, ((NEIGHBOURS + 1, NEIGHBOURS), (0, 0))), axis=0)
    width = 2 * NEIGHBOURS + 1
    return np.subtract(total[width:], total[:-width]) - marks


def value_from_class(values: "np.ndarray", y: "np.ndarray", classes: int) -> float:
    """Return the share of rows whose value follows from their class, 0 to 1.

    Each value counts alike; 0 where a value has too few rows to say or there are more
    values than classes.
    """
    import numpy as np

    level, size = levels(values)
    if not 2 <= size <= classes:
        return 0.0
    counts = table(level, y, size, classes)
    rows = counts.sum(axis=1)
    if rows.min() < FEW:
        return 0.0
    typical = counts.argmax(axis=0)
    right = counts[typical, np.arange(classes)]
    return float((np.bincount(typical, weights=right, minlength=size) / rows).mean())


def ranked(values: "np.ndarray", positive: "np.ndarray") -> float:
    """Return the area under the ROC curve of values for a class, at least 0.5."""
    import numpy as np

    hits = int(positive.sum())
    others = len(positive) - hits
    if not hits or not others:
        return 0.5
    above = _ranks(values)[positive].sum() - hits * (hits + 1) / 2
    area = above / (hits * others)
    return float(np.maximum(area, 1 - area))


def _ranks(values: "np.ndarray") -> "np.ndarray":
    """Return ranks from 1, equal values share their mean."""
    import numpy as np

    level, size = levels(values)
    ends = np.cumsum(np.bincount(level, minlength=size))
    starts = np.concatenate([[0], ends[:-1]])
    return ((starts + 1 + ends) / 2)[level]


def amount_from_value(values: "np.ndarray", y: "np.ndarray") -> float:
    """Return the share of the amounts' spread that values explain, 0 to 1.

    The largest squared correlation: straight, by rank, or with the mean amount of the
    other rows with the same value. Gaps do not count.
    """
    import numpy as np

    present = ~np.isnan(values)
    x, y = values[present], y[present]
    if len(y) < FEW * REPEATED or not x.std() or not y.std():
        return 0.0
    by_rank = float(alike(_ranks(x), _ranks(y))[0])
    straight = float(alike(x, y)[0])
    # One row far off can make two columns look alike that are not.
    return max(by_rank, straight if by_rank > 0.5 else 0.0)


def amount_from_word(values: "np.ndarray", y: "np.ndarray") -> float:
    """Return the share of the amounts' spread that repeated values explain, 0 to 1."""
    import numpy as np

    level, size = levels(values)
    if size < 2 or size * REPEATED > len(y) or not y.std():
        return 0.0
    rows = np.bincount(level, minlength=size)
    total = np.bincount(level, weights=y, minlength=size)
    others = np.maximum(rows - 1, 1)[level]
    means = np.where(rows[level] > 1, (total[level] - y) / others, y.mean())
    return max(0.0, 1 - float(((y - means) ** 2).mean() / y.var()))


def value_from_amount(values: "np.ndarray", y: "np.ndarray") -> bool:
    """Return whether each value fills stretches of the sorted amounts.

    That is so when neighbours by amount hardly ever differ in their value, though they
    would often if the rows were mixed. Rows must be in random order.
    """
    import numpy as np

    level, size = levels(values)
    if size < 2 or size * REPEATED > len(y):
        return False
    rows = np.bincount(level, minlength=size)
    if np.sort(rows)[-2] < FEW:
        return False
    mixed = _mixed(rows)
    changes = int((np.diff(level[np.argsort(y, kind="stable")]) != 0).sum())
    return changes <= min(2 * (size - 1) + SLIPS * mixed, mixed / 4)


def _mixed(rows: "np.ndarray") -> float:
    """Return how often neighbours would differ if these rows a kind were shuffled."""
    total = rows.sum()
    return float(total - (rows * rows).sum() / max(1, total))


def mean_in_group(values: "np.ndarray", targets: "np.ndarray") -> bool:
    """Return whether each value is the mean of a target where it occurs.

    `targets` has one column a target, (rows, targets). Never for fewer than five
    values, or where values hardly repeat.
    """
    import numpy as np
    import pandas as pd

    present = ~np.isnan(values)
    level, own = pd.factorize(values[present])
    own, size = np.asarray(own), len(own)
    if size < FEW or size * 2 > len(level):
        return False
    rows = np.bincount(level, minlength=size)
    means = np.column_stack(
        [np.bincount(level, y, minlength=size) / rows for y in targets[present].T]
    )
    spread = rows @ (means - rows @ means / rows.sum()) ** 2
    off = rows @ (own[:, None] - means) ** 2
    if (off < ROUNDED**2 * spread).any():
        return True
    ones = np.ones(size)
    exact = EXACT**2
    close = (alike(own, means, ones) > exact) & (alike(own, means, rows) > exact)
    return bool(close.any())


def alike(
    a: "np.ndarray", b: "np.ndarray", weights: "np.ndarray | None" = None
) -> "np.ndarray":
    """Return the squared correlation of a (rows,) with each column of b, 0 to 1.

    A column that does not vary is like nothing.
    """
    import numpy as np

    b = b.reshape(len(a), -1)
    w = np.ones(len(a)) if weights is None else weights
    w = w / w.sum()
    # Scaled first: squares of very large numbers overflow.
    a = a / (np.abs(a).max() or 1.0)
    b = b / np.maximum(np.abs(b).max(axis=0), np.finfo(float).tiny)
    a, b = a - w @ a, b - w @ b
    spread = (w @ (a * a)) * (w @ (b * b))
    both = (w @ (a[:, None] * b)) ** 2
    return np.divide(both, spread, out=np.zeros_like(both), where=spread > 1e-18)


def counts_up(values: "np.ndarray") -> bool:
    """Return whether values are whole, all different and fill one stretch densely."""
    import numpy as np

    if len(values) < FEW or np.isnan(values).any() or (values % 1).any():
        return False
    ordered = np.sort(values)
    steps = np.diff(ordered)
    return bool((steps > 0).all()) and ordered[-1] - ordered[0] < 2 * len(values)
