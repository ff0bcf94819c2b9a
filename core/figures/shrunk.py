"""A model made smaller: what each way does to its size, its time and its score."""

from typing import TYPE_CHECKING

from core.figure import FigureSpec
from core.figures import theme
from core.palette import CLASSES
from core.shrinking.shrink import Shrunk, gain

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

# Hues of classes: none of them is a model's.
COSTS = {
    "stored size": CLASSES[0],
    "time for one row": CLASSES[1],
    "time in batches": CLASSES[2],
}
APART = 0.22  # of a row, between its arrows
TIMES = "of before"


def frame(shrunk: Shrunk) -> "pd.DataFrame":
    """Return one row a way: score, size and times, alone and in relation to before."""
    import pandas as pd

    before = shrunk.before
    rows = []
    for small in (before, *shrunk.after):
        found = gain(before, small)
        rows.append(
            (
                small.title,
                small.what,
                found.outcome if small is not before else "",
                small.score,
                found.score,
                small.size_bytes / 1000,
                1 / found.smaller,
                small.pace.one_cpu_ms,
                1 / found.one,
                1000 * small.pace.batch_ms / small.pace.batch_rows,
                1 / found.batch,
                100 * small.agrees,
                small.cpu_s,
            )
        )
    names = ["way", "what it is", "measured"]
    names += [shrunk.fact.title, "change of score", "stored, kB"]
    names += [f"stored size {TIMES}", "one row, CPU ms", f"time for one row {TIMES}"]
    names += ["a row of a batch, CPU µs", f"time in batches {TIMES}"]
    return pd.DataFrame(rows, columns=[*names, "answers kept, %", "made in, CPU s"])


def draw(shrunk: Shrunk) -> "Plot":
    """Draw an arrow a way and cost, from before to after; left is less."""
    whole = frame(shrunk)
    after = whole.iloc[1:]
    figure = theme.figure(
        120 + 62 * len(after), "of what it was before (log scale)", "way"
    )
    for place, (cost, look) in enumerate(COSTS.items()):
        x: list[float | None] = []
        y: list[float | None] = []
        for row, ratio in enumerate(after[f"{cost} {TIMES}"]):
            at = row + APART * (place - 1)
            x += [1.0, ratio, None]
            y += [at, at, None]
        figure.add_scatter(
            x=x,
            y=y,
            mode="lines+markers",
            name=cost,
            line={"color": look.colour, "width": 3},
            marker={
                "color": look.colour,
                "symbol": ["circle", "arrow", "circle"] * len(after),
                "size": [5, 13, 5] * len(after),
                "angleref": "previous",
            },
            hovertemplate=cost + ": %{x:.3g} of before<extra></extra>",
        )
    figure.add_vline(x=1.0, line={"color": theme.LINE, "width": 1})
    names = [
        f"{theme.label(way)}<br>{label}<br>{_change(change)}"
        for way, label, change in zip(
            after["way"], after["measured"], after["change of score"], strict=True
        )
    ]
    theme.rows_axis(figure, names)
    figure.update_yaxes(tickfont_size=11, title_standoff=22)
    values = after[[f"{cost} {TIMES}" for cost in COSTS]].to_numpy(float)
    low, high = min(0.5, values.min()), max(2.0, values.max())
    ticks = [10.0**power for power in range(-5, 4)]
    texts = ["1/100,000", "1/10,000", "1/1,000", "1/100", "1/10"]
    texts += ["the same", "× 10", "× 100", "× 1,000"]
    figure.update_xaxes(
        type="log",
        range=[_log(low) - 0.12, _log(high) + 0.12],
        tickvals=ticks,
        ticktext=[theme.strong(text) for text in texts],
    )
    return figure


def _log(value: float) -> float:
    from math import log10

    return log10(value)


def _change(change: float) -> str:
    """Return a change of score as it stands beside a way."""
    if abs(change) < 0.0005:
        return "same score"
    return f"score {change:+.3f}".replace("-", "−")


def sentence(shrunk: Shrunk) -> str:
    """Say which ways are faster too, which are smaller only, and which are neither."""
    by: dict[str, list[str]] = {}
    for small in shrunk.after:
        found = gain(shrunk.before, small)
        best = max(found.one, found.batch)
        where = "for one row" if found.one >= found.batch else "in batches"
        size = f"{theme.amount(found.smaller)} times smaller"
        bits = [size] if found.smaller > 1.1 else []
        if found.outcome.startswith("faster"):
            bits.append(f"{theme.amount(best)} times faster {where}")
        elif best > 1.25:
            bits.append(f"faster {where}, slower otherwise")
        bits.append(_change(found.score))
        by.setdefault(found.outcome, []).append(f"{small.title} ({', '.join(bits)})")
    told = [
        f"{outcome.capitalize()}: {theme.listed(ways)}" for outcome, ways in by.items()
    ]
    return f"{'. '.join(told)}." if told else "0 ways tried so far."


def headline(shrunk: Shrunk) -> str:
    """Say in a sentence what pays for this model: the quickest without a loss."""
    pays = [
        (max(found.one, found.batch), small, found)
        for small in shrunk.after
        for found in [gain(shrunk.before, small)]
        if found.outcome.startswith("faster") and found.keeps
    ]
    only = sum(gain(shrunk.before, s).outcome == "smaller only" for s in shrunk.after)
    rest = f"; {only} of {len(shrunk.after)} ways make it smaller only" if only else ""
    if not pays:
        return f"Nothing here is faster at the same score{rest}."
    best, small, found = max(pays, key=lambda each: each[0])
    where = "for one row" if found.one >= found.batch else "in batches"
    return (
        f"{small.title} pays most: {theme.amount(best)} times faster {where} and "
        f"{theme.amount(found.smaller)} times smaller, at a score of "
        f"{theme.score(small.score)} against {theme.score(shrunk.before.score)}{rest}."
    )


SHRUNK = FigureSpec(
    key="shrunk",
    title="From before to after",
    page="shrink",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda shrunk: bool(shrunk.after),
)
