"""Who has joined: orders of features, all their coalitions, and the weights of both.

A coalition is the set of features that have the explained row's values; the others have
those of a background row.
"""

from math import factorial
from typing import TYPE_CHECKING

from core.encode import Groups

if TYPE_CHECKING:
    import numpy as np


def owners(groups: Groups) -> "np.ndarray":
    """Return which feature each encoded column belongs to."""
    import numpy as np

    found = np.empty(sum(map(len, groups)), dtype=np.int64)
    for feature, columns in enumerate(groups):
        found[list(columns)] = feature
    return found


def all_of(features: int) -> "np.ndarray":
    """Return every coalition, shape (2^features, features): feature i is bit i."""
    import numpy as np

    return (np.arange(2**features)[:, None] >> np.arange(features)) & 1 == 1


def shapley_weights(features: int) -> "np.ndarray":
    """Return (features, coalitions): what each coalition's worth adds to a feature."""
    import numpy as np

    coalitions = all_of(features)
    share = [
        factorial(size) * factorial(features - 1 - size) for size in range(features)
    ]
    share = np.array([*share, 0]) / factorial(features)
    sizes = coalitions.sum(axis=1)
    return np.where(coalitions, share[sizes - 1][:, None], -share[sizes][:, None]).T


def by_weights(
    worth: "np.ndarray", base: "np.ndarray", full: "np.ndarray"
) -> "np.ndarray":
    """Return the Shapley values of many games: (rows, pairs, features, outputs).

    `worth` (rows, pairs, coalitions, outputs) is that of `all_of(features)`, but for
    the first and last, which are `base` (pairs, outputs) and `full` (rows, outputs).
    """
    import numpy as np

    worth = worth.astype(np.float64)
    worth[:, :, 0], worth[:, :, -1] = base, full[:, None]
    weights = shapley_weights(worth.shape[2].bit_length() - 1)
    return np.moveaxis(np.tensordot(worth, weights, axes=(2, 1)), 3, 2)


def shapley_of(worth: "np.ndarray") -> "np.ndarray":
    """Return the Shapley values (features,) of a game: its worth (2^features,)."""
    import numpy as np

    features = len(worth).bit_length() - 1
    share = [
        factorial(size) * factorial(features - 1 - size) for size in range(features)
    ]
    share = np.array(share) / factorial(features)
    sizes = np.bitwise_count(np.arange(len(worth)))
    found = np.empty(features)
    for feature in range(features):
        parted = worth.reshape(-1, 2, 2**feature)
        before = sizes.reshape(-1, 2, 2**feature)[:, 0]
        found[feature] = (share[before] * (parted[:, 1] - parted[:, 0])).sum()
    return found


def joined(orders: "np.ndarray") -> "np.ndarray":
    """Return who has joined along orders (pairs, features) and along their reverses.

    Shape (pairs, 2, features - 1, features): after 1, 2, … features of an order, and
    then everybody but those. Nobody and all are left out.
    """
    import numpy as np

    features = orders.shape[1]
    place = np.argsort(orders, axis=1)
    first = place[:, None, :] < np.arange(1, features)[:, None]
    return np.stack([first, ~first], axis=1)


def gains(
    worth: "np.ndarray", orders: "np.ndarray", base: "np.ndarray", full: "np.ndarray"
) -> "np.ndarray":
    """Return what each feature adds on joining, mean of an order and its reverse.

    `worth` (rows, pairs, 2, features - 1, outputs) is that of `joined(orders)`, `base`
    (pairs, outputs) that of nobody, `full` (rows, outputs) that of all. Returns
    (rows, pairs, features, outputs); the sum over features is full - base.
    """
    import numpy as np

    rows, pairs, _, steps, outputs = worth.shape
    path = np.empty((rows, pairs, steps + 2, outputs))
    path[:, :, 0], path[:, :, -1] = base, full[:, None]
    ends = (base + full[:, None]) / 2
    half = np.subtract(worth[:, :, 0], worth[:, :, 1], dtype=np.float64)
    path[:, :, 1:-1] = half / 2 + ends[:, :, None]
    place = np.argsort(orders, axis=1)[None, :, :, None]
    return np.take_along_axis(np.diff(path, axis=2), place, axis=2)
