"""Tiny hand-made values of what is asked about models beside their explanation."""

from dataclasses import replace

import numpy as np

from core.dependence import Curves
from core.figure import Pair
from core.figures.measures import Measures
from core.figures.scale import Shown
from core.importance import Importance
from core.inside import Fork, Inside
from core.sanity import Sanity, Stage
from tests.core.examples import FEATURES, HOSTILE, amount_pair, explanation, names, pair

BOTH = ("random_forest", "mlp")


def rough(rows: int = 60) -> Pair:
    """Return a pair of which the net is still getting sharper."""
    first, second = pair(rows).explanations
    errors = np.full(second.values.shape, 0.01)
    second = replace(second, errors=errors, error=0.01, finished=False)
    return replace(pair(rows), explanations=(first, second))


def pictures() -> Pair:
    """Return reasons for pictures of 8 by 8 pixels."""
    draw = np.random.default_rng(6)
    pixels = tuple(f"pixel {i // 8 + 1},{i % 8 + 1}" for i in range(64))
    both = tuple(
        replace(
            explanation(model, 20), features=pixels,
            values=draw.normal(0, 0.02, (20, 64, 2)),
            cells=draw.uniform(0, 16, (20, 64)).astype(object),
        )
        for model in BOTH
    )  # fmt: skip
    return Pair(explanations=both, agreement=None, shown=1, case=3)


def importance(model: str) -> Importance:
    size = 0.1 * 0.7 ** np.arange(len(FEATURES))
    return Importance(
        run=f"key-{model}", model=model, features=FEATURES, permutation=size - 0.002,
        low=size - 0.02, high=size + 0.02,
        impurity=np.roll(size, 1) / size.sum() if model != "mlp" else None,
        metric="roc_auc", score=0.95, part="validation", rows=200, repeats=5,
        wall_s=0.4, cpu_s=0.4,
    )  # fmt: skip


def sanity(model: str) -> Sanity:
    size = 0.1 * 0.7 ** np.arange(len(FEATURES))
    stages = (Stage(name="output at random", ranks=0.5, cells=0.3),
              Stage(name="all layers at random", ranks=0.1, cells=-0.04))  # fmt: skip
    return Sanity(
        run=f"key-{model}", model=model, features=FEATURES, how="All weights drawn.",
        stages=stages if model == "mlp" else stages[1:], trained=size,
        random=size[::-1], ranks=0.1, cells=-0.04, rows=60, cpu_s=0.2,
    )  # fmt: skip


def curves(model: str, words: bool = False, amounts: bool = False) -> Curves:
    draw, size = np.random.default_rng(7), 3 if words else 12
    at = np.array(["Rome", "Oslo", HOSTILE]) if words else np.linspace(20, 60, size)
    each = draw.uniform(0.2, 0.8, (6, size, 1))
    each = 200 * each if amounts else np.concatenate([1 - each, each], axis=2)
    return Curves(
        run=f"key-{model}", model=model, feature="city" if words else HOSTILE,
        kind="category" if words else "number", at=at, mean=each.mean(axis=0),
        each=each, rows=np.arange(6), cells=np.array([at[0]] * 6), asked=200,
        classes=("progression",) if amounts else names(2),
        unit="progression" if amounts else "probability", wall_s=0.1, cpu_s=0.1,
    )  # fmt: skip


def insides() -> tuple[Inside, Inside]:
    shares = [np.array([1 - p, p]) for p in (0.5, 0.7, 1.0)]
    path = (
        Fork(asks=f"{HOSTILE} ≤ 3.2", says="2.9", yes=True, rows=90, answer=shares[0]),
        Fork(asks="city is Oslo", says="Rome", yes=False, rows=30, answer=shares[1]),
        Fork(asks="", says="", yes=False, rows=4, answer=shares[2]),
    )
    forest = Inside(model="random_forest", answer=np.array([0.2, 0.8]), path=path,
                    classes=names(2), target="health", tree=3, trees=50)  # fmt: skip
    layers = ("inputs", "layer 1", "layer 2", "answer")
    signals = tuple(np.linspace(-1, 2, size) for size in (5, 8, 4, 2))
    net = Inside(model="mlp", answer=np.array([0.4, 0.6]), layers=layers,
                 signals=signals, classes=names(2), target="health")  # fmt: skip
    return forest, net


def shown(*parts) -> Shown:
    return Shown(parts=parts, shown=len(parts[0].classes) - 1, cells=((HOSTILE, 33.0),))


SUBJECTS = {
    "explain": (rough(), replace(pair(), column="city"), replace(pair(), case=3)),
    "column": tuple(
        shown(*(curves(model, words, amounts) for model in BOTH))
        for words, amounts in ((False, False), (True, False), (False, True))
    ),
    "inside": (shown(*insides()), shown(insides()[1])),
    "measures": (
        Measures(pair=pair(), importances=tuple(map(importance, BOTH))),
        Measures(pair=amount_pair(), importances=tuple(map(importance, BOTH))),
    ),
    "pixels": (pictures(),),
    "sanity": (Shown(parts=tuple(map(sanity, BOTH)), shown=1),),
}
