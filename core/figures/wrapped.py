"""One row through a library, and the same model without it; batches beside."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.latency.wrapper import Latencies

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

Many = tuple[Latencies, ...]
DECADES = 6  # on an axis with a mark at each
ALIKE = 1.5  # times: closer than that is told as the same


def frame(subject: Many) -> "pd.DataFrame":
    """Return one row a model and way of asking it."""
    import pandas as pd

    looks = palette.looks(tuple(each.model for each in subject))
    rows = [
        (
            name,
            way.title,
            way.pace.p50_ms,
            way.pace.p95_ms,
            way.pace.p99_ms,
            way.pace.one_cpu_ms,
            way.pace.row_of_batch_ms,
            way.pace.rows_per_s,
            way.pace.calls,
            way.apart,
        )
        for (name, _), found in zip(looks, subject, strict=True)
        for way in found.ways
    ]
    names = ["model", "way", "p50 ms", "p95 ms", "p99 ms", "CPU ms"]
    names += ["a row of a batch, CPU ms", "rows in a CPU second", "calls"]
    return pd.DataFrame(rows, columns=[*names, "largest difference of an answer"])


def _names(whole: "pd.DataFrame") -> list[str]:
    pairs = zip(whole["model"], whole["way"], strict=True)
    return [f"{theme.label(model)}<br>{theme.label(way, 28)}" for model, way in pairs]


def draw(subject: Many) -> "Plot":
    """Draw one row from p50 to p99, and what a row costs in a batch, on one axis."""
    import numpy as np

    whole = frame(subject)
    figure = theme.figure(110 + 52 * len(whole), "ms for a row (log scale)", "way")
    looks = palette.looks(tuple(each.model for each in subject))
    for name, look in looks:
        place = np.flatnonzero((whole["model"] == name).to_numpy())
        own = whole.iloc[place]
        x: list[float | None] = []
        y: list[int | None] = []
        for at, ends in zip(
            place.tolist(), own[["p50 ms", "p99 ms"]].to_numpy(), strict=True
        ):
            x += [*ends.tolist(), None]
            y += [at, at, None]
        figure.add_scatter(
            x=x, y=y, mode="lines", line={"color": look.colour, "width": 2},
            showlegend=False, hoverinfo="skip",
        )  # fmt: skip
        for cost, symbol, size in (
            ("p50 ms", look.symbol, 12),
            ("p95 ms", "line-ns-open", 12),
            ("p99 ms", "line-ns-open", 8),
            ("a row of a batch, CPU ms", f"{look.symbol}-open", 11),
        ):
            figure.add_scatter(
                x=own[cost].to_numpy(float),
                y=place,
                mode="markers",
                marker={"color": look.colour, "symbol": symbol, "size": size,
                        "line": {"color": look.colour, "width": 2}},
                showlegend=False,
                hovertemplate=cost + ": %{x:.3g}<extra></extra>",
            )  # fmt: skip
    _legend(figure)
    theme.rows_axis(figure, _names(whole))
    figure.update_yaxes(tickfont_size=11, title_standoff=22)
    costs = whole[["p99 ms", "a row of a batch, CPU ms"]].to_numpy(float)
    decades = np.log10(costs.max() / costs.min())
    step = 1 if decades < DECADES else 2  # each would not fit on a phone
    return figure.update_xaxes(
        type="log", dtick=step, tickangle=0, exponentformat="power"
    )


def _legend(figure: "Plot") -> None:
    """Name the marks once, in no model's colour."""
    grey = {"color": palette.NEUTRAL, "size": 10}
    for name, symbol in (
        ("one row alone, p50; line to p95 and p99", "circle"),
        ("a row of a batch of 1,000", "circle-open"),
    ):
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=name,
            marker=grey | {"symbol": symbol, "line": {"width": 2}},
        )  # fmt: skip


def sentence(subject: Many) -> str:
    """Say how much of the time for one row is the library's, and not the model's."""
    looks = palette.looks(tuple(each.model for each in subject))
    said = []
    for (name, _), found in zip(looks, subject, strict=True):
        library, best = found.ways[0], found.quickest
        if found.wrapper < ALIKE:
            said.append(
                f"{name}: one row takes {theme.amount(library.pace.one_cpu_ms)} CPU ms "
                "whichever way it is asked"
            )
            continue
        said.append(
            f"{name}: one row takes {theme.amount(library.pace.one_cpu_ms)} CPU ms "
            f"through {library.title} and {theme.amount(best.pace.one_cpu_ms)} ms in "
            f"{best.title[0].lower() if best.title[1].islower() else best.title[0]}"
            f"{best.title[1:]}, {theme.amount(found.wrapper)} times less; in batches "
            f"{_batches(found)}"
        )
    return f"{'. '.join(said)}."


def _batches(found: Latencies) -> str:
    """Say how the library's call compares in batches with the way quickest for one."""
    ratio = found.in_batches
    if 1 / ALIKE < ratio < ALIKE:
        return "both take the same"
    if ratio >= ALIKE:
        return f"{theme.amount(ratio)} times less"
    return f"{found.ways[0].title} is {theme.amount(1 / ratio)} times quicker"


def draw_batches(subject: Many) -> "Plot":
    """Draw rows in a CPU second, in batches of 1,000."""
    import numpy as np

    whole = frame(subject)
    figure = theme.figure(100 + 46 * len(whole), "rows a CPU second (log)", "way")
    for name, look in palette.looks(tuple(each.model for each in subject)):
        place = np.flatnonzero((whole["model"] == name).to_numpy())
        own = whole.iloc[place]["rows in a CPU second"]
        figure.add_scatter(
            x=own.to_numpy(float),
            y=place,
            mode="markers",
            marker=theme.dot(look, 13),
            name=theme.label(name),
            showlegend=False,
            hovertemplate="%{x:,.0f} rows in a CPU second<extra></extra>",
        )
    theme.rows_axis(figure, _names(whole))
    figure.update_yaxes(tickfont_size=11, title_standoff=22)
    return figure.update_xaxes(type="log", dtick=1, exponentformat="power")


def sentence_batches(subject: Many) -> str:
    """Say how many rows each model answers in a second, as people call it."""
    looks = palette.looks(tuple(each.model for each in subject))
    said = [
        f"{name} {theme.amount(found.ways[0].pace.rows_per_s)}"
        for (name, _), found in zip(looks, subject, strict=True)
    ]
    return (
        "Rows answered in a CPU second in batches of 1,000, through the usual library: "
        f"{theme.listed(said)}."
    )


ONE_ROW = FigureSpec(
    key="one_row",
    title="One row: the library's time and the model's",
    page="wrapper",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=bool,
)
THROUGHPUT = FigureSpec(
    key="throughput",
    title="In batches",
    page="wrapper",
    order=20,
    draw=draw_batches,
    frame=frame,
    sentence=sentence_batches,
    applies=bool,
)
