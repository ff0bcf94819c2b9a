"""Curves while models train: the score on one clock, and the loss of nets."""

from typing import TYPE_CHECKING, Any

from core import palette
from core.figure import FigureSpec, Lane
from core.figures import theme
from core.score import FACTS, ScoreFact

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot

Lanes = tuple[Lane, ...]
SECONDS = "seconds of training"
# How far below the worst newest score, or below guessing, the axis goes at most.
BELOW = 0.3


def metric(lanes: Lanes) -> ScoreFact:
    """Return what the live scores are."""
    scored = (step for lane in lanes for step in lane.steps if step.score is not None)
    return FACTS[next(scored).metric]


def score_frame(lanes: Lanes) -> "pd.DataFrame":
    """Return one row a scored step: model, step, seconds, the score, scored on."""
    import pandas as pd

    rows = [
        (name, step.step, step.seconds, step.score, step.scored_on)
        for (name, _), lane in _named(lanes)
        for step in lane.steps
        if step.score is not None
    ]
    columns = ["model", "step", SECONDS, metric(lanes).title, "scored on"]
    return pd.DataFrame(rows, columns=columns)


def draw_score(lanes: Lanes) -> "Plot":
    """Draw a line a model, named at its end with its newest score.

    A finished model's score stands: a thin line carries it on to the latest second.
    """
    frame, fact = score_frame(lanes), metric(lanes)
    figure = theme.figure(340, SECONDS, f"{fact.title} on held-back rows")
    latest = float(frame[SECONDS].max()) or 1.0
    ends = []
    for (name, look), lane in _named(lanes):
        own = frame[frame["model"] == name]
        if len(own):
            _score_line(figure, own, (name, look), fact.title)
            score, seconds = (float(own[c].iloc[-1]) for c in (fact.title, SECONDS))
            if lane.state == "finished" and seconds < latest:
                _carried_on(figure, (seconds, latest), score, look)
                seconds = latest
            ends.append((score, seconds, name, look))
    low = lowest_shown(frame[fact.title].to_list(), [score for score, *_ in ends], fact)
    lowest = _end_labels(figure, ends, latest, 0.08 * (1.06 - low))
    figure.update_xaxes(range=[-0.02 * latest, 1.04 * latest])
    step: dict[str, Any] = {"dtick": 0.1} if low > -0.2 else {"nticks": 8}
    figure.update_yaxes(range=[min(low, lowest), 1.06], **step)
    return figure.update_layout(showlegend=False)


def lowest_shown(scores: list[float], newest: list[float], fact: ScoreFact) -> float:
    """Return where the axis of the score begins.

    R² can start far below zero: such a line then comes in from below the axis.
    """
    floor = min(*newest, fact.guessing or 0.0) - BELOW
    low = max(min(scores), floor)
    return min(0.9, floor_tenth(low)) - 0.03


