"""What one answer of a model takes, counted on rows where it can be counted."""

from typing import TYPE_CHECKING, Any

from core.pricing.tag import Operations
from core.shapley import trees as flat

if TYPE_CHECKING:
    import numpy as np

ROWS = 500  # whose comparisons are averaged


def operations(model: Any, X: "np.ndarray") -> Operations:
    """Count what an answer to one of these encoded rows takes."""
    if hasattr(model, "module_"):
        return _of_net(model, X[:1])
    if flat.kind(model):
        return _of_trees(flat.trees(model), X[:ROWS])
    last = model[-1] if hasattr(model, "steps") else model
    weights = getattr(last, "coef_", None)
    if weights is None:
        return Operations(how="it looks at no column")
    outputs = weights.size // X.shape[1]
    how = f"formula: {X.shape[1]:,} encoded columns × {outputs:,} outputs"
    return Operations(multiply_adds=float(weights.size), how=how)


def shape_of_trees(model: Any) -> tuple[int, float] | None:
    """Return how many trees there are and their mean nodes; None for other models."""
    if not flat.kind(model):
        return None
    found = flat.trees(model)
    return found.count, len(found.nodes.column) / found.count


def _of_net(net: Any, row: "np.ndarray") -> Operations:
    """Count the multiply-adds of one forward pass with torch's own counter."""
    import torch
    from torch.utils.flop_counter import FlopCounterMode

    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        net.module_.eval()(net.inputs(row))
    how = "counted by torch in one forward pass; a multiply-add is 2 of its FLOPs"
    return Operations(multiply_adds=counter.get_total_flops() / 2, how=how)


def _of_trees(found: flat.Trees, X: "np.ndarray") -> Operations:
    """Walk every row through every tree and count the questions on its way."""
    import numpy as np

    nodes, cells = found.nodes, found.cells(X)
    at = np.repeat(nodes.first[None, :-1], len(X), axis=0)
    asked, rows = 0, np.arange(len(X))[:, None]
    while True:
        column = nodes.column[at]
        inner = column >= 0
        if not inner.any():
            break
        asked += int(inner.sum())
        cell = cells[rows, np.maximum(column, 0)]
        left = (cell <= nodes.threshold[at]) | (np.isnan(cell) & nodes.missing_left[at])
        further = np.where(left, nodes.left[at], nodes.right[at])
        at = np.where(inner, further, at)
    how = f"counted on {len(X):,} rows, one a question on the way to a leaf"
    return Operations(comparisons=asked / max(1, len(X)), how=how)
