"""TreeSHAP: the exact answer for trees, forests, and boosted amounts."""

from typing import Any

from core.explain import ExplainerSpec
from core.shapley.tree_values import attribute
from core.shapley.trees import LOG_ODDS, kind


def applies(model: Any) -> bool:
    """Return whether its answers are sums of leaves of plain trees.

    Not those of a boosted classifier: a sigmoid follows there, and no method that walks
    the trees is exact. In probabilities it is asked like any other model.
    """
    return kind(model) not in ("", LOG_ODDS)


SPEC = ExplainerSpec(
    key="tree_shap",
    title="TreeSHAP",
    summary="Exact Shapley values for trees and forests, read from their branches.",
    priority=100,
    applies=applies,
    explain=attribute,
)
