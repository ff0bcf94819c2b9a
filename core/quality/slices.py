"""Scores of groups of rows: is one of them served worse than the others?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.answers import Answers
from core.quality.choosing import by_budget, by_recall
from core.quality.grouping import Grouping
from core.quality.threshold import Counts, count, thresholds
from core.statistics.delong import delong
from core.statistics.proportion import normal_quantile, wilson

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A score of a group with its 95 % interval; `of` rows are behind it."""

    value: float
    low: float
    high: float
    of: int


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One group of rows; None for what cannot be said of it.

    Shares of classes: `accuracy`, `recall` and `false_alarms` with Wilson intervals,
    `auc` with DeLong's. Amounts: `mae`, and `bias`, predicted minus true.
    """

    group: str
    rows: int
    positives: int = 0
    accuracy: Rate | None = None
    recall: Rate | None = None
    false_alarms: Rate | None = None
    auc: Rate | None = None
    mae: Rate | None = None
    bias: Rate | None = None


@dataclass(frozen=True, kw_only=True)
class Equalised:
    """What a threshold of its own would make of a group."""

    group: str
    threshold: float
    before: Counts
    after: Counts


def slices(
    answers: Answers,
    grouping: Grouping,
    *,
    threshold: float | None = None,
    code: int = 1,
) -> tuple[Slice, ...]:
    """Return the scores of every group that has rows, in the order of their names.

    Rows are called by a threshold of one class, or what is most probable.
    """
    if not answers.classes:
        return _amounts(answers, grouping)
    import numpy as np

    said, positive = called(answers, threshold, code), answers.positive(code)
    right = said == positive if threshold is not None else answers.right
    size = len(grouping.names)

    def tally(rows: "np.ndarray") -> "np.ndarray":
        return np.bincount(grouping.codes[rows], minlength=size)

    rows, true = tally(np.ones(len(answers), bool)), tally(positive)
    rates = {
        "accuracy": _rates(tally(right), rows),
        "recall": _rates(tally(said & positive), true),
        "false_alarms": _rates(tally(said & ~positive), rows - true),
    }
    scores = answers.scores(code)
    return tuple(
        Slice(
            group=name,
            rows=int(rows[i]),
            positives=int(true[i]),
            auc=_auc(positive, scores, grouping.codes == i),
            **{key: rate[i] for key, rate in rates.items()},
        )
        for i, name in enumerate(grouping.names)
        if rows[i]
    )


def equalised(
    answers: Answers,
    grouping: Grouping,
    *,
    threshold: float,
    by: Literal["false alarms", "recall"] = "false alarms",
    code: int = 1,
) -> tuple[Equalised, ...]:
    """Return thresholds by which every group has the share that all rows have now.

    Groups without a row of either class keep the one threshold.
    """
    every = thresholds(answers, code).at(threshold)
    goal = every.false_alarms if by == "false alarms" else every.recall
    positive, scores, found = answers.positive(code), answers.scores(code), []
    for i, name in enumerate(grouping.names):
        own = grouping.codes == i
        if not own.any():
            continue
        counted = count(positive[own], scores[own])
        at = threshold
        if goal is not None and counted.positives and counted.negatives:
            choose = by_budget if by == "false alarms" else by_recall
            at = choose(counted, goal)
        before, after = counted.at(threshold), counted.at(at)
        found.append(Equalised(group=name, threshold=at, before=before, after=after))
    return tuple(found)


def called(answers: Answers, threshold: float | None, code: int) -> "np.ndarray":
    """Return which rows are called one class, by a threshold or as most probable."""
    if threshold is None:
        return answers.said == code
    return answers.scores(code) >= threshold


def _rates(hits: "np.ndarray", of: "np.ndarray") -> list[Rate | None]:
    low, high = wilson(hits, of)
    return [
        Rate(
            value=float(hits[i] / of[i]),
            low=float(low[i]),
            high=float(high[i]),
            of=int(of[i]),
        )
        if of[i]
        else None
        for i in range(len(of))
    ]


def _auc(
    positive: "np.ndarray", scores: "np.ndarray", own: "np.ndarray"
) -> Rate | None:
    found = delong(positive[own], [scores[own]])
    if found is None:
        return None
    value = float(found[0][0])
    half = normal_quantile() * float(max(0.0, found[1][0, 0])) ** 0.5
    low, high = max(0.0, value - half), min(1.0, value + half)
    return Rate(value=value, low=low, high=high, of=int(own.sum()))


def _amounts(answers: Answers, grouping: Grouping) -> tuple[Slice, ...]:
    import numpy as np

    off = answers.values[:, 0].astype(np.float64) - answers.truth
    found = []
    for i, name in enumerate(grouping.names):
        own = off[grouping.codes == i]
        if len(own):
            mae, bias = _mean(np.abs(own)), _mean(own)
            found.append(Slice(group=name, rows=len(own), mae=mae, bias=bias))
    return tuple(found)


def _mean(values: "np.ndarray") -> Rate:
    value, n = float(values.mean()), len(values)
    half = normal_quantile() * float(values.std(ddof=1)) / n**0.5 if n > 1 else 0.0
    return Rate(value=value, low=value - half, high=value + half, of=n)
