"""Whether one model is better than another, judged on repeated splits.

Both models are scored on the same splits, so each split gives one difference. Splits
share training rows, and their scores vary less than fresh data would: the interval is
therefore widened as Nadeau and Bengio proposed (Machine Learning 52, 2003).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import fmean, variance
from typing import Literal

from core.palette import title
from core.score import FACTS

ROPE = 0.01  # one point of AUC or accuracy: less makes no difference in practice
CONFIDENCE = 0.95

SAME_COST = log(1.1)  # prices within 10 % of each other count as the same

Outcome = Literal["better", "worse", "equivalent", "undecided"]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Paired differences (first model minus second) with their corrected interval.

    `rope` is the region of practical equivalence: differences from -rope to +rope do
    not matter. `test_over_train` is the ratio of test rows to training rows.
    """

    differences: tuple[float, ...]
    mean: float
    low: float
    high: float
    rope: float
    test_over_train: float
    confidence: float = CONFIDENCE

    @property
    def splits(self) -> int:
        """Return the number of splits, one difference each."""
        return len(self.differences)

    @property
    def outcome(self) -> Outcome:
        """Return what the interval says of the first model.

        An interval inside the region is equivalent, even where it misses zero; one that
        neither fits inside nor misses zero is undecided.
        """
        if -self.rope <= self.low and self.high <= self.rope:
            return "equivalent"
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "undecided"

    @property
    def not_behind(self) -> bool | None:
        """Return whether the first model matches or beats the second; None: undecided.

        It does when the interval excludes every loss that matters, it does not when the
        whole interval is such a loss.
        """
        if self.low >= -self.rope:
            return True
        return False if self.high < -self.rope else None


def compare(
    first: Sequence[float],
    second: Sequence[float],
    *,
    test_over_train: float,
    rope: float = ROPE,
    confidence: float = CONFIDENCE,
) -> Comparison:
    """Compare two models by their scores on the same splits, in the same order.

    The interval is mean ± t(J-1) · sqrt(variance · (1/J + test rows / training rows))
    over J splits; one split says nothing of the spread, so its interval is endless.
    Raises ValueError for no split or unequal lengths.
    """
    differences = tuple(float(a - b) for a, b in zip(first, second, strict=True))
    if not differences:
        raise ValueError("A comparison needs a split at least.")
    mean = fmean(differences)
    half = half_width(differences, test_over_train, confidence)
    return Comparison(
        differences=differences,
        mean=mean,
        low=mean - half,
        high=mean + half,
        rope=rope,
        test_over_train=test_over_train,
        confidence=confidence,
    )


def half_width(
    differences: Sequence[float], test_over_train: float, confidence: float
) -> float:
    """Return half the width of the corrected interval of the mean difference."""
    from scipy.stats import t

    splits = len(differences)
    if splits == 1:
        return inf
    spread = sqrt(variance(differences) * (1 / splits + test_over_train))
    return float(t.ppf((1 + confidence) / 2, splits - 1)) * spread


@dataclass(frozen=True, kw_only=True)
class Round:
    """Two models on one split: score on its test rows, CPU seconds of training."""

    seed: int
    scores: tuple[float, float]
    cpu_s: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Duel:
    """Two models, by their keys, on repeated splits; first minus second throughout.

    `quality` compares the scores, `cost` the natural logarithms of CPU seconds.
    """

    models: tuple[str, str]
    score: str
    pairs: tuple[Round, ...]
    quality: Comparison
    cost: Comparison

    @property
    def cheaper(self) -> bool | None:
        """Return whether the first model takes fewer CPU seconds; None: undecided."""
        if self.cost.high < -self.cost.rope:
            return True
        return False if self.cost.low > -self.cost.rope else None


def duel(
    models: tuple[str, str],
    pairs: tuple[Round, ...],
    *,
    test_over_train: float,
    score: str = FACTS["roc_auc"].title,
) -> Duel:
    """Return the splits so far with what can be said of them."""
    first, second = zip(*(pair.scores for pair in pairs), strict=True)
    cpu = [[log(pair.cpu_s[i]) for pair in pairs] for i in (0, 1)]
    return Duel(
        models=models,
        score=score,
        pairs=pairs,
        quality=compare(first, second, test_over_train=test_over_train),
        cost=compare(*cpu, test_over_train=test_over_train, rope=SAME_COST),
    )


HALF = {True: "holds", False: "fails", None: "stays open"}


def told_quality(duel: Duel) -> str:
    """Say whether the first model matches or beats the second, with the interval."""
    quality = duel.quality
    first, second = (title(model).lower() for model in duel.models)
    what = {
        "better": f"the {first} scores higher",
        "equivalent": "the difference is too small to matter",
        "worse": f"the {second} scores higher",
        "undecided": f"the {first} is not behind by an amount that matters"
        if quality.not_behind
        else "these splits cannot tell",
    }[quality.outcome]
    return (
        f"“Matches or beats” {HALF[quality.not_behind]}: {what} ({first} minus "
        f"{second}: {quality.mean:+.3f} {duel.score} on average, 95 % interval "
        f"{quality.low:+.3f} to {quality.high:+.3f}, {quality.splits} splits)."
    )


def told_cost(duel: Duel) -> str:
    """Say whether the first model needs less computing, as a multiple."""
    names = [title(model).lower() for model in duel.models]
    ratio = exp(abs(duel.cost.mean))
    dearer, cheaper = names if duel.cost.mean > 0 else names[::-1]
    return (
        f"“With less computing” {HALF[duel.cheaper]}: the {dearer} took {ratio:.1f} "
        f"times the CPU seconds of the {cheaper}."
    )
