"""Scores of all models side by side, each with its interval."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from core.figure import FigureSpec
from core.figures import theme
from core.figures.quality import has_amounts, has_classes, named
from core.figures.ranked import Runs
from core.score import Score

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot


def score_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and score where high is good, with its interval."""
    return _frame(runs, lambda score: score.fact.higher_is_better)


def error_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and score where low is good, with its interval."""
    return _frame(runs, lambda score: not score.fact.higher_is_better)


def _frame(runs: Runs, wanted: Callable[[Score], bool]) -> "pd.DataFrame":
    import pandas as pd

    rows = [
        (model, score.fact.title, score.value, score.low, score.high)
        for (model, _), run in named(runs)
        for score in run.evaluation.scores
        if wanted(score)
    ]
    frame = pd.DataFrame(rows, columns=["model", "score", "value", "low", "high"])
    return frame.astype({"low": float, "high": float})


def draw_scores(runs: Runs) -> "Plot":
    """Draw a dot a model and score, with its interval."""
    return _dots(runs, score_frame(runs), "value (higher is better)")


def draw_errors(runs: Runs) -> "Plot":
    """Draw a dot a model and error, with its interval."""
    return _dots(runs, error_frame(runs), "value (lower is better)")


def draw_amount_errors(runs: Runs) -> "Plot":
    """Draw a dot a model and error in units of the target, with its interval."""
    unit = theme.units(runs[0].dataset.target)
    words = theme.folded(f"{unit} (lower is better)")
    figure = _dots(runs, error_frame(runs), words)
    return figure.update_xaxes(rangemode="tozero")


def _dots(runs: Runs, frame: "pd.DataFrame", x: str) -> "Plot":
    import numpy as np

    names = list(frame["score"].unique())
    figure = theme.figure(90 + 26 * len(names) * max(2, len(runs)), x, "score")
    for place, ((name, look), _) in enumerate(named(runs)):
        own = frame[frame["model"] == name]
        shift = 0.5 * (place - (len(runs) - 1) / 2) / max(2, len(runs) - 1)
        figure.add_scatter(
            x=theme.small(own["value"]),
            y=theme.small(np.arange(len(own)) + shift),
            mode="markers",
            marker=theme.dot(look, 10),
            name=theme.label(name),
            error_x=_whiskers(own) | {"color": look.colour},
            hovertemplate="%{x:.4~g}",
        )
    theme.rows_axis(figure, names)
    return figure


def _whiskers(own: "pd.DataFrame") -> dict:
    value = own["value"]
    return {
        "array": theme.small((own["high"] - value).fillna(0)),
        "arrayminus": theme.small((value - own["low"]).fillna(0)),
        "thickness": 2,
        "width": 4,
    }


def score_sentence(runs: Runs) -> str:
    """Say which model is ahead on each score."""
    return f"Highest: {_leaders(score_frame(runs), best='max')}."


def error_sentence(runs: Runs) -> str:
    """Say which model has the lowest error of each kind."""
    return f"Lowest: {_leaders(error_frame(runs), best='min')}."


def amount_error_sentence(runs: Runs) -> str:
    """Say which model has the lowest error of each kind, in units of the target."""
    frame, target = error_frame(runs), runs[0].dataset.target
    told = _leaders(frame, best="min", write=theme.amount)
    return f"Lowest, in units of {target}: {told}."


def _leaders(
    frame: "pd.DataFrame", best: str, write: Callable[[float], str] = theme.score
) -> str:
    told = []
    for score, own in frame.groupby("score", sort=False):
        place = own["value"].idxmax() if best == "max" else own["value"].idxmin()
        row = own.loc[place]
        clear = "" if _apart(own, row) else ", not clearly"
        told.append(f"{score} {write(row['value'])} ({row['model']}{clear})")
    return theme.listed(told)


def _apart(own: "pd.DataFrame", leader: "pd.Series") -> bool:
    """Return whether the leader's interval lies apart from everybody else's."""
    others = own.drop(index=leader.name)
    return bool(
        ((others["low"] > leader["high"]) | (others["high"] < leader["low"])).all()
    )


SCORES_FIGURE = FigureSpec(
    key="scores",
    title="Scores with their intervals",
    page="evaluate",
    order=32,
    draw=draw_scores,
    frame=score_frame,
    sentence=score_sentence,
)
ERRORS_FIGURE = FigureSpec(
    key="errors",
    title="How far the probabilities are off",
    page="evaluate",
    order=50,
    draw=draw_errors,
    frame=error_frame,
    sentence=error_sentence,
    applies=has_classes,
)
AMOUNT_ERRORS = FigureSpec(
    key="amount_errors",
    title="How far the predictions are off",
    page="evaluate",
    order=34,
    draw=draw_amount_errors,
    frame=error_frame,
    sentence=amount_error_sentence,
    applies=has_amounts,
)
