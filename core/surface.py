"""The answer of a model at every point of a planar data set, for drawing."""

from functools import cache
from typing import TYPE_CHECKING

from core.dataset import Dataset

if TYPE_CHECKING:
    import numpy as np

GRID = 40  # points along each side
FRAMES = 60  # surfaces made and kept of one run, at most
EARLY = 20  # the first steps, in which most happens, each have one
LEVELS = 250  # a surface is kept in 251 levels of one byte


def surface_grid(dataset: Dataset) -> "np.ndarray | None":
    """Return the points of a planar data set's surface, shape (GRID**2, 2), or None."""
    import numpy as np

    if not dataset.planar:
        return None
    X = dataset.X.to_numpy(dtype=float)
    low, high = X.min(axis=0), X.max(axis=0)
    margin = 0.06 * (high - low)
    sides = [np.linspace(low[i] - margin[i], high[i] + margin[i], GRID) for i in (0, 1)]
    across, up = np.meshgrid(*sides)
    return np.column_stack([across.ravel(), up.ravel()])


def corners(
    grid: "np.ndarray | None",
) -> tuple[float, float, float, float] | None:
    """Return a grid's extent as (x low, y low, x high, y high), or None without one."""
    if grid is None:
        return None
    (left, low), (right, high) = grid.min(axis=0).tolist(), grid.max(axis=0).tolist()
    return left, low, right, high


def to_surface(probabilities: "np.ndarray") -> "np.ndarray":
    """Return one byte a point: P(class 1), or the likeliest class of several.

    What is not a number, from a net that ran away, is drawn as undecided.
    """
    import numpy as np

    probabilities = np.nan_to_num(probabilities, nan=0.5)
    classes = probabilities.shape[1]
    if classes == 2:
        level = probabilities[:, 1]
    else:
        level = probabilities.argmax(axis=1) / (classes - 1)
    return np.rint(level * LEVELS).astype(np.uint8).reshape(GRID, GRID)


@cache
def frames(total: int | None) -> frozenset[int]:
    """Return in which of a run's steps (counted from 1) its surface is drawn.

    Never more than FRAMES, with room for the step at which it is stopped: each of the
    first ones, then ever rarer, as the surface changes ever less.
    """
    room = FRAMES - 1
    if total is not None and total <= room:
        return frozenset(range(1, total + 1))
    growth = ((total or 100_000) / EARLY) ** (1 / (room - EARLY))
    rare = (round(EARLY * growth**i) for i in range(1, room - EARLY + 1))
    return frozenset(range(1, EARLY + 1)) | frozenset(rare)
