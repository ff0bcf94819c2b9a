"""What each model costs, and what it scores for its cost."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.quality import named
from core.figures.ranked import Runs
from core.run import Run

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

CPU = "CPU seconds of training"


def costs(run: Run) -> dict[str, tuple[float, str]]:
    """Return each cost of a run with its unit, by its name on the chart."""
    cost = run.cost
    return {
        "CPU time to train": (cost.cpu_s, "s"),
        "time to train": (cost.wall_s, "s"),
        "peak memory": (cost.peak_mb, "MB"),
        "size on disk": (cost.size_bytes / 1000, "kB"),
        "one prediction": (cost.latency_ms, "ms"),
        "a row of a batch": (cost.batch_ms * 1000 / max(1, cost.batch_rows), "µs"),
    }


def priced(runs: Runs) -> list[tuple[tuple[str, palette.Look], Run]]:
    """Return the runs to compare: without baselines, where two others are left."""
    baseline = palette.FAMILIES["baseline"]
    others = [one for one in named(runs) if one[0][1] != baseline]
    return others if len(others) >= 2 else named(runs)


def price_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and cost: amount, unit, multiple of the cheapest."""
    import pandas as pd

    rows = [
        (name, what, amount, unit)
        for (name, _), run in priced(runs)
        for what, (amount, unit) in costs(run).items()
    ]
    frame = pd.DataFrame(rows, columns=["model", "cost", "amount", "unit"])
    above = frame["amount"].where(frame["amount"] > 0)
    cheapest = above.groupby(frame["cost"], sort=False).transform("min")
    return frame.assign(**{"times the cheapest": above / cheapest})


def draw_price(runs: Runs) -> "Plot":
    """Draw a bar a model and cost, as a multiple of the cheapest on a log axis."""
    import numpy as np

    frame = price_frame(runs)
    names = list(frame["cost"].unique())
    models = priced(runs)
    height = 100 + len(names) * (14 + 19 * len(models))
    figure = theme.figure(height, "times the cheapest (log scale)", "cost")
    for (name, look), _ in models:
        own = frame[frame["model"] == name]
        figure.add_bar(
            x=theme.small(own["times the cheapest"]),
            y=np.arange(len(own)),
            orientation="h",
            marker_color=look.colour,
            name=theme.label(name),
            text=_amounts(own),
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x:.3g} times the cheapest",
        )
    top = max(1.0, float(np.log10(frame["times the cheapest"].max())))
    figure.update_xaxes(type="log", range=[-0.04 * top, 1.3 * top], dtick=1)
    theme.rows_axis(figure, names)
    return figure


def _amounts(own: "pd.DataFrame") -> "np.ndarray":
    amounts = own["amount"].map(theme.amount) + " " + own["unit"]
    return amounts.map(theme.strong).to_numpy(object)


def price_sentence(runs: Runs) -> str:
    """Say how many times the cheapest the dearest model costs to train and to ask."""
    told = []
    for what, own in price_frame(runs).groupby("cost", sort=False):
        if what not in ("CPU time to train", "one prediction"):
            continue
        dearest = own.loc[own["amount"].idxmax()]
        if dearest["times the cheapest"] < 1.05:
            cost = f"{theme.amount(dearest['amount'])} {dearest['unit']}"
            told.append(f"{what}: {cost} for {theme.listed(own['model'].to_list())}")
            continue
        times = theme.amount(dearest["times the cheapest"])
        told.append(f"{what}: {dearest['model']} takes {times} times the cheapest")
    return f"{'; '.join(told)}."


def main_title(runs: Runs) -> str:
    """Return the name of the score that the runs are compared by."""
    return runs[0].evaluation.main.fact.title


def scored_on(runs: Runs) -> str:
    """Return the name of the score with the rows that it was measured on."""
    return f"{main_title(runs)} on {runs[0].evaluation.part} rows"


def worth_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model: CPU seconds, its main score and the interval."""
    import pandas as pd

    rows = []
    for (name, _), run in named(runs):
        score = run.evaluation.main
        rows.append((name, run.cost.cpu_s, score.value, score.low, score.high))
    frame = pd.DataFrame(rows, columns=["model", CPU, main_title(runs), "low", "high"])
    return frame.astype({"low": float, "high": float})


def draw_worth(runs: Runs) -> "Plot":
    """Draw a dot a model: cheap is left, good is up."""
    figure = theme.figure(340, f"{CPU} (log scale)", scored_on(runs))
    frame, score = worth_frame(runs), main_title(runs)
    for (name, look), _ in named(runs):
        own = frame[frame["model"] == name]
        value = own[score]
        figure.add_scatter(
            x=theme.small(own[CPU].clip(lower=1e-4)),
            y=theme.small(value),
            mode="markers",
            marker=theme.dot(look, 11),
            name=f"{theme.label(name)} {theme.score(value.iloc[0])}",
            error_y={
                "array": theme.small((own["high"] - value).fillna(0)),
                "arrayminus": theme.small((value - own["low"]).fillna(0)),
                "color": look.colour,
                "thickness": 2,
            },
            hovertemplate="%{y:.3f} for %{x:.3g} CPU s",
        )
    figure.update_xaxes(type="log", dtick=1)
    return figure


def worth_sentence(runs: Runs) -> str:
    """Say what each model scores for its seconds, cheapest first."""
    score = main_title(runs)
    told = [
        f"{row['model']} {theme.score(row[score])} for {theme.amount(row[CPU])} CPU s"
        for _, row in worth_frame(runs).sort_values(CPU, kind="stable").iterrows()
    ]
    return f"{scored_on(runs)}: {theme.listed(told)}."


PRICE = FigureSpec(
    key="price",
    title="What each model costs",
    page="compute",
    order=10,
    draw=draw_price,
    frame=price_frame,
    sentence=price_sentence,
)
SCORE_AGAINST_CPU = FigureSpec(
    key="score_against_cpu",
    title="Score against work",
    page="compute",
    order=20,
    draw=draw_worth,
    frame=worth_frame,
    sentence=worth_sentence,
)
