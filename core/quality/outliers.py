"""Groups of rows that differ from all others by more than luck."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma
from typing import TYPE_CHECKING

from core.answers import Answers
from core.quality.grouping import Grouping
from core.quality.slices import called
from core.statistics.proportion import holm, two_sided

if TYPE_CHECKING:
    import numpy as np

UNUSUAL = 0.05
LEAST_ROWS = 10  # a smaller group is not judged
FEW = 5  # mistakes expected; with fewer, chances are counted and not approximated
TERMS = 200

Moments = tuple[int, float, float]


@dataclass(frozen=True, kw_only=True)
class Outlier:
    """A group that differs from all other rows by more than luck.

    `value` and `rest` are accuracies, or mean errors of amounts; `p` is raised for the
    number of groups that were looked at.
    """

    column: str
    group: str
    rows: int
    value: float
    rest: float
    p: float
    worse: bool
    sentence: str


def standing_out(
    answers: Answers,
    groupings: Sequence[Grouping],
    *,
    threshold: float | None = None,
    code: int = 1,
) -> tuple[Outlier, ...]:
    """Return the groups that differ from all other rows, the worst one first.

    Shares are compared by the pooled two-sample z test, or exactly where few mistakes
    are expected; mean errors of amounts by Welch's test. Holm's correction counts all
    groups of all columns.
    """
    import numpy as np

    amounts = not answers.classes
    lost = _lost(answers, threshold, code)
    found = []
    for grouping in groupings:
        size = len(grouping.names)
        rows = np.bincount(grouping.codes, minlength=size)
        sums = np.bincount(grouping.codes, lost, minlength=size)
        squares = np.bincount(grouping.codes, lost**2, minlength=size)
        for i in np.flatnonzero((rows >= LEAST_ROWS) & (rows < len(lost))):
            own = _moments(rows[i], sums[i], squares[i])
            rest = _moments(
                len(lost) - rows[i], lost.sum() - sums[i], (lost**2).sum() - squares[i]
            )
            p = _apart(own, rest, pooled=not amounts)
            found.append((grouping, int(i), own, rest, p))
    raised = holm([p for *_, p in found])
    unusual = [
        _outlier(grouping, i, (own, rest), float(p), amounts)
        for (grouping, i, own, rest, _), p in zip(found, raised, strict=True)
        if p < UNUSUAL
    ]
    return tuple(sorted(unusual, key=lambda o: (not o.worse, -abs(o.value - o.rest))))


def _lost(answers: Answers, threshold: float | None, code: int) -> "np.ndarray":
    """Return what each row adds to a mean error: 1 if called wrongly, or an amount."""
    import numpy as np

    if not answers.classes:
        return np.abs(answers.truth - answers.values[:, 0].astype(np.float64))
    if threshold is None:
        return (~answers.right).astype(np.float64)
    said = called(answers, threshold, code)
    return (said != answers.positive(code)).astype(np.float64)


def _moments(rows: int, total: float, squares: float) -> Moments:
    """Return how many rows, their mean and their variance."""
    mean = total / rows
    spread = max(0.0, squares / rows - mean**2)
    return int(rows), float(mean), float(spread * rows / max(1, rows - 1))


def _apart(own: Moments, rest: Moments, *, pooled: bool) -> float:
    """Return the p-value of two means being as far apart as they are."""
    (n, mean, spread), (m, other, others) = own, rest
    if pooled:
        share = (n * mean + m * other) / (n + m)
        if n * min(share, 1 - share) < FEW:
            wrong = round(n * mean)
            return _exact(wrong, n, wrong + round(m * other), n + m)
        variance = share * (1 - share) * (1 / n + 1 / m)
    else:
        variance = spread / n + others / m
    if variance <= 0:
        return 1.0
    return two_sided((mean - other) / variance**0.5)


def _outlier(
    grouping: Grouping, i: int, two: tuple[Moments, Moments], p: float, amounts: bool
) -> Outlier:
    (rows, own, _), (_, rest, _) = two
    name = grouping.names[i]
    worse = own > rest
    value, other = (own, rest) if amounts else (1 - own, 1 - rest)
    what, style = ("a mean error of", ".3g") if amounts else ("an accuracy of", ".1%")
    sentence = (
        f"Where {grouping.column} is {name}, {rows:,} rows have {what} "
        f"{value:{style}}, all other rows {other:{style}}."
    )
    return Outlier(
        column=grouping.column,
        group=name,
        rows=rows,
        value=value,
        rest=other,
        p=p,
        worse=worse,
        sentence=sentence,
    )


def _exact(wrong: int, rows: int, all_wrong: int, all_rows: int) -> float:
    """Return how likely a group drawn from all rows has as odd a number of mistakes.

    Twice the hypergeometric tail on the side of what was seen.
    """

    def chance(k: int) -> float:
        return exp(
            _ways(all_wrong, k)
            + _ways(all_rows - all_wrong, rows - k)
            - _ways(all_rows, rows)
        )

    least, most = max(0, rows + all_wrong - all_rows), min(rows, all_wrong)
    if wrong * all_rows >= rows * all_wrong:
        tail = range(wrong, min(most, wrong + TERMS) + 1)
    else:
        tail = range(max(least, wrong - TERMS), wrong + 1)
    return min(1.0, 2 * sum(map(chance, tail)))


def _ways(of: int, taken: int) -> float:
    """Return the logarithm of how many ways there are to take so many."""
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)
