"""How good a fitted model is on rows it has not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import Refused
from core.ranking import (
    Ranking,
    areas,
    mean_pr_line,
    mean_roc_line,
    pr_line,
    rank,
    roc_line,
)
from core.resample import bootstrap, known_mean
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

    from core.ranking import Line

SCORES = ("accuracy", "roc_auc", "pr_auc", "f1", "log_loss", "brier")


@dataclass(frozen=True, kw_only=True)
class Score:
    """One number with its 95 % bootstrap interval, where there is one."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Curve:
    """A ROC or precision-recall curve, thinned to at most 1,000 points.

    `label` is the positive class, or `macro` or `micro` for an average; `area` is
    computed on all rows, never on the drawn points. Straight lines between the points
    are the curve: a precision-recall curve brings the corners of its steps.
    """

    label: str
    x: "np.ndarray"
    y: "np.ndarray"
    area: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """Scores and curves of one run on its test part.

    `scores` are accuracy, roc_auc, pr_auc, f1, log_loss, brier in this order; with
    several classes roc_auc, pr_auc and f1 are macro one-vs-rest averages. `roc` and
    `pr` hold one curve for two classes, else one a class and the averages. `confusion`
    counts true classes in rows, predicted ones in columns. `positive_share` is the
    share of class 1; with several classes that of the most frequent one.
    """

    rows: int
    classes: tuple[str, ...]
    scores: tuple[Score, ...]
    roc: tuple[Curve, ...]
    pr: tuple[Curve, ...]
    confusion: "np.ndarray"
    positive_share: float

    def score(self, name: str) -> Score:
        """Return one score by name."""
        return next(score for score in self.scores if score.name == name)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Judged:
    """Test rows, prepared so that any weights on them give every score.

    `rankings` holds one a class that some rows have and others have not. `marks` has
    one column a class and kind: predicted rightly, predicted, true; `losses` one a row
    loss: accuracy, log_loss, brier.
    """

    rankings: Mapping[int, Ranking]
    marks: "np.ndarray"
    losses: "np.ndarray"
    classes: int


def evaluate(
    y: "np.ndarray", probabilities: "np.ndarray", classes: Sequence[str], seed: int
) -> Evaluation:
    """Score class probabilities of shape (rows, classes) against class codes (rows,).

    Accuracy and F1 judge the most probable class; F1 is that of code 1 for two classes.
    The Brier score is the mean of (p - y)^2 for two classes, from 0 to 1; for more it
    adds the squares over the classes, from 0 to 2, as scikit-learn does. A class that
    no row has, or all rows have, gets no curve and no part in the averages; if that
    leaves no class, both areas are those of guessing. Raises Refused without rows and
    for probabilities that are not numbers.
    """
    import numpy as np

    y, p = np.asarray(y, dtype=np.int64), np.asarray(probabilities, dtype=np.float64)
    if not len(y):
        raise Refused("There are no rows to score; use a larger table.")
    if not np.isfinite(p).all():
        raise Refused(
            "The model's probabilities are not numbers because its training ran away; "
            "choose a lower learning rate."
        )
    judged = _judge(y, p)
    shares = np.bincount(y, minlength=len(classes)) / len(y)
    positive_share = float(shares[1] if len(classes) == 2 else shares.max())
    guess = {"roc_auc": 0.5, "pr_auc": positive_share}
    points = {n: float(v[0]) for n, v in _measure(judged, np.ones((1, len(y)))).items()}
    points |= {name: value for name, value in guess.items() if name not in points}
    bounds = bootstrap(
        lambda weights: _measure(judged, weights),
        rows=len(y),
        cost=max(1, len(judged.rankings)),
        seed=derive(seed, "bootstrap"),
    )
    measured = {n: (v, *bounds.get(n, (None, None))) for n, v in points.items()}
    pooled = rank((y[:, None] == np.arange(len(classes))).ravel(), p.ravel())
    cells = y * len(classes) + p.argmax(axis=1)
    return Evaluation(
        rows=len(y),
        classes=tuple(classes),
        scores=tuple(_score(name, *measured[name]) for name in SCORES),
        roc=_curves("roc_auc", classes, judged, pooled, measured),
        pr=_curves("pr_auc", classes, judged, pooled, measured),
        confusion=np.bincount(cells, minlength=len(classes) ** 2).reshape(
            len(classes), len(classes)
        ),
        positive_share=positive_share,
    )


