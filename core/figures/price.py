"""What each model costs, beside the dearest: to train, and to use."""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.run import Run

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot
    from core.pricing.tag import PriceTag

LEAST_MB = 1.0  # a smaller growth of memory is what any work leaves behind
SAME = 1.05  # costs within this factor are called about the same
WIDE = 40  # letters in a line of a heading, for phones
PAIR = ("random_forest", "mlp")
MANY = 1_000  # rows of the batch that is compared
TITLE, BAR = 60, 27  # pixels


@dataclass(frozen=True, kw_only=True)
class Costing:
    """One cost: its name, unit, how it is read off a price tag, and what is said.

    `said` is completed by "A", "2.0 times" and "B".
    """

    title: str
    unit: str
    read: "Callable[[PriceTag], float | None]"
    said: str
    to_train: bool = True


def _row_ms(tag: "PriceTag") -> float | None:
    """Return how long one answer takes; where others are in the way, its CPU time."""
    if tag.latency is not None:
        return tag.latency.cpu_ms if tag.crowded else tag.latency.p50_ms
    first = tag.per_row_s(1)
    return None if first is None else 1000 * first[tag.crowded]


def _batch_us(tag: "PriceTag") -> float | None:
    found = [batch for batch in tag.batches if batch.rows == MANY]
    return 1e6 * found[0].cpu_s / MANY if found else None


