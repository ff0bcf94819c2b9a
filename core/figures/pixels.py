"""Reasons as pictures, where the columns are the pixels of a square."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec, Pair
from core.figures import theme
from core.figures.reasons import named, panels, sizes
from core.figures.scale import scale, shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.explain import Explanation
    from core.plotting.plot import Plot

CLEAR = palette.faded(palette.NEUTRAL, 0.06)
SIGNED = ((0.0, palette.DOWN), (0.5, CLEAR), (1.0, palette.UP))
INKED = ((0.0, palette.TILE), (1.0, palette.INK))


def side(pair: Pair) -> int:
    """Return the pixels along a side, 0 where the columns are no square of pixels."""
    names = pair.explanations[0].features
    length = round(len(names) ** 0.5)
    square = length >= 2 and length**2 == len(names)
    return length if square and names[-1] == f"pixel {length},{length}" else 0


def frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a pixel: its mean size for each model, over all rows."""
    import pandas as pd

    found = {
        f"{name}, {scale(pair).mean}": sizes(one, pair)
        for (name, _), one in named(pair)
    }
    return pd.DataFrame({"pixel": pair.explanations[0].features} | found)


def draw(pair: Pair) -> "Plot":
    """Draw a picture a model: the stronger a pixel, the more of the model's colour."""
    length, drawn = side(pair), panels(pair)
    titles = [theme.label(name) for (name, _), _ in drawn]
    figure = theme.panels(90 + 300, titles)
    most = max(float(sizes(one, pair).max()) for _, one in named(pair)) or 1.0
    for column, ((_, look), one) in enumerate(drawn, start=1):
        colours = ((0.0, CLEAR), (1.0, look.colour))
        heat = sizes(one, pair).reshape(length, length)
        _picture(figure, heat, (0.0, most, colours), column)
    return _framed(figure)


def _picture(
    figure: "Plot", heat: "np.ndarray", inked: tuple[float, float, tuple], column: int
) -> None:
    low, high, colours = inked
    figure.add_heatmap(
        z=theme.small(heat), zmin=low, zmax=high, colorscale=colours, showscale=False,
        hovertemplate="pixel %{y},%{x}: %{z:.3~g}<extra></extra>", xgap=1, ygap=1,
        x0=1, y0=1, row=1, col=column,
    )  # fmt: skip


def _framed(figure: "Plot") -> "Plot":
    """Keep pixels square, the first one top left."""
    grid = {"showgrid": False, "showticklabels": False, "constrain": "domain"}
    figure.update_xaxes(title_text=theme.strong("pixels"), **grid)
    for place in range(len(figure.grid[0])):
        axis = figure.grid[0][place][0]
        figure.update_yaxes(
            row=1, col=place + 1, autorange="reversed", scaleanchor=axis, **grid
        )
    return figure.update_yaxes(row=1, col=1, title_text=theme.strong("pixels"))


def sentence(pair: Pair) -> str:
    """Say where each model looks most, and how much of the picture it uses."""
    told, names = [], pair.explanations[0].features
    for (name, _), one in named(pair):
        size = sizes(one, pair)
        told.append(
            f"{name} looks most at {names[int(size.argmax())]}, and half of its push "
            f"comes from {_half(size)} of {len(names)} pixels"
        )
    return f"{theme.listed(told)}."


def _half(size: "np.ndarray") -> int:
    """Return how many of the strongest pixels make up half of all push."""
    import numpy as np

    ordered = np.sort(size)[::-1].cumsum()
    return int(np.searchsorted(ordered, ordered[-1] / 2)) + 1


def case_frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a pixel of the case: its ink, and its push in each model."""
    import pandas as pd

    first = pair.explanations[0]
    ink = first.cells[pair.case].astype(float)
    pushes = {
        f"{name}, {scale(pair).push}": shown(one, pair)[pair.case]
        for (name, _), one in named(pair)
    }
    return pd.DataFrame({"pixel": first.features, "ink": ink} | pushes)


def draw_case(pair: Pair) -> "Plot":
    """Draw the case as a picture, and beside it what each pixel pushes."""
    import numpy as np

    length, models = side(pair), named(pair)
    titles = ["The case", *(theme.label(name) for (name, _), _ in models)]
    figure = theme.panels(290, titles)
    ink = pair.explanations[0].cells[pair.case].astype(float).reshape(length, length)
    _picture(figure, ink, (float(ink.min()), float(ink.max()) or 1.0, INKED), 1)
    most = max(float(np.abs(_push(one, pair)).max()) for _, one in models) or 1.0
    for column, (_, one) in enumerate(models, start=2):
        heat = _push(one, pair).reshape(length, length)
        _picture(figure, heat, (-most, most, SIGNED), column)
    return _framed(figure)


def _push(one: "Explanation", pair: Pair) -> "np.ndarray":
    return shown(one, pair)[pair.case]


def case_sentence(pair: Pair) -> str:
    """Say which pixel speaks most for and against what is shown, a model each."""
    unit, told = scale(pair), []
    names = pair.explanations[0].features
    for (name, _), one in named(pair):
        push = _push(one, pair)
        up, down = int(push.argmax()), int(push.argmin())
        told.append(
            f"{name}: {names[up]} speaks most for it ({unit.told(float(push[up]))}), "
            f"{names[down]} most against it ({unit.told(float(push[down]))})"
        )
    return (
        f"Red pixels speak for {unit.target}, blue ones against it. {'; '.join(told)}."
    )


PIXELS = FigureSpec(
    key="pixels",
    title="Where each model looks",
    page="pixels",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda pair: side(pair) > 0,
    panels=Pair.panels,
)
CASE = FigureSpec(
    key="pixels_case",
    title="The case, pixel by pixel",
    page="pixels",
    order=20,
    draw=draw_case,
    frame=case_frame,
    sentence=case_sentence,
    applies=lambda pair: side(pair) > 0,
    about="cases",
)
