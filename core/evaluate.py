"""How good a fitted model is on rows it has not seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from core.errors import Refused
from core.score import Curve, Evaluation, Score, ScoredPart, score_names
from core.seeds import derive
from core.statistics.ranking import (
    Ranking,
    areas,
    mean_pr_line,
    mean_roc_line,
    pr_line,
    rank,
    roc_line,
)
from core.statistics.regress import evaluate_amounts, r2
from core.statistics.resample import bootstrap, known_mean

if TYPE_CHECKING:
    import numpy as np

    from core.statistics.ranking import Line


@dataclass(frozen=True, kw_only=True, eq=False)
class _Judged:
    """Test rows, prepared so that any weights on them give every score.

    `rankings` holds one a class that some rows have and others have not. `marks` has
    one column a class and kind: predicted rightly, predicted, true; `losses` one a row
    loss: accuracy, log_loss, brier. `truth` and `p` have one column a class.
    """

    rankings: Mapping[int, Ranking]
    marks: "np.ndarray"
    losses: "np.ndarray"
    truth: "np.ndarray"
    p: "np.ndarray"

    @cached_property
    def pooled(self) -> Ranking:
        """Return the ranking of all answers for all classes, as if they were rows."""
        return rank(self.truth.ravel(), self.p.ravel())

    @cached_property
    def light(self) -> "tuple[np.ndarray, np.ndarray]":
        """Return losses and marks in the precision in which rows are resampled."""
        return self.losses.astype("float32"), self.marks.astype("float32")

    def columns(self, weights: "np.ndarray") -> "tuple[np.ndarray, np.ndarray]":
        """Return losses and marks in the precision of the weights."""
        if weights.dtype == "float32":
            return self.light
        return self.losses.astype(weights.dtype), self.marks.astype(weights.dtype)


def evaluate(
    y: "np.ndarray",
    answers: "np.ndarray",
    classes: Sequence[str],
    seed: int,
    part: ScoredPart = "test",
) -> Evaluation:
    """Score a model's answers on the rows of one part.

    Answers have shape (rows, classes) and y holds class codes; without classes they
    have shape (rows, 1) and y holds amounts. Raises Refused without rows and for
    answers that are not numbers.
    """
    import numpy as np

    answers = np.asarray(answers, dtype=np.float64)
    if not len(y):
        raise Refused("There are no rows to score; use a larger table.")
    if not np.isfinite(answers).all():
        raise Refused(
            "The model's answers are not numbers because its training ran away; "
            "choose a lower learning rate."
        )
    if classes:
        return _evaluate_classes(np.asarray(y, np.int64), answers, classes, seed, part)
    return evaluate_amounts(np.asarray(y, np.float64), answers[:, 0], seed, part)


def live_score(y: "np.ndarray", answers: "np.ndarray") -> float | None:
    """Return the main score of answers (rows, outputs): ROC AUC, or R² of amounts.

    Macro one-vs-rest for several classes. None for rows that are all of one class or
    amount, and for answers that are not numbers.
    """
    import numpy as np

    if not np.isfinite(answers).all():
        return None
    outputs = answers.shape[1]
    if outputs == 1:
        return r2(y, answers[:, 0])
    pairs = [(y == k, answers[:, k]) for k in ([1] if outputs == 2 else range(outputs))]
    found = [areas(rank(t, p))[0, 0] for t, p in pairs if 0 < t.sum() < len(t)]
    return float(np.mean(found)) if found else None


def _evaluate_classes(
    y: "np.ndarray",
    p: "np.ndarray",
    classes: Sequence[str],
    seed: int,
    part: ScoredPart,
) -> Evaluation:
    """Score class probabilities of shape (rows, classes) against class codes (rows,).

    Accuracy and F1 judge the most probable class; F1 is that of code 1 for two classes.
    The Brier score is the mean of (p - y)^2 for two classes, from 0 to 1; for more it
    adds the squares over the classes, from 0 to 2, as scikit-learn does. A class that
    no row has, or all rows have, gets no curve and no part in the averages; if that
    leaves no class, both areas are those of guessing.
    """
    import numpy as np

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
    cells = y * len(classes) + p.argmax(axis=1)
    return Evaluation(
        part=part,
        rows=len(y),
        classes=tuple(classes),
        scores=tuple(
            Score(name=n, value=value, low=low, high=high)
            for n in score_names("multiclass")
            for value, low, high in [measured[n]]
        ),
        roc=_curves("roc_auc", classes, judged, measured),
        pr=_curves("pr_auc", classes, judged, measured),
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
        marks=np.column_stack([truth & said, said, truth]),
        losses=np.column_stack([(truth & said).any(axis=1), -np.log(likely), squares]),
        truth=truth,
        p=p,
    )


def _measure(judged: _Judged, weights: "np.ndarray") -> "dict[str, np.ndarray]":
    """Return every score under weights of shape (sets, rows), as arrays (sets,).

    The areas of single classes are named like `roc_auc 2`.
    """
    import numpy as np

    size = weights.sum(axis=1)
    names = ("accuracy", "log_loss", "brier")
    of_rows, marks = judged.columns(weights)
    losses = weights @ of_rows / size[:, None]
    found = dict(zip(names, losses.T, strict=True))
    found["f1"] = _f1(weights @ marks, judged.p.shape[1])
    by_class = {k: areas(ranking, weights) for k, ranking in judged.rankings.items()}
    for i, name in enumerate(("roc_auc", "pr_auc")):
        found |= {f"{name} {k}": area[:, i] for k, area in by_class.items()}
        if by_class:
            found[name] = known_mean(np.array([a[:, i] for a in by_class.values()]))
    return found


def _f1(marks: "np.ndarray", classes: int) -> "np.ndarray":
    """Return F1 of class 1, or the mean over the classes that are true or predicted."""
    import numpy as np

    right, said, truth = np.split(marks, 3, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = 2 * right / (said + truth)
    if classes == 2:
        return np.nan_to_num(f1[:, 1], nan=0.0)
    return known_mean(f1.T)


def _curves(
    name: str,
    classes: Sequence[str],
    judged: _Judged,
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
    micro = (float(areas(judged.pooled)[0, column]), None, None)
    return (
        *(_curve(classes[k], lines[k], measured[f"{name} {k}"]) for k in lines),
        _curve("macro", mean, measured[name]),
        _curve("micro", draw(judged.pooled), micro),
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
