"""Rows of a table as what they are: points of a plane, or pictures."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.summary import PARTS, Summary

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

PICTURES_A_ROW = 5


def points_frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a drawn point: the two columns, its class and its part."""
    import numpy as np
    import pandas as pd

    points = summary.points
    assert points is not None
    names, parts = (np.array(n, dtype=object) for n in (summary.classes, PARTS))
    table = {"x": points.x, "y": points.y, "class": names[points.code]}
    return pd.DataFrame(table | {"part": parts[points.part]})


def draw_points(summary: Summary) -> "Plot":
    """Draw each row in the colour and shape of its class."""
    across, up = (theme.label(column.name) for column in summary.columns[:2])
    figure = theme.figure(420, across, up)
    frame = points_frame(summary)
    add = theme.dots_of(figure, len(frame))
    for code, name in enumerate(summary.classes):
        own = frame[frame["class"] == name]
        marker = theme.dot(palette.class_look(code), 7)
        add(
            x=theme.small(own["x"]),
            y=theme.small(own["y"]),
            mode="markers",
            marker=marker | {"opacity": 0.8},
            name=theme.label(name),
            hovertemplate="%{x:.2f}, %{y:.2f}",
        )
    return figure


def points_sentence(summary: Summary) -> str:
    """Say how many of the rows are drawn, and of how many classes."""
    drawn, classes = len(points_frame(summary)), len(summary.classes)
    shown = f"{drawn:,} of {summary.rows:,}" if drawn < summary.rows else f"{drawn:,}"
    return f"{shown} rows of {classes} classes, each class with its colour and shape."


def pictures_frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a picture: its class and its pixels, row by row, 0 to 1."""
    import pandas as pd

    pictures = summary.pictures
    assert pictures is not None
    pixels = pictures.pixels.reshape(len(pictures.code), -1)
    frame = pd.DataFrame(pixels, columns=[f"pixel {i}" for i in range(pixels.shape[1])])
    frame.insert(0, "class", [summary.classes[code] for code in pictures.code])
    return frame


def draw_pictures(summary: Summary) -> "Plot":
    """Draw the pictures side by side in rows, each named by its class."""
    import numpy as np

    pictures = summary.pictures
    assert pictures is not None
    count, high, wide = pictures.pixels.shape
    rows = -(-count // PICTURES_A_ROW)
    sheet = np.full((rows * (high + 4), PICTURES_A_ROW * (wide + 2)), np.nan)
    figure = theme.figure(60 + 115 * rows, "pictures, side by side", "rows of pictures")
    for place, (pixels, code) in enumerate(
        zip(pictures.pixels, pictures.code, strict=True)
    ):
        down, across = divmod(place, PICTURES_A_ROW)
        top, left = down * (high + 4) + 3, across * (wide + 2)
        sheet[top : top + high, left : left + wide] = pixels
        name = theme.strong(theme.label(summary.classes[code], 8))
        middle = left + (wide - 1) / 2
        figure.add_annotation(x=middle, y=top - 2, text=name, showarrow=False)
    scale = ((0, palette.TILE), (1, palette.INK))
    figure.add_heatmap(
        z=theme.small(sheet), colorscale=scale, showscale=False, hoverinfo="skip"
    )
    figure.update_xaxes(showticklabels=False, showgrid=False, showline=False, ticks="")
    figure.update_yaxes(
        showticklabels=False, showgrid=False, showline=False, ticks="",
        autorange="reversed", scaleanchor="x", constrain="domain",
        constraintoward="top",
    )  # fmt: skip
    return figure


def pictures_sentence(summary: Summary) -> str:
    """Say how many of the rows are shown as pictures."""
    count = len(pictures_frame(summary))
    return f"{count} of {summary.rows:,} rows, drawn as the pictures that they are."


POINTS = FigureSpec(
    key="points",
    title="The points",
    page="data",
    order=10,
    draw=draw_points,
    frame=points_frame,
    sentence=points_sentence,
    applies=lambda summary: summary.points is not None,
)
PICTURES = FigureSpec(
    key="pictures",
    title="Some of the pictures",
    page="data",
    order=11,
    draw=draw_pictures,
    frame=pictures_frame,
    sentence=pictures_sentence,
    applies=lambda summary: summary.pictures is not None,
)
