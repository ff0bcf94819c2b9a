"""Shallower trees: the same model trained once more with half the depth."""

from collections.abc import Generator
from typing import Any

from core import model as models
from core.history import Progress
from core.model import respond
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import stored

SHALLOWEST = 2


def depth(model: Any) -> int:
    """Return how deep the deepest tree of a forest is; 0 for others."""
    trees = getattr(model, "estimators_", ())
    return max((t.get_depth() for t in trees if hasattr(t, "get_depth")), default=0)


def leaves(model: Any) -> int:
    """Return how many leaves the trees of boosting may have; 0 for others."""
    return getattr(model, "max_leaf_nodes", 0) if hasattr(model, "_predictors") else 0


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Train on the same rows with trees half as deep, or a quarter of the leaves."""
    deep, wide = depth(given.model), leaves(given.model)
    if wide:
        few = max(2, wide // 4)
        change, what = {"max_leaf_nodes": few}, f"{few} of {wide} leaves a tree"
    else:
        few = max(SHALLOWEST, deep // 2)
        change, what = {"max_depth": few}, f"depth {few} of {deep}"
    spec = models.specs()[given.key]
    values = dict(given.values) | change
    shallow = spec.build(values, given.material.seed, given.task)
    for tick in spec.train(shallow, given.material):
        yield Progress(done=tick.step, total=tick.total, message=spec.unit)
    return Made(
        answer=lambda X: respond(shallow, X),
        size_bytes=stored(shallow),
        what=what,
        model=shallow,
    )


SHALLOW_TREES = ShrinkerSpec(
    key="shallow_trees",
    title="Shallower trees",
    summary="Trains once more, with trees half as deep or a quarter of the leaves.",
    needs="trees that are 4 deep or more",
    order=20,
    applies=lambda model: depth(model) >= 2 * SHALLOWEST or leaves(model) >= 8,
    shrink=shrink,
)
