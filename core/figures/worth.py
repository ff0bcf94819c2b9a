"""What a model scores for what it costs: who is beaten on both, and who by nobody."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.price import COSTS, Tagged
from core.run import Run

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

LEAST = 1e-4  # the smallest cost on the log scale
COLUMNS = ["model", "cost", "score", "low", "high", "dominated by"]


def scored_on(runs: tuple[Run, ...]) -> str:
    """Return the name of the score with the rows that it was measured on."""
    shown = runs[0].evaluation
    return f"{shown.main.fact.title} on {shown.part} rows"


def _better(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Return whether (cost, score) is nowhere worse than another, and not its equal."""
    return one[0] <= other[0] and one[1] >= other[1] and one != other


def worth_frame(seen: Tagged) -> "pd.DataFrame":
    """Return one row a model: what it costs, its score, and who is better in both."""
    import pandas as pd

    cost = COSTS[seen.against]
    read = [
        (name, (cost.read(tag) or 0.0, run.evaluation.main.value), run)
        for name, _, run, tag in seen.lanes
        if cost.read(tag) is not None
    ]
    rows = []
    for name, at, run in read:
        ahead = [(place, other) for other, place, _ in read if _better(place, at)]
        best = min(ahead)[1] if ahead else ""
        main = run.evaluation.main
        rows.append((name, *at, main.low, main.high, best))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame = frame.astype({"low": float, "high": float, "cost": float})
    drawn = frame["cost"].clip(lower=LEAST)
    return frame.assign(**{"cost as drawn": drawn})


def draw_worth(seen: Tagged) -> "Plot":
    """Draw a dot a model: cheap is left, good is up; who is beaten is grey."""
    cost, frame = COSTS[seen.against], worth_frame(seen)
    title = cost.title[0].upper() + cost.title[1:]
    axis = theme.folded(f"{title}, {cost.unit} (log scale)")
    figure = theme.figure(380, axis, scored_on(seen.runs))
    front = frame[frame["dominated by"] == ""].sort_values("cost", kind="stable")
    figure.add_scatter(
        x=theme.small(front["cost as drawn"]), y=theme.small(front["score"]),
        mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": palette.NEUTRAL, "dash": "dot", "width": 1.5, "shape": "hv"},
    )  # fmt: skip
    looks = {name: look for name, look, _, _ in seen.lanes}
    for _, one in frame.iterrows():
        name, look = str(one["model"]), looks[str(one["model"])]
        colour = palette.NEUTRAL if one["dominated by"] else look.colour
        spread = [one["high"] - one["score"]], [one["score"] - one["low"]]
        high, low = ([0.0 if v != v else v for v in side] for side in spread)
        figure.add_scatter(
            x=theme.small([one["cost as drawn"]]),
            y=theme.small([one["score"]]),
            mode="markers",
            marker=theme.dot(look, 12) | {"color": colour},
            name=f"{theme.label(name)} {theme.score(one['score'])}",
            error_y={
                "array": theme.small(high),
                "arrayminus": theme.small(low),
                "color": colour,
                "thickness": 2,
            },
            hovertemplate="%{y:.3f} for %{x:.3g} " + cost.unit,
        )
    figure.update_xaxes(type="log", dtick=1)
    return figure


def worth_sentence(seen: Tagged) -> str:
    """Say what is scored for what, and who is beaten on both."""
    frame, cost = worth_frame(seen), COSTS[seen.against]
    front = frame[frame["dominated by"] == ""].sort_values("cost", kind="stable")
    told = [
        f"{row['model']} {theme.score(row['score'])} for "
        f"{theme.amount(row['cost'])} {cost.unit}"
        for _, row in front.iterrows()
    ]
    first = f"{scored_on(seen.runs)}: {theme.listed(told)}"
    beaten = frame[frame["dominated by"] != ""]
    if beaten.empty:
        return (
            f"{first}; each buys more score with more cost."
            if told[1:]
            else f"{first}."
        )
    said = [
        f"{row['model']} ({theme.score(row['score'])} for "
        f"{theme.amount(row['cost'])} {cost.unit})"
        for _, row in beaten.iterrows()
    ]
    return f"{first}. Beaten on both, so drawn in grey: {theme.listed(said)}."


WORTH = FigureSpec(
    key="score_against_cost",
    title="What you get for it",
    page="price",
    order=20,
    draw=draw_worth,
    frame=worth_frame,
    sentence=worth_sentence,
    applies=lambda seen: any(
        COSTS[seen.against].read(tag) is not None for tag in seen.tags
    ),
)
