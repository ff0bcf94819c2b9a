"""Models on the same few CPU seconds: their scores on the way, and at one budget."""

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

from core import palette
from core.contest import Contest, Place, Standing, cpu_seconds, told
from core.figure import FigureSpec
from core.figures import theme

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

SPENT = "CPU seconds of training"
BELOW = 0.3  # how far under the worst score at the budget the axis goes at most
LOWER, UPPER = -0.22, 0.1  # of a row: splits above the line, the interval on it


@dataclass(frozen=True, kw_only=True, eq=False)
class Spent:
    """A contest, finished or under way, looked at with one budget in CPU seconds."""

    contest: Contest
    budget_s: float

    @property
    def standing(self) -> Standing:
        """Return who stands where at the budget."""
        return self.contest.at(self.budget_s)


def way_frame(spent: Spent) -> "pd.DataFrame":
    """Return one row a model and budget: mean score over splits, with its interval."""
    import pandas as pd

    score = spent.contest.fact.title
    rows = [
        (palette.title(p.model), one.budget_s, p.mean, p.low, p.high, p.step, p.unit)
        for model in spent.contest.models
        for one in spent.contest.standings
        for p in one.ready
        if p.model == model
    ]
    names = ["model", SPENT, score, "low", "high", "steps", "one step is"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype(dict.fromkeys((score, "low", "high"), float))


def draw_way(spent: Spent) -> "Plot":
    """Draw a faint line a split and a bold one a model; the budget is upright."""
    frame, score = way_frame(spent), spent.contest.fact.title
    figure = theme.figure(380, f"{SPENT} (log scale)", f"mean {score}")
    low, high = _range(spent, frame[score].to_list())
    for lap in spent.contest.laps:
        figure.add_scatter(
            x=theme.small(lap.seconds),
            y=theme.small(lap.scores),
            mode="lines",
            line={"color": palette.faded(palette.colour(lap.model), 0.25), "width": 1},
            showlegend=False,
            hoverinfo="skip",
        )
    for model in spent.contest.models:
        own, look = frame[frame["model"] == palette.title(model)], palette.look(model)
        if len(own):
            figure.add_scatter(
                x=own[SPENT].to_numpy(),
                y=theme.small(own[score]),
                mode="lines+markers",
                line=theme.line(look, 3) | {"shape": "hv"},
                marker=theme.dot(look, 7),
                name=theme.label(palette.title(model)),
                hovertemplate="%{y:.3f} on %{x:.3g} CPU s",
            )
    budget = spent.standing.budget_s
    figure.add_scatter(
        x=[budget, budget],
        y=[low, high],
        mode="lines",
        line={"color": palette.ALERT, "width": 2, "dash": "dot"},
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_annotation(
        x=log10(budget), y=low, yanchor="bottom", showarrow=False,
        xanchor="right" if budget > 0.1 * spent.contest.budget_s else "left",
        text=theme.strong(f"&nbsp;budget {budget:g} s&nbsp;"),
    )  # fmt: skip
    figure.update_xaxes(type="log", dtick=1)
    return figure.update_yaxes(range=[low, high])


def _range(spent: Spent, means: list[float]) -> tuple[float, float]:
    """Return the ends of the score's axis: R² can begin far below zero."""
    ready = [place.mean for place in spent.standing.ready if place.mean is not None]
    floor = min(ready or means) - BELOW
    bottom, top = max(min(means), floor), max(means)
    room = 0.08 * max(top - bottom, 0.02)
    return bottom - room, top + room


def way_sentence(spent: Spent) -> str:
    """Say who leads on small budgets and who on larger ones."""
    led: list[tuple[float, str]] = []
    for one in spent.contest.standings:
        if one.ready and (not led or led[-1][1] != one.ready[0].model):
            led.append((one.budget_s, one.ready[0].model))
    names = [
        f"{palette.title(model).lower()} from {cpu_seconds(budget)} on"
        for budget, model in led
    ]
    if len(led) > 4:
        last = names[-1]
        return f"The lead changes {len(led) - 1} times; at last it is {last}."
    return f"In the lead, by the mean of the splits: {theme.listed(names)}."


def end_frame(spent: Spent) -> "pd.DataFrame":
    """Return one row a model and split at the budget: score, mean and interval."""
    import pandas as pd

    rows = []
    for place in spent.standing.ready:
        for lap in spent.contest.laps:
            at = lap.within(spent.standing.budget_s)
            if lap.model == place.model and at is not None:
                spread = (place.mean, place.low, place.high)
                rows.append(
                    (palette.title(lap.model), lap.seed, lap.scores[at], *spread)
                )
    names = ["model", "seed", spent.contest.fact.title, "mean", "low", "high"]
    frame = pd.DataFrame(rows, columns=names)
    return frame.astype(dict.fromkeys(names[2:], float))


def draw_end(spent: Spent) -> "Plot":
    """Draw a row a model: a dot a split, its mean and its interval."""
    score = spent.contest.fact.title
    frame, ready = end_frame(spent), spent.standing.ready
    on = f"{score} on {cpu_seconds(spent.standing.budget_s)}"
    figure = theme.figure(100 + 64 * len(ready), on, "model")
    for row, place in enumerate(ready):
        own, look = (
            frame[frame["model"] == palette.title(place.model)],
            palette.look(place.model),
        )
        figure.add_scatter(
            x=theme.small(own[score]),
            y=[row + LOWER] * len(own),
            mode="markers",
            showlegend=False,
            marker=theme.dot(look, 9) | {"opacity": 0.55},
            text=[f"seed {seed}" for seed in own["seed"]],
            hovertemplate="%{text}: %{x:.3f}<extra></extra>",
        )
        ends = [end for end in (place.low, place.high) if end is not None]
        figure.add_scatter(
            x=theme.small([*ends[:1], place.mean, *ends[1:]]),
            y=[row + UPPER] * (1 + len(ends)),
            mode="lines+markers",
            showlegend=False,
            line={"color": look.colour, "width": 3},
            marker={
                "color": look.colour, "size": 13,
                "symbol": ["line-ns", "diamond", "line-ns"] if ends else ["diamond"],
                "line": {"color": look.colour, "width": 2},
            },
            hovertemplate="mean and 95 % interval: %{x:.3f}<extra></extra>",
        )  # fmt: skip
    names = [theme.label(palette.title(place.model)) for place in ready]
    theme.rows_axis(figure, names)
    return figure


def end_sentence(spent: Spent) -> str:
    """Say how far each model came on the budget."""
    so_far = "" if spent.contest.over else "so far, "
    told_ = [_reached(place) for place in spent.standing.ready]
    on = f"On {cpu_seconds(spent.standing.budget_s)}, {so_far}"
    return f"{on}{spent.contest.fact.title}: {'; '.join(told_)}."


def _reached(place: Place) -> str:
    """Return a model's mean score with the steps and seconds it took."""
    name = palette.title(place.model).lower()
    steps = f"{place.step:,} {place.unit}{'s' * (place.step != 1)}"
    if not place.whole and place.total:
        steps = f"stopped after {place.step:,} of {place.total:,} {place.unit}s"
    elif place.total == 1:
        steps = "whole"
    return f"{name} {place.mean:.3f} ({steps}, {place.spent_s:.2g} s)"


WAY = FigureSpec(
    key="budget_way",
    title="Score against CPU seconds used",
    page="budget",
    order=10,
    draw=draw_way,
    frame=way_frame,
    sentence=way_sentence,
    applies=lambda spent: any(one.ready for one in spent.contest.standings),
)
END = FigureSpec(
    key="budget_end",
    title="Split by split at the budget",
    page="budget",
    order=20,
    draw=draw_end,
    frame=end_frame,
    sentence=end_sentence,
    applies=lambda spent: bool(spent.standing.ready),
    instead=lambda spent: told(spent.contest, spent.standing),
)
