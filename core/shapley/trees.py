"""Fitted trees as flat arrays: what any forest, tree or boosting asks and answers.

Read from fitted scikit-learn objects, whose classes are known by name, so that nothing
heavy is imported. Nothing here learns or explains.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np

FORESTS = ("DecisionTree", "ExtraTree", "ExtraTrees", "RandomForest")
BOOSTED = ("GradientBoosting", "HistGradientBoosting")
LINEAR_LOSSES = ("squared_error", "absolute_error", "huber", "quantile")
LOG_ODDS = "log-odds"


class Nodes(NamedTuple):
    """All nodes of all trees, one after the other; a leaf has -1 as its column.

    A cell goes left when it is at most the threshold, or missing and `missing_left`.
    `values` (nodes, outputs) are what a node's rows are answered on average, in the
    share that its tree has in the answer; `cover` is the weight of the training rows.
    """

    first: "np.ndarray"
    column: "np.ndarray"
    threshold: "np.ndarray"
    left: "np.ndarray"
    right: "np.ndarray"
    missing_left: "np.ndarray"
    cover: "np.ndarray"
    values: "np.ndarray"


@dataclass(frozen=True, kw_only=True, eq=False)
class Trees:
    """Trees that are added up: answer = `base` + one leaf of each tree.

    `unit` is empty where that is what the model answers, "log-odds" where a sigmoid or
    softmax follows. `rounded`: cells are rounded to float32 before they are compared.
    `averaged`: each tree's answer is one of the model's, divided by their number.
    """

    nodes: Nodes
    base: "np.ndarray"
    unit: str
    rounded: bool
    averaged: bool

    @property
    def count(self) -> int:
        """Return how many trees there are."""
        return len(self.nodes.first) - 1

    def cells(self, X: "np.ndarray") -> "np.ndarray":
        """Return rows as the trees compare them, float64."""
        return compared(X, rounded=self.rounded)


def compared(X: "np.ndarray", *, rounded: bool) -> "np.ndarray":
    """Return rows as trees compare them, float64."""
    import numpy as np

    seen = np.asarray(X, dtype=np.float32) if rounded else X
    return np.asarray(seen, dtype=np.float64)


def kind(model: Any) -> str:
    """Return "averaged", "added", "log-odds", or nothing for what is no such model.

    Nothing, too, for what leaves the sums of plain trees: several targets, categories
    compared as sets, a first guess that depends on the row, losses with a log link.
    """
    family, amounts = _family(model)
    if family in FORESTS and getattr(model, "n_outputs_", 1) == 1:
        return "averaged"
    if family not in BOOSTED or (amounts and model.loss not in LINEAR_LOSSES):
        return ""
    if family == "GradientBoosting":
        plain = getattr(model, "init", None) in (None, "zero")
    else:
        plain = getattr(model, "is_categorical_", None) is None
    return ("added" if amounts else LOG_ODDS) if plain else ""


def _family(model: Any) -> tuple[str, bool]:
    """Return which of scikit-learn's families this is, and whether it predicts amounts.

    A class that inherits from one counts as that one.
    """
    for cls in type(model).__mro__:
        for task in ("Classifier", "Regressor"):
            family = cls.__name__.removesuffix(task)
            known = family in FORESTS + BOOSTED and family != cls.__name__
            if known and cls.__module__.startswith("sklearn."):
                return family, task == "Regressor"
    return "", False


def trees(model: Any) -> Trees:
    """Read a fitted model that `kind` knows; raises ValueError for any other."""
    import numpy as np

    how = kind(model)
    if not how:
        raise ValueError(f"{type(model).__name__} is no sum of plain trees.")
    binned = hasattr(model, "_predictors")
    if how == "averaged":
        grown = [tree.tree_ for tree in getattr(model, "estimators_", [model])]
        values = np.concatenate([tree.value[:, 0] for tree in grown]) / len(grown)
        nodes, base = _plain(grown, values), np.zeros(values.shape[1])
    elif binned:
        base = np.ravel(model._baseline_prediction).astype(np.float64)
        stages = [[tree.nodes for tree in stage] for stage in model._predictors]
        nodes = _binned([tree for stage in stages for tree in stage], len(base))
    else:
        base, rate = _first_guess(model), model.learning_rate
        grown = [tree.tree_ for stage in model.estimators_ for tree in stage]
        sums = [rate * tree.value[:, 0, 0] for tree in grown]
        nodes = _plain(grown, _in_columns(sums, len(base)))
    return Trees(
        nodes=nodes,
        base=base,
        unit=LOG_ODDS if how == LOG_ODDS else "",
        rounded=not binned,
        averaged=how == "averaged",
    )


def _first_guess(model: Any) -> "np.ndarray":
    """Return what boosting answers before its first tree, which asks nothing."""
    import numpy as np

    nothing = np.zeros((1, model.n_features_in_), dtype=np.float32)
    return np.ravel(model._raw_predict_init(nothing)).astype(np.float64)


def _plain(grown: Sequence[Any], values: "np.ndarray") -> Nodes:
    """Read trees of scikit-learn's; their nodes are laid behind each other."""
    import numpy as np

    first = np.cumsum([0, *(tree.node_count for tree in grown)])
    offsets = np.repeat(first[:-1], np.diff(first))
    left = np.concatenate([tree.children_left for tree in grown])
    right = np.concatenate([tree.children_right for tree in grown])
    column = np.concatenate([tree.feature for tree in grown])
    return Nodes(
        first=first,
        column=np.where(left < 0, -1, column),
        threshold=np.concatenate([tree.threshold for tree in grown]),
        left=np.where(left < 0, -1, left + offsets),
        right=np.where(left < 0, -1, right + offsets),
        missing_left=np.concatenate([t.missing_go_to_left for t in grown]) > 0,
        cover=np.concatenate([tree.weighted_n_node_samples for tree in grown]),
        values=np.ascontiguousarray(values),
    )


def _binned(grown: Sequence["np.ndarray"], outputs: int) -> Nodes:
    """Read trees of histogram gradient boosting; in each stage one an output."""
    import numpy as np

    first, nodes = np.cumsum([0, *map(len, grown)]), np.concatenate(grown)
    offsets, leaf = np.repeat(first[:-1], np.diff(first)), nodes["is_leaf"] > 0
    return Nodes(
        first=first,
        column=np.where(leaf, -1, nodes["feature_idx"]),
        threshold=nodes["num_threshold"].copy(),
        left=np.where(leaf, -1, nodes["left"] + offsets),
        right=np.where(leaf, -1, nodes["right"] + offsets),
        missing_left=nodes["missing_go_to_left"] > 0,
        cover=nodes["count"].astype(np.float64),
        values=_in_columns([tree["value"] for tree in grown], outputs),
    )


def _in_columns(sums: Sequence["np.ndarray"], outputs: int) -> "np.ndarray":
    """Return values (nodes, outputs): tree after tree speaks of the next output."""
    import numpy as np

    which = np.repeat(np.arange(len(sums)) % outputs, [len(each) for each in sums])
    return np.where(
        which[:, None] == np.arange(outputs), np.concatenate(sums)[:, None], 0.0
    )
