"""The cells of a table of counts: the fuller, the stronger its colour; words on top."""

from typing import TYPE_CHECKING, Any

from core import palette
from core.figures import theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np

    from core.plotting.plot import Plot


def fill(
    figure: "Plot", shares: "np.ndarray", look: palette.Look, **given: Any
) -> None:
    """Colour the cells by their share of 1, in the colour of a model."""
    paint(figure, shares, ((0, palette.TILE), (1, look.colour)), **given)


def paint(
    figure: "Plot", z: "np.ndarray", scale: tuple, *, low: float = 0.0, **given: Any
) -> None:
    """Colour the cells on a scale from `low` to 1."""
    figure.add_heatmap(
        z=theme.small(z), zmin=low, zmax=1, showscale=False, xgap=2, ygap=2,
        colorscale=scale, **given,
    )  # fmt: skip


def write(
    figure: "Plot",
    shape: tuple[int, ...],
    text: "Iterable[str]",
    **given: Any,
) -> None:
    """Write a word or two on each cell, row by row."""
    import numpy as np

    down, across = (axis.ravel() for axis in np.indices(shape))
    figure.add_scatter(
        x=across, y=down, text=list(text), mode="text", textfont_color=palette.INK,
        hoverinfo="skip", showlegend=False, **given,
    )  # fmt: skip
