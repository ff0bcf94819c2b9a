"""Fewer trees: the first quarter of a forest, or the first rounds of boosting."""

import copy
from collections.abc import Generator
from typing import Any

from core.history import Progress
from core.model import respond
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import stored

KEPT = 4  # one tree in so many
FEWEST = 8


def grown(model: Any) -> list[Any]:
    """Return the trees of a forest or the rounds of boosting; nothing of others."""
    trees = getattr(model, "_predictors", None)
    return list(getattr(model, "estimators_", ())) if trees is None else list(trees)


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Keep the trees that were grown first; nothing is learned anew."""
    trees = grown(given.model)
    few = copy.copy(given.model)
    kept = max(1, len(trees) // KEPT)
    if hasattr(few, "_predictors"):
        few._predictors, what = trees[:kept], "rounds"
    else:
        few.estimators_, few.n_estimators, what = trees[:kept], kept, "trees"
    yield Progress(done=1, total=1)
    return Made(
        answer=lambda X: respond(few, X),
        size_bytes=stored(few),
        what=f"{kept:,} of {len(trees):,} {what}",
        model=few,
    )


FEWER_TREES = ShrinkerSpec(
    key="fewer_trees",
    title="Fewer trees",
    summary="Keeps the first quarter of the trees as they are.",
    needs="at least 8 trees",
    order=10,
    applies=lambda model: len(grown(model)) >= FEWEST,
    shrink=shrink,
)
