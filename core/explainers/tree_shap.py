"""TreeSHAP: the exact answer for trees, forests, and boosted amounts."""

from typing import TYPE_CHECKING, Any

from core.explain import ExplainerSpec
from core.shapley.tree_values import Laid, at_once, attribute, lay_out
from core.shapley.trees import LOG_ODDS, kind, trees

if TYPE_CHECKING:
    import numpy as np


def applies(model: Any) -> bool:
    """Return whether its answers are sums of leaves of plain trees.

    Not those of a boosted classifier: a sigmoid follows there, and no method that walks
    the trees is exact. In probabilities it is asked like any other model.
    """
    return kind(model) not in ("", LOG_ODDS)


def laid_out(model: Any, background: "np.ndarray") -> Laid:
    """Return a model's trees laid out with the rows that they are compared with."""
    return lay_out(trees(model), background)


SPEC = ExplainerSpec(
    key="tree_shap",
    title="TreeSHAP",
    summary="Exact Shapley values for trees and forests, read from their branches.",
    priority=100,
    applies=applies,
    explain=attribute,
    lay_out=laid_out,
    at_once=at_once,
)
