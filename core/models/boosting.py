"""Gradient boosting: each tree learns what those before it got wrong."""

from collections.abc import Generator, Mapping
from typing import Any

from core.dataset import Task
from core.model import Material, ModelSpec, Tick, respond
from core.params import Float, Int
from core.trainers.staged import awkward_unit

LOOKS = 20  # looks after the first rounds; each one bins the rows anew


def build(values: Mapping[str, Any], seed: int, task: Task) -> Any:
    """Return unfitted histogram gradient boosting, without early stopping."""
    from sklearn.ensemble import (
        HistGradientBoostingClassifier,
        HistGradientBoostingRegressor,
    )

    boosting = (
        HistGradientBoostingRegressor
        if task == "regression"
        else HistGradientBoostingClassifier
    )
    return boosting(
        max_iter=values["max_iter"],
        learning_rate=values["learning_rate"],
        max_leaf_nodes=values["max_leaf_nodes"],
        min_samples_leaf=values["min_samples_leaf"],
        early_stopping=False,
        random_state=seed,
    )


def boosted(model: Any, material: Material) -> Generator[Tick, None, None]:
    """Add rounds by warm start: the same trees as in one call, with looks between.

    A target far from zero or tiny is standardised for growing, as in forests.
    """
    total, unit = model.max_iter, awkward_unit(material)
    centre, spread = unit or (0.0, 1.0)
    y = (material.y - centre) / spread if unit else material.y
    X, seen, grid = material.X, material.y, material.X_grid
    if material.watched:
        X, seen = material.X_watch, material.y_watch
    grown = False

    def answered(rows: Any) -> Any:
        # the last look may come after the trees were put back into the target's unit
        raw = respond(model, rows)
        return raw * spread + centre if unit and not grown else raw

    try:
        for size in looks(total):
            model.set_params(max_iter=size, warm_start=True).fit(material.X, y)
            yield Tick(
                step=size,
                total=total,
                answers=lambda: (seen, answered(X)),
                surface=None if grid is None else lambda: answered(grid),
                scored_on="validation rows" if material.watched else "training rows",
            )
    finally:  # also where a budget ends it early
        model.set_params(warm_start=False)
        grown = True
        if unit and hasattr(model, "_predictors"):
            put_back(model, *unit)


def looks(total: int) -> list[int]:
    """Return after which rounds to look: 1, 2, 3, 5, then evenly."""
    chunk = max(1, -(-total // LOOKS))
    early = {size for size in (1, 2, 3, 5) if size < total}
    return sorted(early | set(range(chunk, total, chunk)) | {total})


def put_back(model: Any, centre: float, spread: float) -> None:
    """Turn trees grown on a standardised target into its own unit."""
    model._baseline_prediction = model._baseline_prediction * spread + centre
    for stage in model._predictors:
        for tree in stage:
            tree.nodes["value"] *= spread


BOOSTING = ModelSpec(
    key="boosting",
    title="Gradient boosting",
    family="other",
    kind="classical",
    summary="Small decision trees in a row, each on what those before it got wrong.",
    params=(
        Int(
            name="max_iter",
            label="Rounds",
            default=100,
            low=1,
            high=1000,
            help="Each round adds a tree, or one a class; too many learn by heart.",
        ),
        Float(
            name="learning_rate",
            label="Learning rate",
            default=0.1,
            low=0.001,
            high=1.0,
            log=True,
            help="How much of what is still wrong each round puts right.",
        ),
        Int(
            name="max_leaf_nodes",
            label="Leaves of a tree, at most",
            default=31,
            low=2,
            high=255,
            help="More leaves let a tree combine more columns.",
        ),
        Int(
            name="min_samples_leaf",
            label="Rows in a leaf, at least",
            default=20,
            low=1,
            high=200,
            help="Larger leaves smooth the answers and forget odd rows.",
            advanced=True,
        ),
    ),
    encoding="codes",
    unit="round",
    counted="nodes",
    build=build,
    train=boosted,
    count=lambda model: sum(len(t.nodes) for stage in model._predictors for t in stage),
)
