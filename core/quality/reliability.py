"""Whether probabilities can be taken at their word: of rows said 70 %, are 70 % so?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.answers import Answers, once
from core.statistics.proportion import wilson

if TYPE_CHECKING:
    import numpy as np

BINS = 10
ECE_NOTE = (
    "The calibration error is the mean distance between the probability said and the "
    "share that is so, over groups of about equally many rows."
)


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Rows of similar probability: the mean `said`, and the share `true` of them.

    `low` and `high` are the 95 % Wilson interval of that share.
    """

    said: float
    true: float
    low: float
    high: float
    rows: int


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """How well probabilities of one class hold.

    `brier` is the mean squared distance from the truth, `ece` the mean distance of said
    and true over the bins, weighted by rows.
    """

    bins: tuple[Bin, ...]
    brier: float
    ece: float
    rows: int


def reliability_of(answers: Answers, code: int = 1) -> Reliability:
    """Return the reliability of a model's probabilities of one class."""
    return once(
        answers,
        ("reliability", code),
        lambda: reliability(answers.positive(code), answers.scores(code)),
    )


def reliability(
    positive: "np.ndarray", scores: "np.ndarray", bins: int = BINS
) -> Reliability:
    """Return how well scores (rows,) hold as probabilities of being positive.

    Bins have about equally many rows; rows of equal score stay together.
    """
    import numpy as np

    order = np.argsort(scores)
    ordered, hits = scores[order], positive[order].astype(np.float64)
    starts = _starts(ordered, bins)
    rows = np.diff(np.append(starts, len(ordered)))
    said = np.add.reduceat(ordered, starts) / rows
    found = np.add.reduceat(hits, starts)
    low, high = wilson(found, rows)
    true = found / rows
    return Reliability(
        bins=tuple(
            Bin(
                said=float(said[i]),
                true=float(true[i]),
                low=float(low[i]),
                high=float(high[i]),
                rows=int(rows[i]),
            )
            for i in range(len(starts))
        ),
        brier=float(np.mean((scores - positive) ** 2)),
        ece=float((rows * np.abs(said - true)).sum() / len(ordered)),
        rows=len(ordered),
    )


def _starts(ordered: "np.ndarray", bins: int) -> "np.ndarray":
    """Return where each bin begins, never between two equal scores."""
    import numpy as np

    even = np.arange(bins) * len(ordered) // bins
    return np.unique(np.searchsorted(ordered, ordered[np.unique(even)], side="left"))
