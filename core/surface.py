"""The answer of a model at every point of a planar data set, for drawing."""

from dataclasses import replace
from typing import TYPE_CHECKING

from core.dataset import Dataset
from core.history import Step

if TYPE_CHECKING:
    import numpy as np

GRID = 40  # points along each side
FRAMES = 60  # surfaces kept of one run, at most
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


def thinned(steps: list[Step]) -> list[Step]:
    """Drop surfaces evenly until at most FRAMES are left; first and last stay."""
    import numpy as np

    kept = set(np.linspace(0, len(steps) - 1, FRAMES).round().astype(int).tolist())
    if len(steps) <= FRAMES:
        return steps
    return [s if i in kept else replace(s, surface=None) for i, s in enumerate(steps)]
