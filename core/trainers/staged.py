"""Forests grown in chunks: the same trees as one call, with scores on the way."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from core.model import Material, Tick

if TYPE_CHECKING:
    import numpy as np

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
    total = forest.n_estimators
    if isinstance(forest.max_samples, float):
        # the number that scikit-learn would take, without its warning about small ones
        drawn = max(1, int(forest.max_samples * len(material.y)))
        forest.set_params(max_samples=drawn)
    votes = Votes(material.X_watch) if material.watched else OutOfBag(material)
    grid = Votes(material.X_grid) if material.X_grid is not None else None
    for size in stages(total):
        forest.set_params(n_estimators=size, warm_start=True)
        forest.fit(material.X, material.y)
        yield Tick(
            step=size,
            total=total,
            probabilities=lambda: votes.scored(forest, material),
            surface=(lambda: grid.of(forest)) if grid else None,
            scored_on="validation rows" if material.watched else "out-of-bag rows",
        )
    forest.set_params(warm_start=False)


class Votes:
    """The mean vote on fixed rows, adding only the trees that are new."""

    def __init__(self, X: "np.ndarray") -> None:
        """Start without a vote."""
        self.X, self.trees = X, 0
        self.sum: Any = 0.0

    def of(self, forest: Any) -> "np.ndarray":
        """Return the mean probabilities of all trees so far."""
        for tree in forest.estimators_[self.trees :]:
            self.sum = self.sum + tree.predict_proba(self.X, check_input=False)
        self.trees = len(forest.estimators_)
        return self.sum / self.trees

    def scored(
        self, forest: Any, material: Material
    ) -> tuple["np.ndarray", "np.ndarray"]:
        """Return (class codes, mean probabilities) of the validation rows."""
        return material.y_watch, self.of(forest)


class OutOfBag:
    """Each row's mean vote over the trees that did not see it."""

    def __init__(self, material: Material) -> None:
        """Start without a vote."""
        import numpy as np

        self.sum = np.zeros((len(material.y), material.classes))
        self.trees = 0

    def scored(
        self, forest: Any, material: Material
    ) -> tuple["np.ndarray", "np.ndarray"]:
        """Return (class codes, mean probabilities) of rows left out at least once."""
        import numpy as np

        rows = len(material.y)
        drawn = forest.max_samples or rows
        for tree in forest.estimators_[self.trees :]:
            # scikit-learn draws a tree's rows from the tree's own seed in this way
            sample = np.random.RandomState(tree.random_state).randint(0, rows, drawn)
            left_out = np.bincount(sample, minlength=rows) == 0
            self.sum[left_out] += tree.predict_proba(
                material.X[left_out], check_input=False
            )
        self.trees = len(forest.estimators_)
        seen = self.sum.sum(axis=1) > 0
        votes = self.sum[seen]
        return material.y[seen], votes / votes.sum(axis=1, keepdims=True)
