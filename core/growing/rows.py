"""Rows to measure growth on: any number of rows and columns, of a table or generated.

Nothing is learned from them that anybody looks at: only how long it takes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.dataset import Dataset
from core.encode import encoder as new_encoder
from core.growing.growth import Source
from core.model import Material, specs
from core.run import RunConfig
from core.seeds import derive
from core.split import split
from core.stratify import in_order
from core.train import encode

if TYPE_CHECKING:
    import numpy as np

WATCHED = 3  # training rows a validation row, as in a split of 60/20/20


@dataclass(frozen=True, kw_only=True, eq=False)
class Supply:
    """Where rows come from: `make(rows, columns)` returns as many of them.

    `rows` and `columns` are those of the table's training part as a model reads them.
    """

    make: Callable[[int, int], Material]
    rows: int
    columns: int


def supply(config: RunConfig, dataset: Dataset, source: Source) -> Supply:
    """Return the rows of a run's training part, or generated ones of the same shape."""
    spec = specs()[config.model]
    encoder = new_encoder(dataset, spec.encoding)
    own = encode(config, dataset, split(dataset, config.seed), encoder, None)
    if source == "generated":
        return _supply(own, lambda n, k: _generated(own, n, k))
    seed = derive(config.seed, "growth")
    order = in_order(own.y, own.classes, len(own.y), seed)
    return _supply(own, lambda n, k: _drawn(own, order, (n, k), seed))


def _supply(own: Material, make: Callable) -> Supply:
    rows, columns = own.X.shape

    def watched(n: int, k: int) -> Material:
        made = make(n, k)
        few = max(2, n // WATCHED)
        return replace(made, X_watch=made.X[:few], y_watch=made.y[:few])

    return Supply(make=watched, rows=rows, columns=columns)


def _drawn(
    own: Material, order: "np.ndarray", size: tuple[int, int], seed: int
) -> Material:
    """Return rows of the table, drawn again beyond its own, and so with columns.

    A column beyond the table's own is a shuffled copy of one of them.
    """
    import numpy as np

    rows, columns = size
    random = np.random.default_rng(seed)
    there = own.X.shape[1]
    which = random.permutation(there)[np.arange(columns) % there]
    more = random.integers(0, len(order), max(0, rows - len(order)))
    chosen = np.concatenate([order[:rows], more])
    X = np.ascontiguousarray(own.X[chosen][:, which])
    for column in range(there, columns):
        random.shuffle(X[:, column])
    return replace(own, X=X, y=own.y[chosen])


def _generated(own: Material, rows: int, columns: int) -> Material:
    """Return generated rows with as many classes, or with amounts."""
    import numpy as np
    from sklearn.datasets import make_classification, make_regression

    seed = derive(own.seed, "generated") % 2**31
    asked = max(1, columns // 4)
    if not own.classes:
        X, y = make_regression(
            rows, columns, n_informative=asked, noise=1.0, random_state=seed
        )
    else:
        asked = min(columns, max(asked, 1 + own.classes.bit_length()))
        X, y = make_classification(
            rows, columns, n_informative=asked, n_redundant=0,
            n_classes=min(own.classes, 2**asked), n_clusters_per_class=1,
            random_state=seed,
        )  # fmt: skip
        y[: own.classes] = np.arange(own.classes)  # few rows may leave a class out
    X = np.ascontiguousarray(X, dtype=np.float32)
    return replace(own, X=X, y=y.astype(own.y.dtype))