COSTS = {
    "cpu": Costing(
        title="CPU time to train", unit="s",
        read=lambda tag: tag.cpu_s.median if tag.trainings else None,
        said="{} needs {} the CPU time of {} to train",
    ),
    "good": Costing(
        title="CPU time to 99 % of its score", unit="s",
        read=lambda tag: tag.good_s[0] if tag.good_s else None,
        said="{} needs {} the CPU time of {} to reach 99 % of its score",
    ),
    "memory": Costing(
        title="peak memory", unit="MB",
        read=lambda tag: tag.peak_mb.median if tag.trainings else None,
        said="{} takes {} the memory of {} while it learns",
    ),
    "size": Costing(
        title="size on disk", unit="kB", read=lambda tag: tag.size_bytes / 1000,
        said="{} takes {} the space of {} on disk", to_train=False,
    ),
    "row": Costing(
        title="one answer", unit="ms", read=_row_ms, to_train=False,
        said="{} takes {} as long as {} for one answer",
    ),
    "batch": Costing(
        title="a row among 1,000", unit="µs of CPU", read=_batch_us, to_train=False,
        said="{} takes {} as long as {} for a row among 1,000",
    ),
    "explain": Costing(
        title="explaining an answer", unit="ms of CPU", to_train=False,
        read=lambda tag: 1000 * tag.explaining.per_row_s if tag.explaining else None,
        said="{} takes {} as long as {} to explain an answer",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Tagged:
    """Runs and their price tags, in the same order; of a run one a device.

    `against` is the cost that scores are drawn over; `only` draws the costs of training
    (True) or of use (False), None all of them.
    """

    runs: tuple[Run, ...]
    tags: "tuple[PriceTag, ...]"
    against: str = "cpu"
    only: bool | None = None

    def panels(self) -> "tuple[Tagged, ...]":
        """Return the costs of training and those of use."""
        return tuple(replace(self, only=part) for part in (True, False))

    @property
    def lanes(self) -> "list[tuple[str, palette.Look, Run, PriceTag]]":
        """Return each tag with a name, a look and its run."""
        looks = palette.looks(tuple(run.model for run in self.runs))
        keys, found = [run.key for run in self.runs], []
        for (name, look), run, tag in zip(looks, self.runs, self.tags, strict=True):
            if keys.count(run.key) > 1:
                name = f"{palette.title(run.model)}, {tag.device.partition(',')[0]}"
            found.append((name, look, run, tag))
        return found

    @property
    def compared(self) -> "list[tuple[str, palette.Look, Run, PriceTag]]":
        """Return the lanes without baselines, where two others are left."""
        others = [lane for lane in self.lanes if lane[2].model != "dummy"]
        return others if len(others) >= 2 else self.lanes


def costs(seen: Tagged) -> list[str]:
    """Return the costs that every model to compare has a figure for."""
    return [
        key
        for key, cost in COSTS.items()
        if all(cost.read(tag) is not None for *_, tag in seen.compared)
        and seen.only in (None, cost.to_train)
    ]


def price_frame(seen: Tagged) -> "pd.DataFrame":
    """Return one row a model and cost: amount, unit, and beside the others."""
    import pandas as pd

    rows = [
        (name, COSTS[key].title, COSTS[key].read(tag), COSTS[key].unit)
        for name, _, _, tag in seen.compared
        for key in costs(seen)
    ]
    frame = pd.DataFrame(rows, columns=["model", "cost", "amount", "unit"])
    frame = frame.astype({"amount": float})
    above = frame["amount"].where(frame["amount"] > 0)
    by_cost = above.groupby(frame["cost"], sort=False)
    most = by_cost.transform("max")
    shares = (100 * frame["amount"] / most).fillna(0.0)
    times = above / by_cost.transform("min")
    return frame.assign(**{"times the cheapest": times, "% of the dearest": shares})


def told(seen: Tagged, key: str) -> str:
    """Say how the dearest and the cheapest model of one cost compare.

    A forest and a net are compared with each other, whoever else is in the race.
    """
    cost = COSTS[key]
    lanes = seen.compared
    if sum(run.model in PAIR for _, _, run, _ in lanes) > 1:
        lanes = [lane for lane in lanes if lane[2].model in PAIR]
    read = [(cost.read(tag) or 0.0, name.lower()) for name, _, _, tag in lanes]
    (least, cheap), (most, dear) = min(read), max(read)
    title = cost.title[0].upper() + cost.title[1:]
    amount = f"{theme.amount(most)} {cost.unit}"
    if key == "memory" and most < LEAST_MB:
        return f"{title}: no more than {amount}."
    if len(read) == 1:
        return f"{title}: {amount}."
    if least <= 0 or most / least < SAME:
        return f"{title}: about the same, at most {amount}."
    times = f"{theme.amount(most / least)} times"
    return f"T{cost.said.format(f'he {dear}', times, f'the {cheap}')}."


def draw_price(seen: Tagged) -> "Plot":
    """Draw a bar a model under what is said of each cost; the dearest is 100 %."""
    import numpy as np

    keys, models, frame = costs(seen), seen.compared, price_frame(seen)
    panel = TITLE + BAR * len(models)
    height = 60 + panel * len(keys)
    titles = ["<br>".join(textwrap.wrap(told(seen, key), WIDE)) for key in keys]
    gap = TITLE / (height - TITLE - 40)
    figure = theme.panels(height, titles, columns=1, vertical_spacing=gap)
    figure.update_annotations(x=0, xanchor="left", align="left")
    for row, key in enumerate(keys, start=1):
        cost = COSTS[key]
        for place, (name, look, _, _) in enumerate(models):
            own = frame[(frame["model"] == name) & (frame["cost"] == cost.title)]
            amount = f"{theme.amount(own['amount'].iloc[0])} {cost.unit}"
            figure.add_bar(
                x=theme.small(own["% of the dearest"]),
                y=np.asarray([place]),
                orientation="h",
                width=0.72,
                marker_color=look.colour,
                name=theme.label(name),
                showlegend=False,
                text=[theme.strong(f"{theme.label(name)} {amount}")],
                textposition="outside",
                cliponaxis=False,
                hovertemplate="%{x:.3g} % of the dearest<extra></extra>",
                row=row,
                col=1,
            )
        theme.rows_axis(figure, [""] * len(models), row=row, col=1)
    figure.update_layout(margin={"l": 26, "t": TITLE + 6})
    figure.update_yaxes(automargin=False, showticklabels=False)
    figure.update_xaxes(range=[0, 260], showticklabels=False, showgrid=False)
    figure.update_xaxes(row=len(keys), col=1, title_text=theme.strong("cost"))
    figure.update_yaxes(row=len(keys), col=1, title_text=theme.strong("model"))
    return figure


def price_sentence(seen: Tagged) -> str:
    """Say which model is the cheapest in how many costs."""
    frame = price_frame(seen)
    cheapest = frame.loc[frame.groupby("cost", sort=False)["amount"].idxmin(), "model"]
    counted = cheapest.value_counts(sort=True)
    said = [f"the {name.lower()} in {count}" for name, count in counted.items()]
    return f"The cheapest of these models in {len(cheapest)} costs: {', '.join(said)}."


PRICE = FigureSpec(
    key="price",
    title="What each model costs",
    page="price",
    order=10,
    draw=draw_price,
    frame=price_frame,
    sentence=price_sentence,
    panels=Tagged.panels,
)
