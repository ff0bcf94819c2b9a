"""How good predicted amounts are: R², RMSE, MAE and the residuals."""

from typing import TYPE_CHECKING

from core.errors import Refused
from core.score import Evaluation, Predictions, Score, ScoredPart, score_names
from core.seeds import derive
from core.statistics.resample import bootstrap

if TYPE_CHECKING:
    import numpy as np

SHOWN = 2_000  # rows in the sample of predictions
BINS = 40


def evaluate_amounts(
    y: "np.ndarray", predicted: "np.ndarray", seed: int, part: ScoredPart
) -> Evaluation:
    """Score predicted amounts (rows,) against true ones (rows,).

    R² is 1 - sum of squared residuals / sum of squared distances from the mean. Of a
    target that does not vary there is nothing to explain: R² is then that of guessing,
    0, without an interval. Raises Refused when the residuals are too large to square.
    """
    import numpy as np

    # In units of the target's spread, squares stay far from the ends of float64.
    mean, unit = centre_and_spread(y)
    unit = unit or abs(mean) or 1.0
    with np.errstate(over="ignore", invalid="ignore"):
        spread, off = (y - mean) / unit, (y - predicted) / unit
        columns = np.column_stack([off**2, np.abs(off), spread, spread**2])
        point = _measure(columns, np.ones((1, len(y))))
    if not np.isfinite(columns).all():
        raise Refused(
            "The model's predictions are out of all bounds because its training ran "
            "away; choose a lower learning rate."
        )
    values = {name: float(value[0]) for name, value in point.items()}
    values["r2"] = float(np.nan_to_num(values["r2"], nan=0.0))
    bounds = bootstrap(
        lambda weights: _measure(columns, weights),
        rows=len(y),
        cost=1,
        seed=derive(seed, "bootstrap"),
    )
    units = {"r2": 1.0, "rmse": unit, "mae": unit}
    return Evaluation(
        part=part,
        rows=len(y),
        classes=(),
        scores=tuple(
            _score(name, values[name], bounds.get(name), units[name])
            for name in score_names("regression")
        ),
        predictions=_predictions(y, predicted, seed),
    )


def r2(y: "np.ndarray", predicted: "np.ndarray") -> float | None:
    """Return R², or None for a target that does not vary and for no numbers."""
    import numpy as np

    mean, unit = centre_and_spread(y)
    if not unit:
        return None
    with np.errstate(over="ignore", invalid="ignore"):
        off = float(np.sum(((y - predicted) / unit) ** 2))
    spread = float(np.sum(((y - mean) / unit) ** 2))
    return 1 - off / spread if np.isfinite(off) else None


def centre_and_spread(y: "np.ndarray") -> tuple[float, float]:
    """Return mean and standard deviation, which neither overflow nor vanish early.

    The spread is 0 for equal values only, whatever rounding makes of their mean.
    """
    import numpy as np

    if not len(y) or y.min() == y.max():
        return (float(y[0]) if len(y) else 0.0), 0.0
    mean = float(y.mean())
    largest = float(np.abs(y - mean).max())
    return mean, largest * float(np.sqrt(np.mean(((y - mean) / largest) ** 2)))


def _measure(columns: "np.ndarray", weights: "np.ndarray") -> "dict[str, np.ndarray]":
    """Return every score under weights of shape (sets, rows), as arrays (sets,).

    R² is NaN where the rows that weigh something are all alike.
    """
    import numpy as np

    weights = weights.astype(np.float64)
    mean = weights @ columns / weights.sum(axis=1)[:, None]
    square, size, middle, spread = mean.T
    variance = spread - middle**2
    # what rounding leaves of a difference of two equal numbers is no variance
    known = variance > 1e-12 * spread
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(known, 1 - square / variance, np.nan)
    return {"r2": share, "rmse": np.sqrt(square), "mae": size}


def _score(
    name: str, value: float, bounds: tuple[float, float] | None, unit: float
) -> Score:
    low, high = bounds or (None, None)
    return Score(
        name=name,
        value=value * unit,
        low=None if low is None else low * unit,
        high=None if high is None else high * unit,
    )


def _predictions(y: "np.ndarray", predicted: "np.ndarray", seed: int) -> Predictions:
    """Return a sample of rows and the histogram of all residuals."""
    import numpy as np

    shown = np.arange(len(y))
    if len(y) > SHOWN:
        random = np.random.default_rng(derive(seed, "predictions"))
        shown = np.sort(random.choice(len(y), SHOWN, replace=False))
    off = y - predicted
    low, high = float(off.min()), float(off.max())
    least = 1e-9 * max(abs(low), abs(high)) or 1.0
    wide = (low, high) if high - low > least else (low - least, high + least)
    counts, edges = np.histogram(off, bins=BINS, range=wide)
    return Predictions(
        truth=y[shown], predicted=predicted[shown], edges=edges, counts=counts
    )
