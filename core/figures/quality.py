"""ROC and precision-recall curves of all models on the same rows."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.run import Run
from core.score import Curve

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

Runs = tuple[Run, ...]
ROC_AXES = ("share of false alarms", "share of hits")
PR_AXES = ("share found (recall)", "share right (precision)")


def has_classes(runs: Runs) -> bool:
    """Return whether the target is a class."""
    return bool(runs[0].evaluation.classes)


def has_amounts(runs: Runs) -> bool:
    """Return whether the target is an amount."""
    return not has_classes(runs)


def has_curves(runs: Runs) -> bool:
    """Return whether every run has a curve; rows of one class give none."""
    return bool(runs) and all(run.evaluation.roc for run in runs)


def why_no_curve(runs: Runs) -> str:
    """Say why there is no ROC curve."""
    if has_amounts(runs):
        return "A ROC curve sorts cases into two classes; this target is an amount."
    return "A ROC curve needs rows of two classes; these rows have one."


def roc_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a point of each model's curve, with its area and interval."""
    return curve_frame(runs, ROC_AXES, lambda run: main_curve(run.evaluation.roc))


def pr_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a point of each model's curve, with its area and interval."""
    return curve_frame(runs, PR_AXES, lambda run: main_curve(run.evaluation.pr))


def main_curve(curves: tuple[Curve, ...]) -> Curve:
    """Return the only curve, or the macro average of several classes."""
    averages = (curve for curve in reversed(curves) if curve.label == "macro")
    return next(averages, curves[0])


def curve_frame(
    runs: Runs, axes: tuple[str, str], pick: Callable[[Run], Curve]
) -> "pd.DataFrame":
    """Return one row a point of each model's picked curve, with area and interval."""
    import numpy as np
    import pandas as pd

    parts = []
    for (name, _), run in named(runs):
        curve = pick(run)
        values = {"model": name, "class": curve.label, axes[0]: np.asarray(curve.x)}
        values |= {axes[1]: np.asarray(curve.y)}
        low, high = (np.nan if end is None else end for end in (curve.low, curve.high))
        parts.append(
            pd.DataFrame(values | {"area": curve.area, "low": low, "high": high})
        )
    return pd.concat(parts, ignore_index=True)


def named(runs: Runs) -> list[tuple[tuple[str, palette.Look], Run]]:
    """Return each run with its name and look."""
    return list(zip(palette.looks(tuple(r.model for r in runs)), runs, strict=True))


def draw_roc(runs: Runs) -> "go.Figure":
    """Draw a curve a model over the diagonal of chance."""
    figure = _square(ROC_AXES)
    figure.add_scatter(
        x=theme.small([0, 1]), y=theme.small([0, 1]), mode="lines", showlegend=False,
        line={"color": theme.LINE, "dash": "dot", "width": 1.5}, hoverinfo="skip",
    )  # fmt: skip
    return _curves(figure, runs, roc_frame(runs), ROC_AXES)


def draw_pr(runs: Runs) -> "go.Figure":
    """Draw a curve a model over the line of always saying yes."""
    figure = _square(PR_AXES)
    if len(runs[0].evaluation.classes) == 2:
        share = runs[0].evaluation.positive_share
        figure.add_scatter(
            x=theme.small([0, 1]), y=theme.small([share, share]), mode="lines",
            line={"color": theme.LINE, "dash": "dot", "width": 1.5}, hoverinfo="skip",
            name=f"always yes: {share:.3f}",
        )  # fmt: skip
    return _curves(figure, runs, pr_frame(runs), PR_AXES)


def _square(axes: tuple[str, str]) -> "go.Figure":
    figure = theme.figure(400, *axes)
    figure.update_xaxes(range=[-0.01, 1.01])
    figure.update_yaxes(range=[-0.01, 1.02])
    return figure


def _curves(
    figure: "go.Figure", runs: Runs, frame: "pd.DataFrame", axes: tuple[str, str]
) -> "go.Figure":
    for (name, look), _ in named(runs):
        own = frame[frame["model"] == name]
        figure.add_scatter(
            x=theme.small(own[axes[0]]),
            y=theme.small(own[axes[1]]),
            mode="lines",
            line=theme.line(look),
            name=f"{theme.label(name)} {_area(own.iloc[0])}",
            hovertemplate="%{y:.3f} at %{x:.3f}",
        )
    return figure


def _area(row: "pd.Series") -> str:
    if row["low"] != row["low"]:
        return f"{row['area']:.3f}"
    return f"{row['area']:.3f} ({row['low']:.3f}–{row['high']:.3f})"


def _told(frame: "pd.DataFrame") -> str:
    first = frame.groupby("model", sort=False).first()
    first = first.sort_values("area", ascending=False, kind="stable")
    return theme.listed([f"{name} {_area(row)}" for name, row in first.iterrows()])


def roc_sentence(runs: Runs) -> str:
    """Say every model's area, best first, and what the brackets are."""
    told = _told(roc_frame(runs))
    return f"Area under the ROC curve, with its 95 % interval: {told}."


def pr_sentence(runs: Runs) -> str:
    """Say every model's area and the share of positive rows."""
    share = runs[0].evaluation.positive_share
    text = f"Area under the precision-recall curve: {_told(pr_frame(runs))}"
    if len(runs[0].evaluation.classes) == 2:
        text += f"; always saying yes would be right for {share:.1%} of the rows"
    return f"{text}."


ROC = FigureSpec(
    key="roc",
    title="ROC curves",
    page="evaluate",
    order=20,
    draw=draw_roc,
    frame=roc_frame,
    sentence=roc_sentence,
    applies=has_curves,
    instead=why_no_curve,
)
PRECISION_RECALL = FigureSpec(
    key="precision_recall",
    title="Precision and recall",
    page="evaluate",
    order=30,
    draw=draw_pr,
    frame=pr_frame,
    sentence=pr_sentence,
    applies=has_curves,
)
