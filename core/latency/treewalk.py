"""Trees as flat arrays, walked in machine code: the work of a forest and no more.

Imports numba: for functions that compute.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from core.compiled import kernel
from core.shapley.trees import LOG_ODDS, trees


@kernel
def walk(steps, thresholds, values, firsts, rows, out):
    """Add the leaf of each tree to each row's answer.

    `steps` (nodes, 3) are column, left and right; a leaf has -1 as its column.
    """
    for row in range(rows.shape[0]):
        for tree in range(firsts.shape[0]):
            node = firsts[tree]
            column = steps[node, 0]
            while column >= 0:
                right = rows[row, column] > thresholds[node]
                node = steps[node, 1 + right]
                column = steps[node, 0]
            for output in range(values.shape[1]):
                out[row, output] += values[node, output]


def walker(model: Any) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function that answers encoded rows without gaps as the model does.

    Raises ValueError for a model that is no sum of plain trees.
    """
    found = trees(model)
    nodes, classes = found.nodes, hasattr(model, "classes_")
    both = classes and found.unit != LOG_ODDS and nodes.values.shape[1] == 2
    # of two shares one says it all
    values = np.ascontiguousarray(nodes.values[:, 1:] if both else nodes.values)
    base = found.base[1:] if both else found.base
    steps = np.column_stack([nodes.column, nodes.left, nodes.right]).astype(np.int32)
    firsts = nodes.first[:-1].astype(np.int32)

    def answer(X: np.ndarray) -> np.ndarray:
        out = np.empty((len(X), values.shape[1]))
        out[:] = base
        walk(steps, nodes.threshold, values, firsts, X, out)
        if found.unit == LOG_ODDS:
            return _probabilities(out)
        return np.concatenate([1 - out, out], axis=1) if both else out

    return answer


def _probabilities(raw: np.ndarray) -> np.ndarray:
    if raw.shape[1] == 1:
        second = 1 / (1 + np.exp(-raw))
        return np.concatenate([1 - second, second], axis=1)
    grown = np.exp(raw - raw.max(axis=1, keepdims=True))
    return grown / grown.sum(axis=1, keepdims=True)
