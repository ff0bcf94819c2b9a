"""What each model takes for what: true classes against predicted ones."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme, tiles
from core.figures.quality import has_classes, named
from core.figures.ranked import Runs
from core.score import Evaluation

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot


def confusion_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and pair of classes: true, predicted, rows, share."""
    import pandas as pd

    return pd.DataFrame(
        [
            (name, truth, guess, int(counted(run.evaluation)[i, j]), shares[i, j])
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


def counted(evaluation: Evaluation) -> "np.ndarray":
    """Return the counts, which every run on classes has."""
    assert evaluation.confusion is not None
    return evaluation.confusion


def _shares(evaluation: Evaluation) -> "np.ndarray":
    counts = counted(evaluation)
    return counts / counts.sum(axis=1, keepdims=True).clip(min=1)


def draw_confusion(runs: Runs) -> "Plot":
    """Draw a small table a model; a fuller cell means a larger share of its row."""
    count = len(runs[0].evaluation.classes)
    columns = min(len(runs), 2 if count < 3 else 1)  # a phone has room for four cells
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
    figure: "Plot",
    evaluation: Evaluation,
    look: palette.Look,
    place: tuple[int, int],
) -> None:
    import numpy as np

    shares, count = _shares(evaluation), len(evaluation.classes)
    row, col = place
    names = [theme.label(name, 14 if count < 4 else 9) for name in evaluation.classes]
    tiles.fill(
        figure, shares, look, customdata=counted(evaluation), row=row, col=col,
        hovertemplate="%{customdata} rows, %{z:.1%} of the true class<extra></extra>",
    )  # fmt: skip
    ticks = [theme.strong(name) for name in names]
    figure.update_xaxes(tickvals=np.arange(count), ticktext=ticks, row=row, col=col)
    theme.rows_axis(figure, names, row=row, col=col)
    text = [_cell(n, s, count) for n, s in zip(
        counted(evaluation).ravel(), shares.ravel(), strict=True)]  # fmt: skip
    tiles.write(figure, shares.shape, text, row=row, col=col)


def _cell(rows: int, share: float, classes: int) -> str:
    if classes > 6:
        return f"{rows}" if rows else ""
    return f"<b>{rows:,}</b><br>{share:.0%}"


def confusion_sentence(runs: Runs) -> str:
    """Say how many rows each model puts into the right class."""
    told = []
    for (name, _), run in named(runs):
        counts = counted(run.evaluation)
        right, rows = int(counts.trace()), int(counts.sum())
        told.append(f"{name} {right:,} of {rows:,}")
    return f"Rows put into the right class: {theme.listed(told)}."


CONFUSION = FigureSpec(
    key="confusion",
    title="Right and wrong answers",
    page="evaluate",
    order=40,
    draw=draw_confusion,
    frame=confusion_frame,
    sentence=confusion_sentence,
    applies=has_classes,
)
