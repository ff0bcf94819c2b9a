"""Forests grown in chunks: the same trees as one call, with scores on the way."""

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from core.model import Material, Tick
from core.statistics.regress import centre_and_spread

if TYPE_CHECKING:
    import numpy as np

# Spreads, and distance from zero in spreads, within which trees are grown as it is.
SMALLEST, LARGEST, FAR = 1e-3, 1e50, 1e3
CHUNKS = 40  # at most about this many; one tree at a time costs 12 % more


def stages(total: int) -> list[int]:
    """Return the sizes at which to look: 1, 2, 3 … at first, then even chunks."""
    chunk = max(1, -(-total // CHUNKS))
    early = {size for size in (1, 2, 3, 5) if size < total}
    return sorted(early | set(range(chunk, total, chunk)) | {total})


def staged(forest: Any, material: Material) -> Generator[Tick, None, None]:
    """Grow a scikit-learn forest by warm start: bit-identical to one call.

    Scores come from validation rows, or out-of-bag where there are none.
    """
    total, grown = forest.n_estimators, 0
    if isinstance(forest.max_samples, float):
        # the number that scikit-learn would take, without its warning about small ones
        drawn = max(1, int(forest.max_samples * len(material.y)))
        forest.set_params(max_samples=drawn)
    votes = Votes(material.X_watch) if material.watched else OutOfBag(material)
    grid = Votes(material.X_grid) if material.X_grid is not None else None
    unit = awkward_unit(material)
    y = (material.y - unit[0]) / unit[1] if unit else material.y
    for size in stages(total):
        grow(forest, material.X, y, size)
        if unit:
            put_back(forest.estimators_[grown:], *unit)
        grown = size
        yield Tick(
            step=size,
            total=total,
            answers=lambda: votes.scored(forest, material),
            surface=(lambda: grid.of(forest)) if grid else None,
            scored_on="validation rows" if material.watched else "out-of-bag rows",
        )
    forest.set_params(warm_start=False)


def grow(forest: Any, X: "np.ndarray", y: "np.ndarray", size: int) -> None:
    """Grow a forest to `size` trees; those that stand already stay as they are."""
    forest.set_params(n_estimators=size, warm_start=True)
    forest.fit(X, y)  # each new tree on its own draw of the rows


def awkward_unit(material: Material) -> tuple[float, float] | None:
    """Return centre and spread of a target whose variance float64 holds badly.

    scikit-learn's trees take the variance as mean square minus squared mean, which
    cancels far from zero, and split no node whose variance is below 2e-16. Such a
    target is standardised for growing, and the leaves are put back into its unit.
    """
    if material.classes:
        return None
    centre, spread = centre_and_spread(material.y)
    good = SMALLEST < spread < LARGEST and abs(centre) < FAR * spread
    return None if good or not spread else (centre, spread)


def put_back(trees: Sequence[Any], centre: float, spread: float) -> None:
    """Turn the leaves of trees grown on a standardised target into its own unit."""
    for tree in trees:
        tree.tree_.value[:] = tree.tree_.value * spread + centre


def vote(tree: Any, X: "np.ndarray") -> "np.ndarray":
    """Return one tree's answers, shape (rows, outputs)."""
    if hasattr(tree, "predict_proba"):
        return tree.predict_proba(X, check_input=False)
    return tree.predict(X, check_input=False)[:, None]


class Votes:
    """The mean vote on fixed rows, adding only the trees that are new."""

    def __init__(self, X: "np.ndarray") -> None:
        """Start without a vote."""
        self.X, self.trees = X, 0
        self.sum: Any = 0.0

    def of(self, forest: Any) -> "np.ndarray":
        """Return the mean vote of all trees so far, shape (rows, outputs)."""
        for tree in forest.estimators_[self.trees :]:
            self.sum = self.sum + vote(tree, self.X)
        self.trees = len(forest.estimators_)
        return self.sum / self.trees

    def scored(
        self, forest: Any, material: Material
    ) -> tuple["np.ndarray", "np.ndarray"]:
        """Return (targets, mean votes) of the validation rows."""
        return material.y_watch, self.of(forest)


class OutOfBag:
    """Each row's mean vote over the trees that did not see it."""

    def __init__(self, material: Material) -> None:
        """Start without a vote."""
        import numpy as np

        self.sum = np.zeros((len(material.y), material.outputs))
        self.count = np.zeros(len(material.y))
        self.trees = 0

    def scored(
        self, forest: Any, material: Material
    ) -> tuple["np.ndarray", "np.ndarray"]:
        """Return (targets, mean votes) of the rows left out at least once."""
        import numpy as np

        rows = len(material.y)
        drawn = forest.max_samples or rows
        for tree in forest.estimators_[self.trees :]:
            # scikit-learn draws a tree's rows from the tree's own seed in this way
            sample = np.random.RandomState(tree.random_state).randint(0, rows, drawn)
            left_out = np.bincount(sample, minlength=rows) == 0
            self.sum[left_out] += vote(tree, material.X[left_out])
            self.count += left_out
        self.trees = len(forest.estimators_)
        seen = self.count > 0
        return material.y[seen], self.sum[seen] / self.count[seen, None]
