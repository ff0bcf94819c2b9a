"""TreeSHAP of boosted classifiers: exact before the sigmoid, in log-odds."""

from typing import Any

from core.explain import ExplainerSpec
from core.shapley.tree_values import attribute
from core.shapley.trees import LOG_ODDS, kind


def applies(model: Any) -> bool:
    """Return whether it is a boosted classifier."""
    return kind(model) == LOG_ODDS


SPEC = ExplainerSpec(
    key="tree_shap_raw",
    title="TreeSHAP in log-odds",
    summary="Exact Shapley values of what boosted trees add up, before the sigmoid.",
    priority=0,  # its unit cannot be laid beside probabilities
    applies=applies,
    explain=attribute,
    unit=LOG_ODDS,
)
