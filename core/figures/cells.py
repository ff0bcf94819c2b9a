"""The cells of one confusion matrix, to choose one; and rows that are pictures."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme, tiles

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

PICTURES_A_ROW = 5


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """One model's counts, true classes in rows and called ones in columns.

    `chosen` is the row and column of the cell that is looked into.
    """

    model: str
    names: tuple[str, ...]
    counts: "np.ndarray"
    chosen: tuple[int, int]


def frame(cells: Cells) -> "pd.DataFrame":
    """Return one row a cell: true, called, where it stands, its rows."""
    import pandas as pd

    table = [
        (truth, called, i, j, int(cells.counts[i, j]))
        for i, truth in enumerate(cells.names)
        for j, called in enumerate(cells.names)
    ]
    return pd.DataFrame(table, columns=["true", "called", "row", "column", "rows"])


def draw(cells: Cells) -> "Plot":
    """Draw the cells, each with a square that can be clicked."""
    import numpy as np

    size, look = len(cells.names), palette.look(cells.model)
    counts = cells.counts
    shares = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
    figure = theme.figure(max(250, min(90 + 42 * size, 480)), "called", "true")
    tiles.fill(figure, shares, look, hoverinfo="skip")
    down, across = (axis.ravel() for axis in np.indices(counts.shape))
    text = [f"{n:,}" if n or size < 7 else "" for n in counts.ravel()]
    here = [(i, j) == cells.chosen for i, j in zip(down, across, strict=True)]
    ink = {"textfont": {"color": palette.INK}}
    tiles.write(figure, counts.shape, text, selected=ink, unselected=ink)
    clear = {"marker": {"opacity": 1}}
    figure.add_scatter(
        x=across, y=down, mode="markers", showlegend=False,
        marker={
            "symbol": "square", "size": max(18, min(44, 240 // size)),
            "color": theme.CLEAR,
            "line": {"width": [3 if h else 0 for h in here], "color": palette.INK},
        },
        selected=clear, unselected=clear, customdata=counts.ravel(),
        hovertemplate="%{customdata} rows<extra></extra>",
    )  # fmt: skip
    names = [theme.label(name, 14 if size < 4 else 9) for name in cells.names]
    figure.update_xaxes(
        tickvals=list(range(size)), ticktext=[theme.strong(n) for n in names],
        range=[-0.5, size - 0.5], showgrid=False, showline=False, ticks="",
    )  # fmt: skip
    theme.rows_axis(figure, names)
    figure.update_xaxes(showgrid=False)
    figure.update_yaxes(showline=False, ticks="")
    return figure.update_layout(clickmode="event+select")


def sentence(cells: Cells) -> str:
    """Say how many rows the chosen cell has, of how many."""
    i, j = cells.chosen
    true, called = cells.names[i], cells.names[j]
    return (
        f"Of {int(cells.counts[i].sum()):,} rows that are “{true}”, "
        f"{palette.title(cells.model)} calls {int(cells.counts[i, j]):,} “{called}”. "
        "Click a cell to look into another."
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Pictured:
    """Rows that are pictures (rows, side, side), each with a few lines of words."""

    pixels: "np.ndarray"
    words: tuple[tuple[str, ...], ...]
    headings: tuple[str, ...]


def picture_frame(pictured: Pictured) -> "pd.DataFrame":
    """Return one row a picture: what it is, what models say, and its mean ink."""
    import pandas as pd

    made = pd.DataFrame(pictured.words, columns=list(pictured.headings))
    return made.assign(**{"mean brightness": pictured.pixels.mean(axis=(1, 2))})


def draw_pictures(pictured: Pictured) -> "Plot":
    """Draw the pictures side by side in rows, with their words over them."""
    import numpy as np

    count, high, wide = pictured.pixels.shape
    columns = min(PICTURES_A_ROW, count)
    rows, lines = -(-count // columns), len(pictured.headings)
    head = max(3, round(high * 0.16 * lines))
    sheet = np.full((rows * (high + head), columns * (wide + 2)), np.nan)
    over = f"over each: {', '.join(theme.label(h, 16) for h in pictured.headings)}"
    figure = theme.figure(60 + 150 * rows, over, "pictures")
    for place, (pixels, words) in enumerate(
        zip(pictured.pixels, pictured.words, strict=True)
    ):
        down, across = divmod(place, columns)
        top, left = down * (high + head) + head, across * (wide + 2)
        sheet[top : top + high, left : left + wide] = pixels
        figure.add_annotation(
            x=left + (wide - 1) / 2, y=top - 1, yanchor="bottom", showarrow=False,
            text="<br>".join(theme.strong(theme.label(w, 16)) for w in words),
            font={"size": 11},
        )  # fmt: skip
    scale = ((0, palette.TILE), (1, palette.INK))
    figure.add_heatmap(
        z=theme.small(sheet), colorscale=scale, showscale=False, hoverinfo="skip"
    )
    bare = {"showticklabels": False, "showgrid": False, "showline": False, "ticks": ""}
    figure.update_xaxes(**bare)
    return figure.update_yaxes(
        **bare, autorange="reversed", scaleanchor="x", constrain="domain",
        constraintoward="top",
    )  # fmt: skip


def picture_sentence(pictured: Pictured) -> str:
    """Say how many pictures there are, and what stands over each."""
    over = theme.listed(list(pictured.headings))
    return f"{len(pictured.pixels)} rows as pictures; over each: {over}."


CELLS = FigureSpec(
    key="cells",
    title="Choose a cell",
    page="cases",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda subject: isinstance(subject, Cells),
)
PICTURED = FigureSpec(
    key="case_pictures",
    title="The pictures",
    page="cases",
    order=20,
    draw=draw_pictures,
    frame=picture_frame,
    sentence=picture_sentence,
    about="cases",
    applies=lambda subject: isinstance(subject, Pictured),
)
