"""What each model answers all over a planar data set, and where two disagree."""

from typing import TYPE_CHECKING, Any

from core import palette
from core.figure import FigureSpec, Lane
from core.figures import theme

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

Lanes = tuple[Lane, ...]
LEVELS = 250
MOST_POINTS = 250  # more would hide the surface


def frame(lanes: Lanes) -> "pd.DataFrame":
    """Return one row a grid point: x, y, and a column a model.

    For two classes a column holds P(second class), else the class that is answered.
    """
    import numpy as np
    import pandas as pd

    x, y = sides(lanes)
    across, up = np.meshgrid(x, y)
    columns = {"x": across.ravel(), "y": up.ravel()}
    for (name, _), surface in drawn(lanes):
        columns[name] = _answers(lanes, surface).ravel()
    return pd.DataFrame(columns)


def drawn(lanes: Lanes) -> "list[tuple[tuple[str, palette.Look], np.ndarray]]":
    """Return names, looks and newest surfaces of the first two lanes that have one."""
    found = [(lane.model, _newest(lane)) for lane in lanes]
    with_surface = [(m, surface) for m, surface in found if surface is not None][:2]
    named = palette.looks(tuple(model for model, _ in with_surface))
    return list(zip(named, (surface for _, surface in with_surface), strict=True))


def sides(lanes: Lanes) -> "tuple[np.ndarray, np.ndarray]":
    """Return the grid's coordinates, 0 to 1 where the lanes do not give its extent."""
    import numpy as np

    high, wide = drawn(lanes)[0][1].shape
    left, bottom, right, top = next(
        (a.grid for a in lanes if a.grid), (0.0, 0.0, 1.0, 1.0)
    )
    return np.linspace(left, right, wide), np.linspace(bottom, top, high)


def draw(lanes: Lanes) -> "Plot":
    """Draw a panel a model, and a third where their answers differ."""
    surfaces = drawn(lanes)
    titles = [theme.label(name) for (name, _), _ in surfaces]
    titles += ["Where they differ"] * (len(surfaces) == 2)
    figure = theme.panels(330, titles, shared_yaxes=True)
    x, y = (theme.small(side) for side in sides(lanes))
    for column, (_, surface) in enumerate(surfaces, start=1):
        _heat(figure, lanes, (x, y, surface), column)
    if len(surfaces) == 2:
        apart = differs(lanes).astype("uint8")
        scale = ((0.0, palette.faded(palette.NEUTRAL, 0.12)), (1.0, palette.ALERT))
        figure.add_heatmap(
            x=x, y=y, z=apart, zmin=0, zmax=1, colorscale=scale, row=1, col=3,
            showscale=False, hoverinfo="skip",
        )  # fmt: skip
    _points(figure, lanes, len(surfaces))
    figure.update_xaxes(
        title_text=theme.strong("x"), showgrid=False, range=[x[0], x[-1]], nticks=4
    )
    figure.update_yaxes(showgrid=False, range=[y[0], y[-1]], nticks=5)
    figure.update_yaxes(title_text=theme.strong("y"), row=1, col=1)
    return figure


def _heat(
    figure: "Plot", lanes: Lanes, grid: "tuple[np.ndarray, ...]", column: int
) -> None:
    x, y, surface = grid
    count = _classes(lanes)
    figure.add_heatmap(
        x=x,
        y=y,
        z=surface,
        zmin=0,
        zmax=LEVELS,
        colorscale=palette.between_classes() if count == 2 else _steps(count),
        showscale=False,
        hoverinfo="skip",
        row=1,
        col=column,
    )


def _steps(count: int) -> list[tuple[float, str]]:
    """Return a scale of one flat colour a class, over 0 to 1."""
    edges = [0.0, *((i + 0.5) / (count - 1) for i in range(count - 1)), 1.0]
    colours = [palette.faded(palette.class_look(i).colour, 0.6) for i in range(count)]
    return [(e, c) for i, c in enumerate(colours) for e in (edges[i], edges[i + 1])]


def _points(figure: "Plot", lanes: Lanes, columns: int) -> None:
    """Draw the rows, where the lanes bring them, over the panels of the models."""
    points = next((lane.points for lane in lanes if lane.points is not None), None)
    if points is None:
        return
    every = -(-len(points[0]) // MOST_POINTS)
    x, y, codes = (values[::every] for values in points)
    for code in range(_classes(lanes)):
        look = palette.class_look(code)
        marker: dict[str, Any] = theme.dot(look, 5)
        for column in range(1, columns + 1):
            figure.add_scatter(
                x=theme.small(x[codes == code]),
                y=theme.small(y[codes == code]),
                mode="markers",
                marker=marker | {"line": {"width": 0.6, "color": "white"}},
                name=theme.label(_class(lanes, code)),
                legendgroup=str(code),
                showlegend=column == 1,
                hoverinfo="skip",
                row=1,
                col=column,
            )
    figure.update_layout(legend={"itemsizing": "constant"})


def differs(lanes: Lanes) -> "np.ndarray":
    """Return where the answers of the two drawn models differ, True or False."""
    one, other = (_codes(lanes, surface) for _, surface in drawn(lanes))
    return one != other


def _codes(lanes: Lanes, surface: "np.ndarray") -> "np.ndarray":
    import numpy as np

    return np.rint(surface / LEVELS * (_classes(lanes) - 1)).astype(int)


def _answers(lanes: Lanes, surface: "np.ndarray") -> "np.ndarray":
    import numpy as np

    if _classes(lanes) == 2:
        return surface / LEVELS
    names = [_class(lanes, code) for code in range(_classes(lanes))]
    return np.array(names, dtype=object)[_codes(lanes, surface)]


def _classes(lanes: Lanes) -> int:
    return max((len(lane.classes) for lane in lanes), default=0) or 2


def _class(lanes: Lanes, code: int) -> str:
    named = (lane.classes[code] for lane in lanes if lane.classes)
    return next(named, f"class {code}")


def _newest(lane: Lane) -> "np.ndarray | None":
    found = (step.surface for step in reversed(lane.steps))
    return next((surface for surface in found if surface is not None), None)


def sentence(lanes: Lanes) -> str:
    """Say on how much of the plane the two models answer differently."""
    surfaces = drawn(lanes)
    if len(surfaces) == 1:
        (name, _), surface = surfaces[0]
        codes = _codes(lanes, surface)
        most = max(range(_classes(lanes)), key=lambda code: (codes == code).sum())
        share = (codes == most).mean()
        return f"{name} answers {_class(lanes, most)} on {share:.0%} of the plane."
    (one, _), _ = surfaces[0]
    (other, _), _ = surfaces[1]
    share = differs(lanes).mean()
    return f"{one} and {other} answer differently on {share:.0%} of the plane."


BOUNDARY = FigureSpec(
    key="boundary",
    title="Answers all over the plane",
    page="train",
    order=20,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda lanes: any(_newest(lane) is not None for lane in lanes),
)
