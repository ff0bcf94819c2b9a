"""Calibration: probabilities bent so that they can be taken at their word.

What bends them is fitted on other rows than those it is judged on: on the validation
rows for the test rows; while those are sealed, on four fifths of the validation rows
for the other fifth, five times.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.answers import Answers
from core.errors import Refused
from core.history import Progress
from core.quality.reliability import Reliability, reliability
from core.recall import recall
from core.run import RunConfig
from core.score import ScoredPart
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np

    from core.statistics.ranking import Line

    Bend = Callable[[np.ndarray], np.ndarray]

FOLDS = 5
LEAST_ROWS = 10  # of the class, and of all others
EDGE = 0.01  # forests say 0 and 1, and mean little more than nearly
METHODS = ("sigmoid", "isotonic")


@dataclass(frozen=True, kw_only=True, eq=False)
class Calibration:
    """The reliability of one class's probabilities, before and after each method.

    `fitted_on` says whether the methods learned from the validation rows, or from
    `folds` of the rows on show. `sigmoid_curve` and `isotonic_curve` draw what a
    probability is turned into, fitted on all rows that may be used.
    """

    run: str
    model: str
    part: ScoredPart
    code: int
    label: str
    before: Reliability
    sigmoid: Reliability
    isotonic: Reliability
    fitted_on: Literal["validation", "folds"]
    sigmoid_curve: "Line"
    isotonic_curve: "Line"

    @property
    def told(self) -> str:
        """Say what calibration does to the mean distance from the truth."""
        where = (
            "fitted on the validation rows and judged on the test rows"
            if self.fitted_on == "validation"
            else "each fifth of these rows judged by what the other four taught"
        )
        best = min(METHODS, key=lambda name: getattr(self, name).ece)
        after = getattr(self, best).ece
        if after >= self.before.ece:
            return (
                f"The probabilities are off by {self.before.ece:.3f} on average, and "
                f"neither method makes that smaller ({where})."
            )
        return (
            f"The probabilities are off by {self.before.ece:.3f} on average, after "
            f"{best} calibration by {after:.3f} ({where})."
        )


def calibrate(
    config: RunConfig, part: ScoredPart, code: int = 1
) -> Generator[Progress, None, Calibration]:
    """Calibrate a run's probabilities of one class and judge that on a part's rows.

    Sigmoid: Platt's, on log-odds. Isotonic: the best rising step function. Raises
    Refused for amounts, for rows there are not, and with too few rows of the class.
    """
    answers = {one.part: one for one in (yield from recall(config))}
    judged = answers.get(part)
    if judged is None or not judged.classes:
        raise Refused("There are no probabilities of classes here to calibrate.")
    taught = answers.get("validation") if part == "test" else None
    _enough(taught or judged, code)
    positive, scores = judged.positive(code), judged.scores(code)
    after, lines = {}, {}
    for done, name in enumerate(METHODS, 1):
        fit = {"sigmoid": sigmoid, "isotonic": isotonic}[name]
        teacher = taught or judged
        bend = fit(teacher.positive(code), teacher.scores(code))
        if taught:
            bent = bend(scores)
        else:
            bent = _crossed(fit, positive, scores, derive(config.seed, "calibrate"))
        after[name], lines[name] = reliability(positive, bent), _line(bend)
        yield Progress(done=done, total=len(METHODS), message=f"Calibrating: {name}")
    return Calibration(
        run=config.key,
        model=config.model,
        part=part,
        code=code,
        label=judged.classes[code],
        before=reliability(positive, scores),
        fitted_on="validation" if taught else "folds",
        sigmoid=after["sigmoid"],
        isotonic=after["isotonic"],
        sigmoid_curve=lines["sigmoid"],
        isotonic_curve=lines["isotonic"],
    )


def sigmoid(positive: "np.ndarray", scores: "np.ndarray") -> "Bend":
    """Return Platt's sigmoid of the log-odds, fitted to rows (rows,).

    Targets stay a little inside 0 and 1, as in Platt (Advances in Large Margin
    Classifiers, 1999), so that separable rows have an answer too.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    hits = int(positive.sum())
    goal = np.where(positive, (hits + 1) / (hits + 2), 1 / (len(positive) - hits + 2))
    # a row that is positive to a degree counts as a positive and a negative row
    X = np.tile(_log_odds(scores), 2)[:, None]
    y = np.repeat([1, 0], len(scores))
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8)
    model.fit(X, y, sample_weight=np.concatenate([goal, 1 - goal]))
    return lambda new: model.predict_proba(_log_odds(new)[:, None])[:, 1]


def isotonic(positive: "np.ndarray", scores: "np.ndarray") -> "Bend":
    """Return the best rising step function, fitted to rows (rows,)."""
    import numpy as np
    from sklearn.isotonic import IsotonicRegression

    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    model.fit(scores, positive.astype(np.float64))
    return model.predict


def _crossed(
    fit: "Callable[[np.ndarray, np.ndarray], Bend]",
    positive: "np.ndarray",
    scores: "np.ndarray",
    seed: int,
) -> "np.ndarray":
    """Return calibrated scores, each by what was fitted without its own fold."""
    import numpy as np

    order = np.random.default_rng(seed).permutation(len(scores))
    order = order[np.argsort(positive[order], kind="stable")]
    fold = np.empty(len(scores), dtype=np.int64)
    fold[order] = np.arange(len(scores)) % FOLDS  # classes in equal shares
    bent = np.empty(len(scores))
    for k in range(FOLDS):
        out = fold == k
        bent[out] = fit(positive[~out], scores[~out])(scores[out])
    return bent


def _enough(answers: Answers, code: int) -> None:
    hits = int(answers.positive(code).sum())
    fewer = min(hits, len(answers) - hits)
    if fewer < LEAST_ROWS:
        raise Refused(
            f"Calibration needs {LEAST_ROWS} rows of '{answers.classes[code]}' and as "
            f"many others, and one of them has {fewer}; use a larger table."
        )


def _log_odds(scores: "np.ndarray") -> "np.ndarray":
    import numpy as np

    inside = np.clip(scores, EDGE, 1 - EDGE)
    return np.log(inside / (1 - inside))


def _line(bend: "Bend") -> "Line":
    import numpy as np

    said = np.linspace(0, 1, 201)
    return said, np.asarray(bend(said), dtype=np.float64)
