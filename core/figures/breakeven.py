"""What models cost in all after so many predictions, and where the lines cross."""

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from core import palette
from core.bills import DAYS, Bill, crossings
from core.figure import FigureSpec
from core.figures import theme
from core.prices import coins, counted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

Bills = tuple[Bill, ...]
POINTS = 33
MOST = 1e15  # predictions; a crossing beyond is none that anybody will see
FREE = (
    "On a machine that costs nothing no line is above another. Choose one with a "
    "price to see where two models cross."
)


def total_frame(bills: Bills) -> "pd.DataFrame":
    """Return one row a model and number of predictions: the cost of all till then."""
    import pandas as pd

    counts = _counts(bills)
    rows = [(b.usage.name, n, b.total(n)) for b in bills for n in counts]
    return pd.DataFrame(rows, columns=["model", "predictions", _unit(bills)])


def _counts(bills: Bills) -> "np.ndarray":
    import numpy as np

    turns = [turn.at for turn in crossings(bills) if turn.at and turn.at < MOST]
    month = DAYS * bills[0].terms.daily
    last = ceil(log10(max(10 * max(turns, default=1.0), 12 * month, 1e4)))
    return np.unique([*np.logspace(0, last, POINTS), *(max(1.0, at) for at in turns)])


def _unit(bills: Bills) -> str:
    return bills[0].terms.machine.currency


def draw_total(bills: Bills) -> "Plot":
    """Draw a line a model on log axes, with a ring where two of them cross."""
    figure = theme.figure(380, "predictions (log scale)", f"{_unit(bills)} in all")
    frame = total_frame(bills)
    looks = palette.looks(tuple(bill.usage.model for bill in bills))
    for bill, (_, look) in zip(bills, looks, strict=True):
        own = frame[frame["model"] == bill.usage.name]
        figure.add_scatter(
            x=own["predictions"].to_numpy(),
            y=own[_unit(bills)].to_numpy(),
            mode="lines",
            line=theme.line(look, 3),
            name=theme.label(bill.usage.name),
            hovertemplate=f"%{{y:.3g}} {_unit(bills)} after %{{x:,.3s}}",
        )
    _rings(figure, bills)
    low, high = float(frame[_unit(bills)].min()), float(frame[_unit(bills)].max())
    figure.update_xaxes(type="log", tickformat="~s", exponentformat="SI", nticks=8)
    values = _powers(low, high)
    return figure.update_yaxes(
        type="log",
        tickvals=values,
        ticktext=[theme.strong(_power(value)) for value in values],
    )


def _power(value: float) -> str:
    """Write a power of ten with all its zeros."""
    return f"{value:,.{max(0, -round(log10(value)))}f}"


def _rings(figure: "Plot", bills: Bills) -> None:
    """Mark each crossing; the earliest three are named."""
    for place, turn in enumerate(crossings(bills)):
        at = turn.at or 0.0
        if not 1 <= at < MOST:
            continue
        cost = turn.few.total(at)
        figure.add_scatter(
            x=[at],
            y=[cost],
            mode="markers",
            showlegend=False,
            marker={
                "color": palette.NEUTRAL, "symbol": "circle-open", "size": 16,
                "line": {"width": 3, "color": palette.NEUTRAL},
            },
            hovertemplate="they cross at %{x:,.3s} predictions<extra></extra>",
        )  # fmt: skip
        if place < 3:
            figure.add_annotation(
                x=log10(at), y=log10(cost), ax=0, ay=-34 - 18 * place,
                text=theme.strong(f"{counted(at)} predictions"),
                showarrow=True, arrowcolor=theme.LINE, arrowhead=0,
            )  # fmt: skip


def _powers(low: float, high: float) -> list[float]:
    """Return powers of ten from below the lowest to above the highest, not too many."""
    first, last = floor(log10(low)), ceil(log10(high))
    step = max(1, ceil((last - first) / 6))
    return [10.0**power for power in range(first, last + 1, step)]


