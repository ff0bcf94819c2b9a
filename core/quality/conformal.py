"""Intervals around predicted amounts that hold as often as they promise.

Split conformal prediction: the interval is as wide as the errors on rows that the
model had not learned from (Lei and others, JASA 113, 2018).
"""

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from core.answers import Answers
from core.seeds import derive
from core.statistics.proportion import wilson

if TYPE_CHECKING:
    import numpy as np

CONFIDENCE = 0.9


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """How often the truth lay within `half_width` of the predicted amount.

    `covered` is that share of `rows`, with its 95 % Wilson interval `low` to `high`.
    """

    half_width: float
    confidence: float
    covered: float
    low: float
    high: float
    rows: int
    calibrated_on: str

    @property
    def held(self) -> bool:
        """Return whether the promise is inside what the rows allow."""
        return self.low <= self.confidence <= self.high

    @property
    def told(self) -> str:
        """Say what was promised and what came of it."""
        verdict = "less than" if self.covered < self.confidence else "more than"
        return (
            f"An interval of ±{self.half_width:,.4g} was to hold {self.confidence:.0%} "
            f"of the amounts; it holds {self.covered:.1%} of {self.rows:,} rows (95 % "
            f"interval {self.low:.1%} to {self.high:.1%}), "
            f"{'as' if self.held else verdict} promised. Its width is from "
            f"{self.calibrated_on}."
        )


def conformal(
    calibration: Answers | None,
    judged: Answers,
    seed: int,
    confidence: float = CONFIDENCE,
) -> Coverage | None:
    """Return how well an interval of one width around predicted amounts holds.

    The width is from the errors in `calibration`, or from half of the judged rows; the
    other half is judged then. None where there are too few rows for such a promise.
    """
    import numpy as np

    if calibration is not None:
        taught, off = _off(calibration), _off(judged)
        source = "the validation rows"
    else:
        every = _off(judged)
        random = np.random.default_rng(derive(seed, "conformal"))
        order = random.permutation(len(every))
        taught, off = every[order[::2]], every[order[1::2]]
        source = "the other half of these rows"
    place = ceil((len(taught) + 1) * confidence)
    if place > len(taught) or not len(off):
        return None
    width = float(np.sort(taught)[place - 1])
    inside = int((off <= width).sum())
    low, high = wilson(inside, len(off))
    return Coverage(
        half_width=width,
        confidence=confidence,
        covered=inside / len(off),
        low=float(low),
        high=float(high),
        rows=len(off),
        calibrated_on=source,
    )


def _off(answers: Answers) -> "np.ndarray":
    import numpy as np

    return np.abs(answers.truth - answers.values[:, 0].astype(np.float64))