def floor_tenth(value: float) -> float:
    """Return the next lower tenth."""
    return (value * 10 // 1) / 10


def _named(lanes: Lanes) -> list[tuple[tuple[str, palette.Look], Lane]]:
    return list(zip(palette.looks(tuple(a.model for a in lanes)), lanes, strict=True))


def _score_line(
    figure: "Plot",
    own: "pd.DataFrame",
    named: tuple[str, palette.Look],
    score: str,
) -> None:
    name, look = named
    plain = look == palette.FAMILIES["baseline"]
    figure.add_scatter(
        x=theme.small(own[SECONDS]),
        y=theme.small(own[score]),
        name=theme.label(name),
        mode="lines+markers",
        line=theme.line(look, 1.5 if plain else 2.5),
        marker=theme.dot(look, 6 if plain else 8) | {"maxdisplayed": 8},
        hovertemplate="%{y:.3f} after %{x:.2f} s",
    )


def _carried_on(
    figure: "Plot", seconds: tuple[float, float], score: float, look: palette.Look
) -> None:
    figure.add_scatter(
        x=theme.small(seconds),
        y=theme.small((score, score)),
        mode="lines",
        line=theme.line(look, 1.2) | {"dash": "dot"},
        hoverinfo="skip",
    )


def _end_labels(figure: "Plot", ends: list, latest: float, room: float) -> float:
    """Name each line at its end: above it, or below where another is too close.

    Returns the lowest place taken.
    """
    free = float("inf")
    for score, seconds, name, look in sorted(ends, key=lambda e: e[0], reverse=True):
        above = score + room <= free
        place = score + room / 2 if above else min(score, free) - room / 2
        free = score if above else place - room / 2
        text = theme.strong(f"{theme.label(name)} <b>{theme.score(score)}</b>")
        figure.add_annotation(
            x=seconds,
            y=place,
            text=f'<span style="color:{look.colour}">●</span> {text}',
            showarrow=False,
            xanchor="right" if seconds > 0.45 * latest else "left",
        )
    return free


def score_sentence(lanes: Lanes) -> str:
    """Say who leads, with what score and after how much training."""
    score = metric(lanes).title
    last = score_frame(lanes).groupby("model", sort=False).last()
    last = last.sort_values(score, ascending=False, kind="stable")
    told = [
        f"{name} {theme.score(row[score])} after {row[SECONDS]:.2f} s of training"
        for name, row in last.iterrows()
    ]
    return f"{score} on held-back rows so far: {theme.listed(told)}."


def loss_frame(lanes: Lanes) -> "pd.DataFrame":
    """Return one row a step with a loss: model, step, training, validation loss."""
    import pandas as pd

    rows = [
        (name, step.step, step.loss, step.validation_loss)
        for (name, _), lane in _named(lanes)
        for step in lane.steps
        if step.loss is not None
    ]
    columns = ["model", "step", "training loss", "validation loss"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[2:], float))


def draw_loss(lanes: Lanes) -> "Plot":
    """Draw training loss solid and validation loss dotted, a pair a model."""
    figure = theme.figure(300, _units(lanes), f"loss ({_kind_of_loss(lanes)})")
    frame = loss_frame(lanes)
    figure.update_yaxes(rangemode="tozero")
    for (name, look), _ in _named(lanes):
        own = frame[frame["model"] == name]
        for kind, dash in (("training loss", "solid"), ("validation loss", "dot")):
            if own[kind].notna().any():
                figure.add_scatter(
                    x=own["step"].to_numpy(),
                    y=theme.small(own[kind]),
                    name=f"{theme.label(name)}, {kind.split()[0]}",
                    mode="lines",
                    line=theme.line(look) | {"dash": dash},
                    hovertemplate="%{y:.3f} at %{x:d}",
                )
    return figure


def _kind_of_loss(lanes: Lanes) -> str:
    scored = {step.metric for lane in lanes for step in lane.steps}
    return "squared error, scaled" if "r2" in scored else "log loss"


def _units(lanes: Lanes) -> str:
    with_loss = [s.unit for lane in lanes for s in lane.steps if s.loss is not None]
    return " or ".join(dict.fromkeys(with_loss))


def loss_sentence(lanes: Lanes) -> str:
    """Say where each loss started and where it is now."""
    told = []
    for name, own in loss_frame(lanes).groupby("model", sort=False):
        losses = own["training loss"]
        text = f"{name}: training loss went from {losses.iloc[0]:.3f}"
        text += f" to {losses.iloc[-1]:.3f}"
        if own["validation loss"].notna().any():
            best = own["validation loss"].min()
            text += f", validation loss was {best:.3f} at its best"
        told.append(text)
    return f"{'; '.join(told)}."


LIVE_SCORE = FigureSpec(
    key="live_score",
    title="Score against time",
    page="train",
    order=10,
    draw=draw_score,
    frame=score_frame,
    sentence=score_sentence,
    applies=lambda lanes: any(s.score is not None for a in lanes for s in a.steps),
)
LOSS = FigureSpec(
    key="loss",
    title="Loss of the net",
    page="train",
    order=30,
    draw=draw_loss,
    frame=loss_frame,
    sentence=loss_sentence,
    applies=lambda lanes: any(s.loss is not None for a in lanes for s in a.steps),
)
