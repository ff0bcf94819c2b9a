"""The table itself: its classes or amounts, and its gaps."""

from typing import TYPE_CHECKING, Any

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.summary import Summary

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

MOST_COLUMNS = 20


def classes_frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a class: its rows and their share."""
    import numpy as np
    import pandas as pd

    rows = np.asarray(summary.class_counts)
    table = {"class": list(summary.classes), "rows": rows}
    return pd.DataFrame(table | {"share": rows / max(1, rows.sum())})


def draw_classes(summary: Summary) -> "Plot":
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


def _bars(figure: "Plot", lengths: "np.ndarray", colours: Any, text: list[str]) -> None:
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


def amounts_frame(summary: Summary) -> "pd.DataFrame":
    """Return one row a bar of the target's histogram: from, to, rows."""
    import pandas as pd

    amounts = summary.amounts
    assert amounts is not None
    ends = {"from": amounts.edges[:-1], "to": amounts.edges[1:]}
    return pd.DataFrame(ends | {"rows": amounts.counts})


def draw_amounts(summary: Summary) -> "Plot":
    """Draw how many rows have which amount."""
    frame = amounts_frame(summary)
    figure = theme.figure(320, theme.label(summary.target), "rows")
    figure.add_bar(
        x=theme.small(frame["from"]),
        y=frame["rows"].to_numpy(),
        width=theme.small(frame["to"] - frame["from"]),
        offset=0,
        marker={"color": palette.CLASSES[0].colour, "line": {"width": 0}},
        hovertemplate="%{y} rows from %{x:.4~g}<extra></extra>",
    )
    return figure.update_layout(bargap=0)


def amounts_sentence(summary: Summary) -> str:
    """Say from where to where the amounts go, and their mean."""
    amounts = summary.amounts
    assert amounts is not None
    low, mean, high = map(theme.amount, (amounts.low, amounts.mean, amounts.high))
    return f"{summary.target} goes from {low} to {high}; its mean is {mean}."


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


def draw_missing(summary: Summary) -> "Plot":
    """Draw a bar a column with gaps, as a share of the rows."""
    frame = missing_frame(summary)
    height = max(150, 90 + 28 * len(frame))  # one bar alone needs room for its axis
    figure = theme.figure(height, "empty cells (% of rows)", "column")
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


CLASS_BALANCE = FigureSpec(
    key="class_balance",
    title="Rows of each class",
    page="data",
    order=20,
    draw=draw_classes,
    frame=classes_frame,
    sentence=classes_sentence,
    applies=lambda summary: bool(summary.classes),
)
AMOUNTS = FigureSpec(
    key="amounts",
    title="How the target is spread",
    page="data",
    order=20,
    draw=draw_amounts,
    frame=amounts_frame,
    sentence=amounts_sentence,
    applies=lambda summary: summary.amounts is not None,
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
