"""The bootstrap: how far a score moves when the rows had been others."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

MOST_CELLS = 10_000_000


def bootstrap(
    measure: "Callable[[np.ndarray], dict[str, np.ndarray]]",
    *,
    rows: int,
    cost: int,
    seed: int,
) -> dict[str, tuple[float, float]]:
    """Return a 95 % interval for every value that `measure` takes from row weights.

    `measure` gets weights of shape (sets, rows) and returns arrays (sets,) by name; NaN
    marks a resample in which a value is undefined, and a name without two values gets
    no interval; nor does any of a single row. Up to 20,000 rows at cost 1: percentiles
    of 500 resamples (Efron and Tibshirani 1993, chapter 13). More rows or cost get
    fewer, at least 30, which bounds the time; below 200 it is mean ± 1.96 standard
    deviations, steady with so few.
    """
    import numpy as np

    if rows < 2:
        return {}  # one row says nothing of how far others would be off
    sets = int(np.clip(MOST_CELLS // (rows * cost), 30, 500))
    parts = [measure(weights) for weights in resamples(rows, sets, seed)]
    found = {}
    for name in parts[0]:
        values = np.concatenate([part[name] for part in parts]).astype(np.float64)
        values = values[np.isfinite(values)]
        if len(values) >= 2:
            found[name] = _interval(values)
    return found


def resamples(rows: int, sets: int, seed: int) -> "Iterator[np.ndarray]":
    """Yield batches (n, rows) of how often each row was drawn, `sets` in all."""
    import numpy as np

    random = np.random.default_rng(seed)
    batch = max(1, 1_000_000 // rows)
    for start in range(0, sets, batch):
        count = min(batch, sets - start)
        drawn = random.integers(0, rows, (count, rows))
        flat = (drawn + rows * np.arange(count)[:, None]).ravel()
        counts = np.bincount(flat, minlength=count * rows)
        yield counts.reshape(count, rows).astype(np.float32)


def known_mean(values: "np.ndarray") -> "np.ndarray":
    """Return the mean over the first axis without NaN; NaN where nothing is known."""
    import numpy as np

    known = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known, values, 0).sum(axis=0) / known.sum(axis=0)


def _interval(values: "np.ndarray") -> tuple[float, float]:
    import numpy as np

    if len(values) >= 200:
        low, high = np.percentile(values, [2.5, 97.5])
    else:
        middle, spread = values.mean(), 1.96 * values.std(ddof=1)
        low, high = middle - spread, middle + spread
    return float(low), float(high)
