"""Forests grown tree by tree: the same trees as one call, with scores on the way.

What was left out: class weights, and cells that are missing.
"""

from collections.abc import Generator, Iterator, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any

from core.model import Material, Tick
from core.statistics.regress import centre_and_spread

if TYPE_CHECKING:
    import numpy as np

# Spreads, and distance from zero in spreads, within which trees are grown as it is.
SMALLEST, LARGEST, FAR = 1e-3, 1e50, 1e3
POINTS = 200  # at which it is looked at a forest, at most about so many
# Of more rows each tree draws a tenth: in depth 8, the same AUC seven times as fast.
MANY_ROWS, DRAWN_OF_MANY = 50_000, 0.1
MOST_SEED = 2**31 - 1  # scikit-learn draws its trees' seeds below


def stages(total: int) -> list[int]:
    """Return the sizes at which to look: each, or the first ones and even chunks."""
    chunk = max(1, -(-total // POINTS))
    early = {size for size in (1, 2, 3, 5) if size < total}
    return sorted(early | set(range(chunk, total, chunk)) | {total})


def staged(forest: Any, material: Material) -> Generator[Tick, None, None]:
    """Grow a scikit-learn forest tree by tree, one Tick a tree or, of many, a few.

    Scores come from validation rows, or out-of-bag where there are none.
    """
    total = forest.n_estimators
    forest.set_params(max_samples=drawn_of(forest, len(material.y)))
    votes = Votes(material.X_watch) if material.watched else OutOfBag(material)
    grid = Votes(material.X_grid) if material.X_grid is not None else None
    unit = awkward_unit(material)
    y = (material.y - unit[0]) / unit[1] if unit else material.y
    seen = set(stages(total))
    for size, tree in enumerate(grow(forest, material.X, y), start=1):
        if unit:
            put_back([tree], *unit)
        if size in seen:
            yield Tick(
                step=size,
                total=total,
                answers=lambda: votes.scored(forest, material),
                surface=(lambda: grid.of(forest)) if grid else None,
                scored_on="validation rows" if material.watched else "out-of-bag rows",
            )


def drawn_of(forest: Any, rows: int) -> int | None:
    """Return how many rows each tree draws, None for as many as there are."""
    share = forest.max_samples
    if share is None and forest.bootstrap and rows > MANY_ROWS:
        share = DRAWN_OF_MANY
    # the number that scikit-learn would take, without its warning about small ones
    return max(1, int(share * rows)) if isinstance(share, float) else share


def grow(forest: Any, X: "np.ndarray", y: "np.ndarray") -> Iterator[Any]:
    """Add a forest's trees one by one; they are those of one call of its `fit`."""
    import numpy as np
    from sklearn import config_context
    from sklearn.base import clone, is_classifier

    seeds = np.random.RandomState(forest.random_state).randint(
        MOST_SEED, size=forest.n_estimators
    )
    forest.set_params(n_estimators=1).fit(X, y)  # checks the data, grows the first
    young = clone(forest.estimators_[0])
    answers = np.unique(y, return_inverse=True)[1] if is_classifier(forest) else y
    answers = answers.astype(np.float64)[:, None]
    yield forest.estimators_[0]
    for seed in seeds[1:].tolist():
        tree = copy(young)
        tree.random_state = seed
        times = drawn(seed, forest, len(X)) if forest.bootstrap else None
        with config_context(skip_parameter_validation=True):  # as the first's
            tree.fit(X, answers, sample_weight=times, check_input=False)
        forest.estimators_.append(tree)
        forest.n_estimators += 1
        yield tree


def drawn(seed: int, forest: Any, rows: int) -> "np.ndarray":
    """Return how often each row is drawn for the tree of a seed, as scikit-learn does.

    A tree's draw is the first that its own seed gives.
    """
    import numpy as np

    count = forest.max_samples or rows
    sample = np.random.RandomState(seed).randint(0, rows, count)
    return np.bincount(sample, minlength=rows)


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
    """Return one tree's answers to float32 rows, shape (rows, outputs)."""
    return tree.tree_.predict(X)


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
        for tree in forest.estimators_[self.trees :]:
            left_out = drawn(tree.random_state, forest, len(material.y)) == 0
            self.sum[left_out] += vote(tree, material.X[left_out])
            self.count += left_out
        self.trees = len(forest.estimators_)
        seen = self.count > 0
        return material.y[seen], self.sum[seen] / self.count[seen, None]
