"""How the rows are dealt: a bar a row, in the colour and height of its part."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.summary import PARTS, Summary

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

ACROSS = 40  # bars in a line; on a phone each is eight pixels wide
PITCH = 26  # pixels from line to line
# Height says again what colour says.
HEIGHTS = {"train": 0.4, "validation": 0.62, "test": 0.84}
TITLES = {"train": "training", "validation": "validation", "test": "test"}
HOW = {
    "ours": "at random",
    "published": "at random, as the published code does it",
    "time": "by time: the latest rows are kept for the test",
    "group": "by group: a group is never torn apart",
}


def frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a bar: its row in the table, its place, its part, its value."""
    import numpy as np
    import pandas as pd

    strip = summary.strip
    place = np.arange(len(strip.rows))
    named = [TITLES[PARTS[part]] for part in strip.parts]
    table = pd.DataFrame({"row": np.asarray(strip.rows) + 1})
    table = table.assign(across=place % ACROSS + 1, down=place // ACROSS + 1)
    table["part"] = named
    return table.assign(value=list(strip.values)) if strip.values else table


def draw(summary: Summary) -> "Plot":
    """Draw the rows as bars, line by line, as text is read."""
    beads = frame(summary)
    lines = int(beads["down"].max())
    order = f"{summary.strip.label}, line by line"
    figure = theme.figure(100 + PITCH * lines, order, "lines")
    for part, rows in zip(PARTS, summary.part_rows, strict=True):
        own = beads[beads["part"] == TITLES[part]]
        if not rows:
            continue
        figure.add_bar(
            x=theme.small(own["across"]),
            y=theme.small([-HEIGHTS[part]] * len(own)),  # up: the axis points down
            base=theme.small(own["down"]),
            width=0.8,
            marker={"color": palette.PARTS[part].colour, "line": {"width": 0}},
            name=f"{TITLES[part]}: {rows:,}",
            hovertext=_hints(own),
            hovertemplate=f"%{{hovertext}}: {TITLES[part]}<extra></extra>",
        )
    bare = {"showgrid": False, "showline": False, "showticklabels": False, "ticks": ""}
    figure.update_xaxes(range=[0.3, ACROSS + 0.7], fixedrange=True, **bare)
    figure.update_yaxes(range=[lines + 0.1, 0.0], fixedrange=True, **bare)
    return figure.update_layout(barmode="overlay")


def _hints(own: "pd.DataFrame") -> list[str]:
    """Return what each bar is, as plotly text."""
    hints = [f"row {row:,}" for row in own["row"]]
    if "value" not in own:
        return hints
    return [
        f"{hint}, {theme.label(v)}" for hint, v in zip(hints, own["value"], strict=True)
    ]


def sentence(summary: Summary) -> str:
    """Say how many rows each part has, and how they were dealt."""
    told = [
        f"{rows:,} {TITLES[part]}"
        for part, rows in zip(PARTS, summary.part_rows, strict=True)
        if rows
    ]
    how = HOW[summary.protocol]
    if summary.protocol == "ours" and summary.classes:
        how += ", with the share of each class kept"
    drawn = len(summary.strip.rows)
    sample = f" {drawn:,} of them are drawn." if drawn < summary.rows else ""
    return f"{theme.listed(told)} rows, dealt {how}.{sample}"


DEALT = FigureSpec(
    key="dealt",
    title="How the rows are dealt",
    page="data",
    order=40,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda summary: bool(summary.strip.rows),
)
