"""The energy that models take, estimated from their CPU seconds."""

from typing import TYPE_CHECKING

from core import palette
from core.bills import Bill
from core.figure import FigureSpec
from core.figures import theme
from core.prices import coins

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

Bills = tuple[Bill, ...]
LAMP = 10  # watts of a lamp that everybody knows


def seconds(bill: Bill) -> dict[str, float]:
    """Return the CPU seconds of each piece of work, by its name on the chart."""
    used = bill.usage
    explained = {} if used.explain_s is None else {"explaining 1,000": used.explain_s}
    work = {"one training": used.train_s, "1,000 predictions": used.thousand_s}
    return work | explained | {"a month": bill.month_s}


def energy_frame(bills: Bills) -> "pd.DataFrame":
    """Return one row a model and piece of work: CPU seconds, watt-hours, grams."""
    import pandas as pd

    rows = [
        (b.usage.name, what, spent, b.terms.energy(spent), b.terms.co2(spent))
        for b in bills
        for what, spent in seconds(b).items()
    ]
    names = ["model", "work", "CPU seconds", "Wh (estimate)", "g CO2e (estimate)"]
    return pd.DataFrame(rows, columns=names)


def draw_energy(bills: Bills) -> "Plot":
    """Draw a bar a model and piece of work on a log axis, with its watt-hours."""
    import numpy as np

    frame = energy_frame(bills)
    names = list(dict.fromkeys(frame["work"]))
    height = 100 + len(names) * (16 + 24 * len(bills))
    figure = theme.figure(height, "Wh, estimated (log scale)", "work")
    looks = palette.looks(tuple(bill.usage.model for bill in bills))
    for bill, (_, look) in zip(bills, looks, strict=True):
        own = frame[frame["model"] == bill.usage.name]
        hours = own["Wh (estimate)"]
        figure.add_bar(
            x=hours.to_numpy(),
            y=[names.index(work) for work in own["work"]],
            orientation="h",
            marker_color=look.colour,
            name=theme.label(bill.usage.name),
            text=[theme.strong(f"{coins(value)} Wh") for value in hours],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x:.3g} Wh",
        )
    logs = np.log10(frame["Wh (estimate)"][frame["Wh (estimate)"] > 0])
    low, high = float(logs.min()), float(logs.max())
    reach = max(1.0, high - low)
    figure.update_xaxes(
        type="log",
        range=[low - 0.25 * reach, high + 0.75 * reach],
        showticklabels=False,
        title_standoff=20,
    )
    theme.rows_axis(figure, names)
    return figure


def energy_sentence(bills: Bills) -> str:
    """Say what a month takes, beside a lamp, and which figures that rests on."""
    told = []
    for bill in sorted(bills, key=lambda bill: bill.month_s):
        hours, grams = bill.terms.energy(bill.month_s), bill.terms.co2(bill.month_s)
        told.append(f"{bill.usage.name} {coins(hours)} Wh or {coins(grams)} g of CO2")
    most = max(bill.terms.energy(bill.month_s) for bill in bills)
    return (
        f"A month's work: {theme.listed(told)}. The most of it would light a lamp of "
        f"{LAMP} W for {duration(3600 * most / LAMP)}. Estimated with "
        f"{bills[0].terms.watts:g} W a busy core and {bills[0].terms.grid.grams:g} g a "
        "kWh; what a machine takes while it waits is not in it."
    )


def duration(spent: float) -> str:
    """Write seconds in a unit that fits."""
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if spent >= 2 * size:
            return f"{theme.amount(float(f'{spent / size:.2g}'))} {name}"
    return f"{theme.amount(float(f'{spent:.2g}'))} seconds"


ENERGY = FigureSpec(
    key="energy",
    title="Energy, an estimate",
    page="energy",
    order=10,
    draw=draw_energy,
    frame=energy_frame,
    sentence=energy_sentence,
    applies=lambda bills: all(b.terms.watts > 0 and b.month_s > 0 for b in bills),
    instead=lambda _: "Without watts and work there is no energy to draw.",
)
