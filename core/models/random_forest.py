"""Random forest: many trees on resampled rows, averaged."""

from collections.abc import Mapping
from typing import Any

from core.dataset import Task
from core.model import ModelSpec
from core.params import Choice, Float, Int
from core.trainers.staged import DRAWN_OF_MANY, MANY_ROWS, staged

# On 15 tables of amounts, half of the columns were at most 0.02 of R² behind the best
# choice; the square root 0.13, all of them 0.025 at one and a half times the price.
USUAL = {"binary": "sqrt", "multiclass": "sqrt", "regression": "half"}
COLUMNS = {"all": None, "half": 0.5}  # the names that scikit-learn does not know


def build(values: Mapping[str, Any], seed: int, task: Task) -> Any:
    """Return an unfitted forest on one thread; depth 0 means no limit."""
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    forest = RandomForestRegressor if task == "regression" else RandomForestClassifier
    tried, share = values["max_features"], values["max_samples"]
    tried = USUAL[task] if tried == "auto" else tried
    return forest(
        n_estimators=values["n_estimators"],
        max_depth=values["max_depth"] or None,
        min_samples_leaf=values["min_samples_leaf"],
        max_features=COLUMNS.get(tried, tried),
        max_samples=share or None,  # None is settled when the rows are known
        random_state=seed,
        n_jobs=1,
    )


RANDOM_FOREST = ModelSpec(
    key="random_forest",
    title="Random forest",
    family="forest",
    kind="classical",
    summary="Many decision trees, each grown on its own draw of the rows, averaged.",
    params=(
        Int(
            name="n_estimators",
            label="Trees",
            default=100,
            low=1,
            high=1000,
            help="More trees give steadier answers and cost proportionally more.",
        ),
        Int(
            name="max_depth",
            label="Depth of a tree (0: no limit)",
            default=0,
            low=0,
            high=50,
            help="How many questions a tree may ask in a row before it answers.",
        ),
        Int(
            name="min_samples_leaf",
            label="Rows in a leaf, at least",
            default=1,
            low=1,
            high=100,
            help="Larger leaves smooth the answers and forget odd rows.",
            advanced=True,
        ),
        Choice(
            name="max_features",
            label="Columns tried at each split",
            default="auto",
            options=(
                ("auto", "As usual: square root for classes, half for amounts"),
                ("sqrt", "Square root of all"),
                ("log2", "Logarithm of all"),
                ("half", "Half"),
                ("all", "All"),
            ),
            help="Fewer columns make the trees more different from each other.",
            advanced=True,
        ),
        Float(
            name="max_samples",
            label="Share of rows drawn a tree (0: as usual)",
            default=0.0,
            low=0.0,
            high=1.0,
            step=0.05,
            help="A smaller share trains faster and, of many rows, costs little. As "
            f"usual: all, and {DRAWN_OF_MANY:.0%} of more than {MANY_ROWS:,} rows.",
            advanced=True,
        ),
    ),
    encoding="codes",
    unit="tree",
    counted="nodes",
    build=build,
    train=staged,
    count=lambda model: sum(tree.tree_.node_count for tree in model.estimators_),
)
