"""Rows drawn so that every class, or every size, has its share of them."""

from typing import TYPE_CHECKING

from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

TENTHS = 10


def choose_rows(y: "np.ndarray", classes: int, limit: int, seed: int) -> "np.ndarray":
    """Return at most `limit` positions in y, rising, drawn class by class.

    Each class gets its share of the rows, and at least one row where the limit allows:
    for the same number of background rows that about halves the error of a value.
    Without classes, y holds amounts and is drawn from in tenths, by size.
    """
    import numpy as np

    y = np.asarray(y)
    if limit >= len(y):
        return np.arange(len(y))
    if not classes:
        y, classes = _tenths(y), TENTHS
    wanted = _seats(np.bincount(y, minlength=classes), limit)
    random = np.random.default_rng(derive(seed, "choose_rows"))
    drawn = [
        random.choice(np.flatnonzero(y == code), size=count, replace=False)
        for code, count in enumerate(wanted)
    ]
    return np.sort(np.concatenate(drawn))


def in_order(y: "np.ndarray", classes: int, limit: int, seed: int) -> "np.ndarray":
    """Return at most `limit` positions in y, in an order that can be cut anywhere.

    The first rows of it, however many, hold each class in its share, and without
    classes each tenth of the amounts, as near as whole rows can.
    """
    import numpy as np

    y = np.asarray(y)
    codes = y if classes else _tenths(y)
    random = np.random.default_rng(derive(seed, "in_order"))
    mixed = random.permutation(len(y))
    counts = np.bincount(codes)
    mixed = mixed[np.argsort(codes[mixed], kind="stable")]
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    due = (np.arange(len(y)) - starts + 0.5) / np.repeat(counts, counts)
    return mixed[np.argsort(due, kind="stable")][:limit]


def _tenths(y: "np.ndarray") -> "np.ndarray":
    """Return for each amount which tenth of the rows it belongs to, by size."""
    import numpy as np

    rank = np.empty(len(y), dtype=np.int64)
    rank[np.argsort(y, kind="stable")] = np.arange(len(y))
    return rank * TENTHS // len(y)


def _seats(counts: "np.ndarray", limit: int) -> "np.ndarray":
    """Share seats by largest remainder; each class with rows gets one first."""
    import numpy as np

    share = limit * counts / counts.sum()
    seats = np.floor(share).astype(np.int64)
    if limit >= (counts > 0).sum():
        seats = np.maximum(seats, counts > 0)
    while seats.sum() != limit:
        short = seats.sum() < limit
        gap = np.where(
            (seats < counts) if short else (seats > 1), share - seats, np.nan
        )
        seats[np.nanargmax(gap) if short else np.nanargmin(gap)] += 1 if short else -1
    return seats
