"""Scores group by group, so that a group which is failed stands out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.quality.slices import Equalised, Rate, Slice

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

TITLES = {
    "accuracy": "accuracy",
    "recall": "found (recall)",
    "false_alarms": "false alarms",
    "auc": "ROC AUC",
    "mae": "mean absolute error",
    "bias": "predicted too high on average",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Groups:
    """Every model's rates in the groups of one column; `shown` names the rate.

    `slices` holds one tuple a model, in the same order of groups; `unit` names a target
    of amounts; `failed` are the (model, group) that do worse than the rest.
    """

    column: str
    models: tuple[str, ...]
    slices: tuple[tuple[Slice, ...], ...]
    shown: str
    unit: str = ""
    failed: frozenset[tuple[str, str]] = frozenset()

    @property
    def names(self) -> list[str]:
        """Return the groups in order."""
        return [one.group for one in self.slices[0]]


def frame(groups: Groups) -> "pd.DataFrame":
    """Return one row a model and group: rows, its rate, interval, whether it fails."""
    import pandas as pd

    rows = []
    for (name, _), model, slices in _named(groups):
        for one in slices:
            rate: Rate | None = getattr(one, groups.shown)
            ends = (rate.value, rate.low, rate.high) if rate else (None, None, None)
            failed = "yes" if (model, one.group) in groups.failed else ""
            rows.append((one.group, name, one.rows, *ends, failed))
    what = TITLES[groups.shown]
    columns = ["group", "model", "rows", what, "low", "high", "stands out"]
    made = pd.DataFrame(rows, columns=columns)
    return made.astype({what: float, "low": float, "high": float})


def _named(groups: Groups) -> list[tuple[tuple[str, palette.Look], str, tuple]]:
    looks = palette.looks(groups.models)
    return list(zip(looks, groups.models, groups.slices, strict=True))


def draw(groups: Groups) -> "Plot":
    """Draw a dot a model and group with its interval, ringed where it is failed."""
    import numpy as np

    names, what = groups.names, TITLES[groups.shown]
    table = frame(groups)
    count = len(groups.models)
    unit = f" ({theme.units(groups.unit)})" if groups.unit else ""
    axis = theme.folded(f"{what}{unit}")
    height = 90 + max(34, 20 * count) * len(names)
    figure = theme.figure(height, axis, theme.label(groups.column))
    for place, ((name, look), _, _) in enumerate(_named(groups)):
        own = table[table["model"] == name]
        y = np.arange(len(own)) + 0.5 * (place - (count - 1) / 2) / max(2, count - 1)
        figure.add_scatter(
            x=theme.small(own[what]), y=theme.small(y), mode="markers",
            marker=theme.dot(look, 10), name=theme.label(name),
            error_x={
                "array": theme.small((own["high"] - own[what]).fillna(0)),
                "arrayminus": theme.small((own[what] - own["low"]).fillna(0)),
                "color": look.colour, "thickness": 2, "width": 4,
            },
            customdata=own["rows"].to_numpy(),
            hovertemplate="%{x:.3~g} on %{customdata} rows",
        )  # fmt: skip
        _rings(figure, own, y, what)
    counts = [one.rows for one in groups.slices[0]]
    labels = [
        f"{theme.label(n, 18)}<br>{rows:,} rows"
        for n, rows in zip(names, counts, strict=True)
    ]
    theme.rows_axis(figure, labels)
    return figure


def _rings(figure: "Plot", own: "pd.DataFrame", y: "np.ndarray", what: str) -> None:
    failed = (own["stands out"] == "yes").to_numpy()
    if not failed.any():
        return
    line = {"color": palette.ALERT, "width": 2.5}
    figure.add_scatter(
        x=theme.small(own[what][failed]), y=theme.small(y[failed]), mode="markers",
        marker={"color": theme.CLEAR, "symbol": "circle", "size": 20, "line": line},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def sentence(groups: Groups) -> str:
    """Say which group each model serves worst, and on how many rows that rests."""
    what, table = TITLES[groups.shown], frame(groups)
    low = groups.shown in ("accuracy", "recall", "auc")
    told = []
    for name, own in table.groupby("model", sort=False):
        known = own.dropna(subset=[what])
        if not len(known):
            continue
        size = known[what].abs()
        row = known.loc[size.idxmin() if low else size.idxmax()]
        told.append(
            f"{name} is worst for {row['group']} ({theme.amount(row[what])} on "
            f"{row['rows']:,} rows)"
        )
    return f"{what.capitalize()}: {theme.listed(told) or '0 groups have one'}."


@dataclass(frozen=True, kw_only=True, eq=False)
class Equals:
    """One model's groups before and after thresholds of their own."""

    model: str
    column: str
    by: str
    groups: tuple[Equalised, ...]


