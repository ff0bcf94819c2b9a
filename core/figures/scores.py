"""Scores of all models side by side, and what each confuses with what."""

from typing import TYPE_CHECKING

from core import palette
from core.evaluate import Evaluation
from core.figure import FigureSpec
from core.figures import theme
from core.figures.quality import Runs, named

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

# Sentences of a score's name; the first group is better high, the second low.
SCORES = {"accuracy": "accuracy", "roc_auc": "ROC AUC", "pr_auc": "PR AUC", "f1": "F1"}
ERRORS = {"log_loss": "log loss", "brier": "Brier score"}


def score_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and score where high is good, with its interval."""
    return _frame(runs, SCORES)


def error_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and score where low is good, with its interval."""
    return _frame(runs, ERRORS)


def _frame(runs: Runs, names: dict[str, str]) -> "pd.DataFrame":
    import pandas as pd

    rows = [
        (model, names[score.name], score.value, score.low, score.high)
        for (model, _), run in named(runs)
        for score in run.evaluation.scores
        if score.name in names
    ]
    frame = pd.DataFrame(rows, columns=["model", "score", "value", "low", "high"])
    return frame.astype({"low": float, "high": float})


def draw_scores(runs: Runs) -> "go.Figure":
    """Draw a dot a model and score, with its interval."""
    return _dots(runs, score_frame(runs), "value (higher is better)")


def draw_errors(runs: Runs) -> "go.Figure":
    """Draw a dot a model and error, with its interval."""
    return _dots(runs, error_frame(runs), "value (lower is better)")


def _dots(runs: Runs, frame: "pd.DataFrame", x: str) -> "go.Figure":
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
            hovertemplate="%{x:.3f}",
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
    return _leaders(score_frame(runs), best="max")


def error_sentence(runs: Runs) -> str:
    """Say which model has the lowest error of each kind."""
    return _leaders(error_frame(runs), best="min")


def _leaders(frame: "pd.DataFrame", best: str) -> str:
    told = []
    for score, own in frame.groupby("score", sort=False):
        place = own["value"].idxmax() if best == "max" else own["value"].idxmin()
        row = own.loc[place]
        told.append(f"{score} {row['value']:.3f} ({row['model']})")
    word = "Highest" if best == "max" else "Lowest"
    return f"{word}: {theme.listed(told)}."


def confusion_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and pair of classes: true, predicted, rows, share."""
    import pandas as pd

    return pd.DataFrame(
        [
            (name, truth, guess, int(run.evaluation.confusion[i, j]), shares[i, j])
            for (name, _), run in named(runs)
            for shares in [_shares(run.evaluation)]
            for i, truth in enumerate(run.evaluation.classes)
            for j, guess in enumerate(run.evaluation.classes)
        ],
        columns=[
            "model",
            "true class",
            "predicted class",
            "rows",
            "share of true class",
        ],
    )


def _shares(evaluation: Evaluation):
    counts = evaluation.confusion
    return counts / counts.sum(axis=1, keepdims=True).clip(min=1)


def draw_confusion(runs: Runs) -> "go.Figure":
    """Draw a small table a model; a fuller cell means a larger share of its row."""
    count = len(runs[0].evaluation.classes)
    columns = min(len(runs), 2 if count <= 4 else 1)
    rows = -(-len(runs) // columns)
    height = 80 + rows * (40 + 48 * max(3, min(count, 8)))
    titles = [theme.label(name) for (name, _), _ in named(runs)]
    figure = theme.panels(
        height, titles, columns, shared_yaxes=True, shared_xaxes=True,
        vertical_spacing=36 / height, horizontal_spacing=0.06,
    )  # fmt: skip
    for place, ((_, look), run) in enumerate(named(runs)):
        _matrix(
            figure, run.evaluation, look, (place // columns + 1, place % columns + 1)
        )
    figure.update_xaxes(showgrid=False, showline=False, ticks="")
    figure.update_yaxes(showline=False, ticks="")
    figure.update_xaxes(title_text=theme.strong("predicted class"), row=rows)
    figure.update_yaxes(title_text=theme.strong("true class"), col=1)
    return figure


def _matrix(
    figure: "go.Figure",
    evaluation: Evaluation,
    look: palette.Look,
    place: tuple[int, int],
) -> None:
    import numpy as np

    shares, count = _shares(evaluation), len(evaluation.classes)
    row, col = place
    names = [theme.label(name, 14 if count < 4 else 9) for name in evaluation.classes]
    figure.add_heatmap(
        z=theme.small(shares), zmin=0, zmax=1, showscale=False, xgap=2, ygap=2,
        colorscale=((0, palette.TILE), (1, look.colour)),
        customdata=evaluation.confusion, row=row, col=col,
        hovertemplate="%{customdata} rows, %{z:.1%} of the true class<extra></extra>",
    )  # fmt: skip
    ticks = [theme.strong(name) for name in names]
    figure.update_xaxes(tickvals=np.arange(count), ticktext=ticks, row=row, col=col)
    theme.rows_axis(figure, names, row=row, col=col)
    down, across = np.indices(shares.shape)
    text = [_cell(n, s, count) for n, s in zip(
        evaluation.confusion.ravel(), shares.ravel(), strict=True)]  # fmt: skip
    figure.add_scatter(
        x=across.ravel(), y=down.ravel(), text=np.array(text, dtype=object),
        mode="text", textfont_color=palette.INK, hoverinfo="skip", showlegend=False,
        row=row, col=col,
    )  # fmt: skip


def _cell(rows: int, share: float, classes: int) -> str:
    if classes > 6:
        return f"{rows}" if rows else ""
    return f"<b>{rows:,}</b><br>{share:.0%}"


def confusion_sentence(runs: Runs) -> str:
    """Say how many rows each model puts into the right class."""
    told = []
    for (name, _), run in named(runs):
        counts = run.evaluation.confusion
        right, rows = int(counts.trace()), int(counts.sum())
        told.append(f"{name} {right:,} of {rows:,}")
    return f"Rows put into the right class: {theme.listed(told)}."


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
)
CONFUSION = FigureSpec(
    key="confusion",
    title="Right and wrong answers",
    page="evaluate",
    order=40,
    draw=draw_confusion,
    frame=confusion_frame,
    sentence=confusion_sentence,
)
