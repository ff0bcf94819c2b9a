"""The data itself: its points, its pictures, its classes, its gaps."""

from typing import TYPE_CHECKING, Any

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.summary import PARTS, Summary

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go

MOST_COLUMNS = 20
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


def draw_points(summary: Summary) -> "go.Figure":
    """Draw each row in the colour and shape of its class."""
    import plotly.graph_objects as go

    across, up = (theme.label(column.name) for column in summary.columns[:2])
    figure = theme.figure(420, across, up)
    frame = points_frame(summary)
    kind = go.Scattergl if len(frame) > theme.MANY_POINTS else go.Scatter
    for code, name in enumerate(summary.classes):
        own = frame[frame["class"] == name]
        marker = theme.dot(palette.class_look(code), 7)
        figure.add_trace(
            kind(
                x=theme.small(own["x"]),
                y=theme.small(own["y"]),
                mode="markers",
                marker=marker | {"opacity": 0.8},
                name=theme.label(name),
                hovertemplate="%{x:.2f}, %{y:.2f}",
            )
        )
    return figure


def points_sentence(summary: Summary) -> str:
    """Say how many of the rows are drawn, and of how many classes."""
    drawn, classes = len(points_frame(summary)), len(summary.classes)
    shown = f"{drawn:,} of {summary.rows:,}" if drawn < summary.rows else f"{drawn:,}"
    return f"{shown} rows of {classes} classes, each class with its colour and shape."


def classes_frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a class: its rows and their share."""
    import numpy as np
    import pandas as pd

    rows = np.asarray(summary.class_counts)
    table = {"class": list(summary.classes), "rows": rows}
    return pd.DataFrame(table | {"share": rows / max(1, rows.sum())})


def draw_classes(summary: Summary) -> "go.Figure":
    """Draw a bar a class, with its rows and their share."""
    import numpy as np

    frame = classes_frame(summary)
    colours = [palette.class_look(code).colour for code in range(len(frame))]
    figure = theme.figure(90 + 38 * len(frame), "rows", "class")
    text = [
        f"{rows:,} ({share:.0%})"
        for rows, share in zip(frame["rows"], frame["share"], strict=True)
    ]
    _bars(figure, frame["rows"].to_numpy(), np.array(colours), text)
    theme.rows_axis(figure, [theme.label(name, 16) for name in frame["class"]])
    return figure


def _bars(
    figure: "go.Figure", lengths: "np.ndarray", colours: Any, text: list[str]
) -> None:
    import numpy as np

    figure.add_bar(
        x=lengths,
        y=np.arange(len(lengths)),
        orientation="h",
        marker_color=colours,
        text=np.array([theme.strong(part) for part in text], dtype=object),
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    figure.update_xaxes(range=[0, 1.35 * max(1.0, float(lengths.max()))], nticks=5)


def classes_sentence(summary: Summary) -> str:
    """Say which class is largest and smallest."""
    frame = classes_frame(summary).sort_values("rows", ascending=False, kind="stable")
    most, least = frame.iloc[0], frame.iloc[-1]
    if most["rows"] == least["rows"]:
        return f"All {len(frame)} classes have the same number of rows: {most['rows']}."
    return (
        f"The largest class is {most['class']} with {most['share']:.1%} of the rows, "
        f"the smallest {least['class']} with {least['share']:.1%}."
    )


def missing_frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a column with gaps: empty cells and their share, most first."""
    import pandas as pd

    total = max(1, summary.rows)
    rows = [
        (c.name, c.missing, c.missing / total) for c in summary.columns if c.missing
    ]
    frame = pd.DataFrame(rows, columns=["column", "empty cells", "share"])
    frame = frame.sort_values("empty cells", ascending=False, kind="stable")
    return frame.head(MOST_COLUMNS).reset_index(drop=True)


def draw_missing(summary: Summary) -> "go.Figure":
    """Draw a bar a column with gaps, as a share of the rows."""
    frame = missing_frame(summary)
    figure = theme.figure(90 + 28 * len(frame), "empty cells (% of rows)", "column")
    share = 100 * frame["share"].to_numpy()
    _bars(figure, share, palette.NEUTRAL, [f"{s:.1f} %" for s in share])
    theme.rows_axis(figure, [theme.label(name, 18) for name in frame["column"]])
    return figure


def missing_sentence(summary: Summary) -> str:
    """Say how many columns have gaps, and which the most."""
    frame = missing_frame(summary)
    most, count = frame.iloc[0], sum(bool(c.missing) for c in summary.columns)
    have = "1 column has" if count == 1 else f"{count} columns have"
    told = f"{most['column']} with {most['share']:.1%} of its cells"
    return f"{have} empty cells, most of all {told}."


def pictures_frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a picture: its class and its pixels, row by row, 0 to 1."""
    import pandas as pd

    pictures = summary.pictures
    assert pictures is not None
    pixels = pictures.pixels.reshape(len(pictures.code), -1)
    frame = pd.DataFrame(pixels, columns=[f"pixel {i}" for i in range(pixels.shape[1])])
    frame.insert(0, "class", [summary.classes[code] for code in pictures.code])
    return frame


def draw_pictures(summary: Summary) -> "go.Figure":
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
CLASS_BALANCE = FigureSpec(
    key="class_balance",
    title="Rows of each class",
    page="data",
    order=20,
    draw=draw_classes,
    frame=classes_frame,
    sentence=classes_sentence,
)
MISSING = FigureSpec(
    key="missing",
    title="Empty cells",
    page="data",
    order=30,
    draw=draw_missing,
    frame=missing_frame,
    sentence=missing_sentence,
    applies=lambda summary: any(column.missing for column in summary.columns),
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
