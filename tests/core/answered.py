"""Answers made by hand, for tests of what is computed from them."""

import numpy as np

from core.answers import Answers


def two_classes(y, p, part="test", model="mlp", run="a"):
    """Return answers of a model that says class 1 with probability p."""
    p = np.asarray(p, dtype=float)
    return several(y, np.column_stack([1 - p, p]), part, model, run)


def several(y, values, part="test", model="mlp", run="a"):
    values = np.asarray(values, dtype=float)
    return Answers(
        run=run,
        model=model,
        part=part,
        classes=tuple(f"class {k}" for k in range(values.shape[1])),
        values=values,
        truth=np.asarray(y, dtype=np.int64),
        rows=np.arange(len(values)),
    )


def amounts(y, predicted, part="test"):
    return Answers(
        run="a",
        model="mlp",
        part=part,
        classes=(),
        values=np.asarray(predicted, dtype=float)[:, None],
        truth=np.asarray(y, dtype=float),
        rows=np.arange(len(y)),
    )


def knowing(rows, seed=0, digits=None, strength=1.0):
    """Return class codes and probabilities that know something; `digits` makes ties."""
    random = np.random.default_rng(seed)
    y = (random.random(rows) < 0.4).astype(int)
    y[:2] = 0, 1
    p = 1 / (1 + np.exp(-(random.normal(size=rows) + strength * (2 * y - 1))))
    return y, p if digits is None else p.round(digits)