def total_sentence(bills: Bills) -> str:
    """Say where lines cross, or that one is never above the other."""
    month = DAYS * bills[0].terms.daily
    told = []
    for turn in crossings(bills):
        if turn.at and turn.at < MOST:
            few, many = turn.few.usage.name, turn.many.usage.name
            told.append(
                f"from {counted(turn.at)} predictions on, the {many.lower()} costs "
                f"less in all than the {few.lower()}"
            )
    cheapest = min(bills, key=lambda bill: bill.total(month)).usage.name
    told.append(
        f"after a month ({counted(month)} predictions) the {cheapest.lower()} has "
        "cost the least"
    )
    if len(told) == 1 and len(bills) > 1:
        told[0] += ", and no two lines cross"
    sentence = "; ".join(told)
    return f"{sentence[0].upper()}{sentence[1:]}."


def month_frame(bills: Bills) -> "pd.DataFrame":
    """Return one row a model: money for a month's trainings and its predictions."""
    import pandas as pd

    unit = _unit(bills)
    rows = []
    for bill in bills:
        train = bill.terms.money(bill.terms.trainings * bill.usage.train_s)
        ask = bill.terms.money(bill.predict_s)
        rows.append((bill.usage.name, train, ask, bill.month))
    names = ["model", f"training, {unit}", f"predictions, {unit}", f"in all, {unit}"]
    return pd.DataFrame(rows, columns=names)


def draw_month(bills: Bills) -> "Plot":
    """Draw a bar a model: training in full colour, predictions fainter behind it."""
    import numpy as np

    frame, unit = month_frame(bills), _unit(bills)
    figure = theme.figure(110 + 46 * len(bills), f"{unit} a month", "model")
    colours = [palette.colour(bill.usage.model) for bill in bills]
    parts = (("training", 1.0), ("predictions", 0.4))
    ends = [theme.strong(coins(value)) for value in frame[f"in all, {unit}"]]
    for part, strength in parts:
        figure.add_bar(
            x=frame[f"{part}, {unit}"].to_numpy(),
            y=np.arange(len(frame)),
            orientation="h",
            name=part,
            marker={"color": [palette.faded(colour, strength) for colour in colours]},
            text=ends if part == "predictions" else None,
            textposition="outside",
            cliponaxis=False,
            hovertemplate=f"{part}: %{{x:.3g}} {unit}<extra></extra>",
        )
    theme.rows_axis(figure, [theme.label(name, 16) for name in frame["model"]])
    top = float(frame[f"in all, {unit}"].max())
    values = [0.0, top]
    figure.update_xaxes(
        tickvals=values,
        ticktext=[theme.strong("0"), ""],
        range=[0, 1.5 * top],
    )
    return figure.update_layout(barmode="stack", legend={"traceorder": "normal"})


def month_sentence(bills: Bills) -> str:
    """Say what a month's work costs, and how much of it is training."""
    unit, told = _unit(bills), []
    for bill in sorted(bills, key=lambda bill: bill.month):
        trained = bill.terms.trainings * bill.usage.train_s
        share = 100 * trained / bill.month_s if bill.month_s else 0.0
        told.append(
            f"{bill.usage.name} {coins(bill.month)} {unit} ({share:.0f} % for training)"
        )
    return f"A month's work, paid by the second: {theme.listed(told)}."


def priced(bills: Bills) -> bool:
    """Return whether there is a price to draw."""
    return all(bill.month > 0 and bill.training > 0 for bill in bills)


BREAK_EVEN = FigureSpec(
    key="break_even",
    title="Total cost against the number of predictions",
    page="money",
    order=10,
    draw=draw_total,
    frame=total_frame,
    sentence=total_sentence,
    applies=priced,
    instead=lambda _: FREE,
)
MONTH = FigureSpec(
    key="month",
    title="A month's work",
    page="money",
    order=20,
    draw=draw_month,
    frame=month_frame,
    sentence=month_sentence,
    applies=priced,
)