def _judge(y: "np.ndarray", p: "np.ndarray") -> _Judged:
    """Rank the rows and lay out what each of them adds to a score."""
    import numpy as np

    codes = np.arange(p.shape[1])
    truth, said = y[:, None] == codes, p.argmax(axis=1)[:, None] == codes
    # As scikit-learn: a probability of 0 for the truth counts as the smallest step.
    likely = np.clip(p[np.arange(len(y)), y], np.finfo(np.float64).eps, 1.0)
    squares = ((p - truth) ** 2).sum(axis=1) / (2 if len(codes) == 2 else 1)
    ranked = [1] if len(codes) == 2 else codes
    return _Judged(
        rankings={
            int(k): rank(truth[:, k], p[:, k])
            for k in ranked
            if 0 < truth[:, k].sum() < len(y)
        },
        marks=np.column_stack([truth & said, said, truth]).astype(np.float32),
        losses=np.column_stack([(truth & said).any(axis=1), -np.log(likely), squares]),
        classes=len(codes),
    )


def _measure(judged: _Judged, weights: "np.ndarray") -> "dict[str, np.ndarray]":
    """Return every score under weights of shape (sets, rows), as arrays (sets,).

    The areas of single classes are named like `roc_auc 2`.
    """
    import numpy as np

    size = weights.sum(axis=1)
    names = ("accuracy", "log_loss", "brier")
    losses = weights @ judged.losses.astype(weights.dtype) / size[:, None]
    found = dict(zip(names, losses.T, strict=True)) | {"f1": _f1(judged, weights)}
    by_class = {k: areas(ranking, weights) for k, ranking in judged.rankings.items()}
    for i, name in enumerate(("roc_auc", "pr_auc")):
        found |= {f"{name} {k}": area[:, i] for k, area in by_class.items()}
        if by_class:
            found[name] = known_mean(np.array([a[:, i] for a in by_class.values()]))
    return found


def _f1(judged: _Judged, weights: "np.ndarray") -> "np.ndarray":
    """Return F1 of class 1, or the mean over the classes that are true or predicted."""
    import numpy as np

    marks = weights @ judged.marks.astype(weights.dtype)
    right, said, truth = np.split(marks, 3, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = 2 * right / (said + truth)
    if judged.classes == 2:
        return np.nan_to_num(f1[:, 1], nan=0.0)
    return known_mean(f1.T)


def _score(name: str, value: float, low: float | None, high: float | None) -> Score:
    return Score(name=name, value=value, low=low, high=high)


def _curves(
    name: str,
    classes: Sequence[str],
    judged: _Judged,
    pooled: Ranking,
    measured: "Mapping[str, tuple[float, float | None, float | None]]",
) -> tuple[Curve, ...]:
    """Return one curve for two classes, else one a class, their mean and the pooled."""
    column = ("roc_auc", "pr_auc").index(name)
    draw, average = ((roc_line, mean_roc_line), (pr_line, mean_pr_line))[column]
    lines = {k: draw(ranking) for k, ranking in judged.rankings.items()}
    if len(classes) == 2:
        line = lines.get(1) or _guessing(name, measured[name][0])
        return (_curve(classes[1], line, measured[name]),)
    mean = (
        average(list(lines.values())) if lines else _guessing(name, measured[name][0])
    )
    micro = (float(areas(pooled)[0, column]), None, None)
    return (
        *(_curve(classes[k], lines[k], measured[f"{name} {k}"]) for k in lines),
        _curve("macro", mean, measured[name]),
        _curve("micro", draw(pooled), micro),
    )


def _curve(
    label: str, line: "Line", area: tuple[float, float | None, float | None]
) -> Curve:
    return Curve(
        label=label, x=line[0], y=line[1], area=area[0], low=area[1], high=area[2]
    )


def _guessing(name: str, height: float) -> "Line":
    """Return the curve of a guess: the diagonal, or a level precision."""
    import numpy as np

    ends = np.array([0.0, 1.0])
    return ends, ends if name == "roc_auc" else np.full(2, height)
