"""Tiny hand-made values of what page evaluate draws besides runs."""

import numpy as np

from core.calibrate import Calibration
from core.compare import compare
from core.figures.cells import Cells, Pictured
from core.figures.coverage import Covered
from core.figures.cuts import Cut, Rule
from core.figures.groups import Equals, Groups
from core.figures.matrices import Sides, sides
from core.figures.reliability import Trusted
from core.quality.conformal import Coverage
from core.quality.reliability import reliability
from core.quality.slices import Equalised, Rate, Slice
from core.quality.threshold import NOBODY, count
from core.splits import Pairing, Trial
from tests.core.answered import knowing
from tests.core.examples import HOSTILE, LEVEL

BOTH = ("random_forest", "mlp")
THREE = (*BOTH, "dummy")


def scored(model: str, rows: int = 120) -> tuple[np.ndarray, np.ndarray]:
    """Return classes and probabilities; the baseline says the same of every row."""
    y, p = knowing(rows, seed=3, strength=10 * (LEVEL[model] - 0.6))
    return y.astype(bool), np.full(rows, 0.4) if model == "dummy" else p


def cut(at: tuple[float, ...] = (0.5, 0.5, 0.5), rule: Rule = "hand") -> Cut:
    """Return three models at their thresholds."""
    return Cut(
        models=THREE,
        thresholds=tuple(count(*scored(model), HOSTILE) for model in THREE),
        at=at,
        label=HOSTILE,
        other="healthy",
        pair=(0, 1),
        rule=rule,
        prices=(1.0, 7.5),
    )


def three_classes() -> Sides:
    """Return the counts of two models on three classes."""
    first = np.array([[30, 2, 0], [1, 28, 4], [0, 0, 35]])
    names = ("setosa", "virginica", HOSTILE)
    return Sides(models=BOTH, pair=(0, 1), names=names, counts=(first, first.T))


def trusted(models: tuple[str, ...] = BOTH, *, made: bool = False) -> Trusted:
    """Return how far probabilities come true, also after calibration."""
    found = tuple(reliability(*scored(model)) for model in models)
    line = np.linspace(0, 1, 5), np.linspace(0, 1, 5)
    return Trusted(
        models=models,
        found=found,
        label=HOSTILE,
        made=tuple(
            Calibration(
                run="a", model=model, part="test", code=1, label=HOSTILE, before=one,
                sigmoid=one, isotonic=found[0], fitted_on="validation",
                sigmoid_curve=line, isotonic_curve=line,
            )
            for model, one in zip(models, found, strict=True)
        ) if made else (),
    )  # fmt: skip


def groups(shown: str = "accuracy") -> Groups:
    """Return two models in three groups, of which one is failed and one is empty."""
    rate = Rate(value=0.91, low=0.85, high=0.95, of=90)
    low = Rate(value=0.55, low=0.4, high=0.7, of=30)
    slices = (
        Slice(group="18 to 25", rows=90, accuracy=rate, mae=rate, bias=rate),
        Slice(group=HOSTILE, rows=30, accuracy=low, mae=low, bias=low),
        Slice(group="missing", rows=1),
    )
    return Groups(
        column=HOSTILE,
        models=BOTH,
        slices=(slices, slices),
        shown=shown,
        unit="" if shown == "accuracy" else HOSTILE,
        failed=frozenset({("mlp", HOSTILE)}),
    )


def equals() -> Equals:
    """Return two groups before and after thresholds of their own."""
    counted = count(*scored("mlp"))
    made = tuple(
        Equalised(
            group=name, threshold=at, before=counted.at(0.5), after=counted.at(at)
        )
        for name, at in (("18 to 25", 0.4), (HOSTILE, 0.7))
    )
    return Equals(model="mlp", column=HOSTILE, by="found", groups=made)


def trial(splits: int = 12, gap: float = 0.02) -> Trial:
    """Return two models on splits whose first one is ahead by about a gap."""
    draw = np.random.default_rng(8)
    scores = [(0.9 + gap + 0.004 * draw.normal(), 0.9) for _ in range(splits)]
    pairs = tuple(
        Pairing(seed=i, scores=(float(a), b), cpu_s=(0.4, 0.2))
        for i, (a, b) in enumerate(scores)
    )
    columns = list(zip(*scores, strict=True))
    found = compare(*columns, test_over_train=0.3) if splits > 1 else None
    return Trial(
        models=BOTH, metric="roc_auc", total=splits, pairs=pairs, comparison=found
    )


def covered() -> Covered:
    """Return intervals of two models, one of which does not keep its promise."""
    made = tuple(
        Coverage(
            half_width=width, confidence=0.9, covered=share, low=share - 0.05,
            high=share + 0.03, rows=200, calibrated_on="the validation rows",
        )
        for width, share in ((41.5, 0.91), (33.0, 0.72))
    )  # fmt: skip
    return Covered(models=BOTH, found=made, unit=HOSTILE)


def pictured(count: int = 7) -> Pictured:
    """Return rows that are pictures."""
    pixels = np.random.default_rng(2).uniform(0, 1, (count, 8, 8))
    words = tuple((f"{i}", f"{i} 90%", HOSTILE) for i in range(count))
    return Pictured(pixels=pixels, words=words, headings=("digit", "forest", "net"))


def cells(chosen: tuple[int, int] = (1, 2)) -> Cells:
    """Return the cells of one model on three classes."""
    both = three_classes()
    return Cells(model="mlp", names=both.names, counts=both.counts[0], chosen=chosen)


SUBJECTS = {
    "threshold": (cut(), cut((0.2, 0.43, NOBODY), "budget"),
                  cut((NOBODY,) * 3, "price"), sides(cut()), three_classes()),
    "calibration": (trusted(THREE), trusted(made=True), trusted(("mlp",), made=True)),
    "groups": (groups(), groups("mae"), groups("bias"), equals()),
    "trial": (trial(), trial(2, -0.1), trial(1)),
    "coverage": (covered(),),
    "cases": (cells(), pictured(), pictured(1)),
}  # fmt: skip