def equal_frame(equals: Equals) -> "pd.DataFrame":
    """Return one row a group: its threshold, and its shares before and after."""
    import pandas as pd

    rows = [
        (
            one.group, one.before.rows, one.threshold,
            one.before.recall, one.after.recall,
            one.before.false_alarms, one.after.false_alarms,
            one.before.accuracy, one.after.accuracy,
        )
        for one in equals.groups
    ]  # fmt: skip
    shares = ("found", "false alarms", "accuracy")
    both = [f"{what} {when}" for what in shares for when in ("before", "after")]
    frame = pd.DataFrame(rows, columns=["group", "rows", "own threshold", *both])
    return frame.astype(dict.fromkeys(both, float))


def draw_equal(equals: Equals) -> "Plot":
    """Draw each group's two shares before and after, an arrow's length apart."""
    import numpy as np

    table, look = equal_frame(equals), palette.look(equals.model)
    titles = ["found", "false alarms"]
    figure = theme.panels(
        110 + 40 * len(table), titles, shared_yaxes=True, horizontal_spacing=0.06
    )
    y = theme.small(np.arange(len(table)))
    for column, what in enumerate(titles, start=1):
        for when, symbol in (("before", f"{look.symbol}-open"), ("after", look.symbol)):
            figure.add_scatter(
                x=theme.small(table[f"{what} {when}"]), y=y, mode="markers",
                marker=theme.dot(look, 11) | {"symbol": symbol}, legendgroup=when,
                showlegend=column == 1, name=f"{when}", row=1, col=column,
                hovertemplate="%{x:.1%}",
            )  # fmt: skip
        names = [theme.label(name, 16) for name in table["group"]]
        theme.rows_axis(figure, names, row=1, col=column)
    figure.update_xaxes(range=[-0.04, 1.04], nticks=5, title_text=theme.strong("share"))
    return figure.update_yaxes(title_text=theme.label(equals.column), col=1)


def equal_sentence(equals: Equals) -> str:
    """Say how far the groups lie apart before and after, and what it costs."""
    table = equal_frame(equals)
    gaps = [
        100 * (table[f"{equals.by} {when}"].max() - table[f"{equals.by} {when}"].min())
        for when in ("before", "after")
    ]
    rows = table["rows"].sum()
    right = [
        (table[f"accuracy {when}"] * table["rows"]).sum() / rows
        for when in ("before", "after")
    ]
    return (
        f"With a threshold a group, the groups lie {gaps[1]:.1f} instead of "
        f"{gaps[0]:.1f} points of {equals.by} apart; "
        f"right answers of all go from {right[0]:.1%} to {right[1]:.1%}."
    )


GROUPS = FigureSpec(
    key="groups",
    title="Group by group",
    page="groups",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda subject: isinstance(subject, Groups),
)
EQUALISED = FigureSpec(
    key="equalised",
    title="What if every group had a threshold of its own?",
    page="groups",
    order=20,
    draw=draw_equal,
    frame=equal_frame,
    sentence=equal_sentence,
    applies=lambda subject: isinstance(subject, Equals),
)
