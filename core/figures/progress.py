"""Curves while models train: the score on one clock, and the loss of nets."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec, Lane
from core.figures import theme

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

Lanes = tuple[Lane, ...]
SECONDS = "seconds of training"
SCORE = "score (ROC AUC)"


def score_frame(lanes: Lanes) -> "pd.DataFrame":
    """Return one row a scored step: model, step, seconds, score, scored on."""
    import pandas as pd

    rows = [
        (name, step.step, step.seconds, step.score, step.scored_on)
        for (name, _), lane in _named(lanes)
        for step in lane.steps
        if step.score is not None
    ]
    columns = ["model", "step", SECONDS, SCORE, "scored on"]
    return pd.DataFrame(rows, columns=columns)


def draw_score(lanes: Lanes) -> "go.Figure":
    """Draw a line a model, named at its end with its newest score.

    A finished model's score stands: a thin line carries it on to the latest second.
    """
    frame = score_frame(lanes)
    figure = theme.figure(340, SECONDS, "ROC AUC on held-back rows")
    latest = float(frame[SECONDS].max()) or 1.0
    ends = []
    for (name, look), lane in _named(lanes):
        own = frame[frame["model"] == name]
        if len(own):
            _score_line(figure, own, name, look)
            score, seconds = float(own[SCORE].iloc[-1]), float(own[SECONDS].iloc[-1])
            if lane.state == "finished" and seconds < latest:
                _carried_on(figure, (seconds, latest), score, look)
                seconds = latest
            ends.append((score, seconds, name, look))
    low = min(0.9, int(float(frame[SCORE].min()) * 10) / 10) - 0.03
    lowest = _end_labels(figure, ends, latest, 0.08 * (1.06 - low))
    figure.update_xaxes(range=[-0.02 * latest, 1.04 * latest])
    figure.update_yaxes(range=[min(low, lowest), 1.06], dtick=0.1)
    return figure.update_layout(showlegend=False)


def _named(lanes: Lanes) -> list[tuple[tuple[str, palette.Look], Lane]]:
    return list(zip(palette.looks(tuple(a.model for a in lanes)), lanes, strict=True))


def _score_line(
    figure: "go.Figure", own: "pd.DataFrame", name: str, look: palette.Look
) -> None:
    plain = look == palette.FAMILIES["baseline"]
    figure.add_scatter(
        x=theme.small(own[SECONDS]),
        y=theme.small(own[SCORE]),
        name=theme.label(name),
        mode="lines+markers",
        line=theme.line(look, 1.5 if plain else 2.5),
        marker=theme.dot(look, 6 if plain else 8) | {"maxdisplayed": 8},
        hovertemplate="%{y:.3f} after %{x:.2f} s",
    )


def _carried_on(
    figure: "go.Figure", seconds: tuple[float, float], score: float, look: palette.Look
) -> None:
    figure.add_scatter(
        x=theme.small(seconds),
        y=theme.small((score, score)),
        mode="lines",
        line=theme.line(look, 1.2) | {"dash": "dot"},
        hoverinfo="skip",
    )


def _end_labels(figure: "go.Figure", ends: list, latest: float, room: float) -> float:
    """Name each line at its end: above it, or below where another is too close.

    Returns the lowest place taken.
    """
    free = float("inf")
    for score, seconds, name, look in sorted(ends, key=lambda e: e[0], reverse=True):
        above = score + room <= free
        place = score + room / 2 if above else min(score, free) - room / 2
        free = score if above else place - room / 2
        text = theme.strong(f"{theme.label(name)} <b>{score:.3f}</b>")
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
    last = score_frame(lanes).groupby("model", sort=False).last()
    last = last.sort_values(SCORE, ascending=False, kind="stable")
    told = [
        f"{name} {row[SCORE]:.3f} after {row[SECONDS]:.2f} s of training"
        for name, row in last.iterrows()
    ]
    return f"ROC AUC on held-back rows so far: {theme.listed(told)}."


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


def draw_loss(lanes: Lanes) -> "go.Figure":
    """Draw training loss solid and validation loss dotted, a pair a model."""
    figure = theme.figure(300, _units(lanes), "loss (log loss)")
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
