"""TreeSHAP without a background: absent columns follow the trees' own training rows."""

from functools import partial

from core.explain import ExplainerSpec
from core.explainers.tree_shap import applies
from core.shapley.tree_values import attribute

SPEC = ExplainerSpec(
    key="tree_shap_path",
    title="TreeSHAP, path-dependent",
    summary="Shapley values of another question: what each branch expects of its rows.",
    priority=1,  # never taken unasked: other models cannot be asked this question
    applies=applies,
    explain=partial(attribute, by_cover=True),
    compares=False,
)
