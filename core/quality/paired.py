"""Two models on the same rows: are they apart by more than the rows' luck?

DeLong's test compares two areas under ROC curves, McNemar's two accuracies
(Psychometrika 12, 1947).
"""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt
from weakref import ref

from core.answers import Answers, once
from core.statistics.delong import delong, placements
from core.statistics.proportion import normal_quantile, two_sided

ERRORS = "paired z"  # the test of errors: less is better
EXACT = 20_000  # rows on which the two differ; beyond, the normal curve is as good


@dataclass(frozen=True, kw_only=True)
class Interval:
    """A value with its 95 % interval and standard error."""

    value: float
    low: float
    high: float
    se: float


@dataclass(frozen=True, kw_only=True)
class Difference:
    """The first model's score minus the second's on the same rows, with a test.

    `p` is the chance of a difference as large where there is none. McNemar's test
    looks at the rows that `only_first` or `only_second` has right.
    """

    test: str
    value: float
    low: float
    high: float
    p: float
    only_first: int = 0
    only_second: int = 0

    @property
    def clear(self) -> bool:
        """Return whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


def auc_interval(answers: Answers, code: int = 1) -> Interval | None:
    """Return the ROC AUC of one class, with DeLong's interval; None for one class."""
    found = delong(answers.positive(code), [answers.scores(code)])
    if found is None:
        return None
    value, se = float(found[0][0]), sqrt(max(0.0, float(found[1][0, 0])))
    half = normal_quantile() * se
    return Interval(
        value=value, low=max(0.0, value - half), high=min(1.0, value + half), se=se
    )


def auc_difference(first: Answers, second: Answers, code: int = 1) -> Difference | None:
    """Return the difference of two ROC AUCs with DeLong's test; None for one class."""
    key = ("DeLong", ref(second), code)
    return once(first, key, lambda: _areas_apart(first, second, code))


def _areas_apart(first: Answers, second: Answers, code: int) -> Difference | None:
    scores = [first.scores(code), second.scores(code)]
    found = delong(first.positive(code), scores)
    if found is None:
        return None
    areas, covariance = found
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    spread = float(variance) if variance > 1e-30 else 0.0  # less is what rounding left
    return _normal("DeLong", float(areas[0] - areas[1]), spread)


def macro_difference(first: Answers, second: Answers) -> Difference | None:
    """Return the difference of two mean one-vs-rest ROC AUCs, with DeLong's test.

    What each row adds to each class's area is summed up before it is squared, so areas
    that move together are counted as such. None for fewer than two classes with rows.
    """
    return once(first, ("macro", ref(second)), lambda: _means_apart(first, second))


def _means_apart(first: Answers, second: Answers) -> Difference | None:
    import numpy as np

    rows = len(first)
    counts = np.bincount(first.truth, minlength=len(first.classes))
    known = np.flatnonzero((counts > 0) & (counts < rows))
    if len(known) < 2:
        return None
    value, added = 0.0, np.zeros(rows)
    for code in known:
        positive = first.positive(code)
        for answers, sign in ((first, 1), (second, -1)):
            above, below = placements(positive, answers.scores(code))
            area = above.mean()
            value += sign * float(area) / len(known)
            added[positive] += sign * (above - area) / len(above) / len(known)
            added[~positive] += sign * (below - area) / len(below) / len(known)
    variance = float((added**2).sum()) * rows / (rows - 1)
    return _normal("DeLong", value, variance)


def error_difference(first: Answers, second: Answers) -> Difference:
    """Return how much larger the first model's errors of amounts are on average.

    In units of the target, over the same rows, with the paired z test: below zero the
    first model is nearer to the truth.
    """
    import numpy as np

    off = [
        np.abs(answers.truth - answers.values[:, 0].astype(np.float64))
        for answers in (first, second)
    ]
    more = off[0] - off[1]
    variance = float(more.var(ddof=1)) / len(more) if len(more) > 1 else 0.0
    return _normal(ERRORS, float(more.mean()), variance)


def _normal(test: str, value: float, variance: float) -> Difference:
    """Return a difference that is spread normally."""
    se = sqrt(max(0.0, variance))
    half = normal_quantile() * se
    # two models that say the same have no spread, and no difference either
    p = two_sided(value / se) if se > 1e-300 else float(value == 0)
    return Difference(test=test, value=value, low=value - half, high=value + half, p=p)


def accuracy_difference(
    first: Answers,
    second: Answers,
    thresholds: tuple[float, float] | None = None,
    code: int = 1,
) -> Difference:
    """Return the difference of two accuracies with McNemar's exact test.

    A row counts as called what is most probable, or one class by a threshold a model.
    """
    right = [
        answers.right
        if at is None
        else (answers.scores(code) >= at) == answers.positive(code)
        for answers, at in zip((first, second), thresholds or (None, None), strict=True)
    ]
    return mcnemar(
        int((right[0] & ~right[1]).sum()),
        int((right[1] & ~right[0]).sum()),
        len(first),
    )


def mcnemar(only_first: int, only_second: int, rows: int) -> Difference:
    """Return the test of two accuracies by the rows that only one model has right."""
    value = (only_first - only_second) / rows
    variance = (only_first + only_second) / rows - value**2
    half = normal_quantile() * sqrt(max(0.0, variance) / rows)
    return Difference(
        test="McNemar",
        value=value,
        low=value - half,
        high=value + half,
        p=_coin(only_first, only_second),
        only_first=only_first,
        only_second=only_second,
    )


def _coin(heads: int, tails: int) -> float:
    """Return how likely a fair coin is as lopsided, two-sided."""
    tosses, fewer = heads + tails, min(heads, tails)
    if 2 * fewer >= tosses:
        return 1.0
    if tosses > EXACT:
        return two_sided((abs(heads - tails) - 1) / sqrt(tosses))
    ways = lgamma(tosses + 1) - tosses * log(2)
    chance = sum(
        exp(ways - lgamma(k + 1) - lgamma(tosses - k + 1)) for k in range(fewer + 1)
    )
    return min(1.0, 2 * chance)


def told_difference(difference: Difference, first: str, second: str, score: str) -> str:
    """Say in one sentence which model is ahead, and whether that is luck."""
    more = difference.value >= 0
    wins = not more if difference.test == ERRORS else more
    ahead, behind = (first, second) if wins else (second, first)
    if difference.value == difference.low == difference.high == 0:
        return f"{first} and {second} have the same {score} on these rows."
    p = "< 0.001" if difference.p < 0.001 else f"= {difference.p:.3f}"
    inside = (
        f"95 % interval {difference.low:+.3f} to {difference.high:+.3f}, "
        f"{difference.test} p {p}"
    )
    if not difference.clear:
        return (
            f"These rows cannot tell the two apart: {first} minus {second} is "
            f"{difference.value:+.3f} {score} ({inside})."
        )
    return (
        f"{ahead} is ahead of {behind} by {abs(difference.value):.3f} {score} on the "
        f"same rows ({first} minus {second}: {inside})."
    )
