"""One row's way through one tree, and which columns the splits leaned on."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.shapley.trees import Trees, kind, trees

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, kw_only=True)
class Question:
    """One split on the way: which encoded column is asked, and where the row goes.

    A cell goes `left` when it is at most the threshold. `value` is what the rows that
    come here are answered on average, `rows` their weight in training.
    """

    column: int
    threshold: float
    cell: float
    left: bool
    missing: bool
    value: tuple[float, ...]
    rows: float


@dataclass(frozen=True, kw_only=True)
class TreePath:
    """A row's way through tree number `tree` of `trees`, and the leaf's answer.

    Answers are those that a tree alone would give; of boosting, what it adds, in
    `unit` where that is not the model's own.
    """

    tree: int
    trees: int
    steps: tuple[Question, ...]
    value: tuple[float, ...]
    rows: float
    unit: str = ""


def path(model: Any, x: "np.ndarray", tree: int | None = None) -> TreePath:
    """Follow one encoded row through a tree of a model that `kind` knows.

    Without a number it is the tree whose answer is nearest to that of all of them; of
    boosting, the first one, which says most. Raises ValueError for any other model.
    """
    import numpy as np

    found = trees(model)
    cells, nodes = found.cells(np.asarray(x).reshape(1, -1))[0], found.nodes
    scale = float(found.count) if found.averaged else 1.0
    if tree is None:
        leaves = leaf_of_each(found, cells)
        answers = scale * nodes.values[leaves]
        off = np.abs(answers - answers.mean(axis=0)).sum(axis=1)
        tree = int(off.argmin()) if found.averaged else 0
    node, steps = int(nodes.first[tree]), []
    while nodes.column[node] >= 0:
        left = goes_left(found, node, cells)
        steps.append(
            Question(
                column=int(nodes.column[node]),
                threshold=float(nodes.threshold[node]),
                cell=float(cells[nodes.column[node]]),
                left=left,
                missing=bool(np.isnan(cells[nodes.column[node]])),
                value=tuple((scale * nodes.values[node]).tolist()),
                rows=float(nodes.cover[node]),
            )
        )
        node = int(nodes.left[node] if left else nodes.right[node])
    return TreePath(
        tree=tree,
        trees=found.count,
        steps=tuple(steps),
        value=tuple((scale * nodes.values[node]).tolist()),
        rows=float(nodes.cover[node]),
        unit=found.unit,
    )


def goes_left(found: Trees, node: int, cells: "np.ndarray") -> bool:
    """Return where a row goes at a node that asks."""
    cell = cells[found.nodes.column[node]]
    missing = bool(cell != cell) and bool(found.nodes.missing_left[node])
    return missing or bool(cell <= found.nodes.threshold[node])


def leaf_of_each(found: Trees, cells: "np.ndarray") -> "np.ndarray":
    """Return the leaf that a row reaches in every tree."""
    import numpy as np

    nodes, at = found.nodes, found.nodes.first[:-1].copy()
    while (asks := nodes.column[at] >= 0).any():
        here = at[asks]
        cell = cells[nodes.column[here]]
        left = np.where(
            np.isnan(cell), nodes.missing_left[here], cell <= nodes.threshold[here]
        )
        at[asks] = np.where(left, nodes.left[here], nodes.right[here])
    return at


def impurity(model: Any, groups: tuple[tuple[int, ...], ...]) -> "np.ndarray | None":
    """Return each feature's share in what the splits gained in training, or None.

    None for models that do not keep it, such as histogram gradient boosting. The
    encoded columns of a feature are summed; all shares add up to 1.
    """
    import numpy as np

    if not kind(model) or not hasattr(model, "feature_importances_"):
        return None
    shares = np.asarray(model.feature_importances_, dtype=np.float64)
    return np.array([shares[list(group)].sum() for group in groups])
