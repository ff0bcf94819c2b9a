"""Distil a model into one tree, which learns what the model answers."""

from collections.abc import Generator
from typing import Any

from core.history import Progress
from core.model import respond
from core.seeds import derive
from core.shapley.trees import kind
from core.shrinking.shrink import Made, Original, ShrinkerSpec
from core.shrinking.students import asked, hidden_layers, stored

DEPTH = 8
FEWEST_ROWS = 5  # in a leaf


def large(model: Any) -> bool:
    """Return whether one tree would be something else: nets, and more than one tree."""
    several = len(getattr(model, "estimators_", getattr(model, "_predictors", ()))) > 1
    return hidden_layers(model) > 0 or (bool(kind(model)) and several)


def shrink(given: Original) -> Generator[Progress, None, Made]:
    """Grow one tree on the model's answers; its leaves hold their means."""
    from sklearn.tree import DecisionTreeRegressor

    X = asked(given.material, "distil_tree")
    answers = respond(given.model, X)
    yield Progress(done=1, total=2, message="asked the model")
    tree = DecisionTreeRegressor(
        max_depth=DEPTH,
        min_samples_leaf=FEWEST_ROWS,
        random_state=derive(given.material.seed, "distil_tree"),
    )
    tree.fit(X, answers)
    outputs = answers.shape[1]
    return Made(
        answer=lambda rows: tree.predict(rows).reshape(len(rows), outputs),
        size_bytes=stored(tree),
        what=f"one tree of {tree.get_n_leaves():,} leaves",
        model=tree,
    )


DISTIL_TREE = ShrinkerSpec(
    key="distil_tree",
    title="Into one tree",
    summary="One tree of depth 8 learns what the model answers: it can be read.",
    needs="a net or several trees",
    order=40,
    applies=large,
    shrink=shrink,
)
