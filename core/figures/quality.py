"""ROC and precision-recall curves of all models on the same rows."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.ranked import (
    Runs,
    Subject,
    bands_of,
    picked,
    runs_of,
)
from core.run import Run
from core.score import Curve

if TYPE_CHECKING:
    import pandas as pd

    from core.figures.ranked import Bands
    from core.plotting.plot import Plot
    from core.quality.bands import Band

FAINT = 0.13  # of a band under its curve


ROC_AXES = ("share of false alarms", "share of hits")
PR_AXES = ("share found (recall)", "share right (precision)")


def has_classes(runs: Runs) -> bool:
    """Return whether the target is a class."""
    return bool(runs[0].evaluation.classes)


def has_amounts(runs: Runs) -> bool:
    """Return whether the target is an amount."""
    return not has_classes(runs)


def has_curves(subject: Subject) -> bool:
    """Return whether every run has a curve; rows of one class give none."""
    runs = runs_of(subject)
    return bool(runs) and all(run.evaluation.roc for run in runs)


def why_no_curve(subject: Subject) -> str:
    """Say why there is no ROC curve."""
    if has_amounts(runs_of(subject)):
        return "A ROC curve sorts cases into two classes; this target is an amount."
    return "A ROC curve needs rows of two classes; these rows have one."


def roc_frame(subject: Subject) -> "pd.DataFrame":
    """Return one row a point of each model's curve, with its area and interval."""
    runs = runs_of(subject)
    return curve_frame(runs, ROC_AXES, lambda run: picked(subject, run.evaluation.roc))


def pr_frame(subject: Subject) -> "pd.DataFrame":
    """Return one row a point of each model's curve, with its area and interval."""
    runs = runs_of(subject)
    return curve_frame(runs, PR_AXES, lambda run: picked(subject, run.evaluation.pr))


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


def draw_roc(subject: Subject) -> "Plot":
    """Draw a curve a model over the diagonal of chance."""
    figure = _square(ROC_AXES)
    figure.add_scatter(
        x=theme.small([0, 1]), y=theme.small([0, 1]), mode="lines", showlegend=False,
        line={"color": theme.LINE, "dash": "dot", "width": 1.5}, hoverinfo="skip",
    )  # fmt: skip
    for (_, look), band in _bands(subject):
        _shade(figure, band[0], look)
    return _curves(figure, runs_of(subject), roc_frame(subject), ROC_AXES)


def _bands(subject: Subject) -> "list[tuple[tuple[str, palette.Look], Bands]]":
    pairs = zip(named(runs_of(subject)), bands_of(subject), strict=True)
    return [(one, band) for (one, _), band in pairs if band]


def _shade(figure: "Plot", band: "Band", look: palette.Look) -> None:
    import numpy as np

    figure.add_scatter(
        x=theme.small(np.concatenate([band.x, band.x[::-1]])),
        y=theme.small(np.concatenate([band.high, band.low[::-1]])),
        mode="lines", line={"width": 0, "color": look.colour}, fill="toself",
        fillcolor=palette.faded(look.colour, FAINT), hoverinfo="skip",
        showlegend=False,
    )  # fmt: skip


def draw_pr(subject: Subject) -> "Plot":
    """Draw a curve a model over the line of always saying yes."""
    figure, runs = _square(PR_AXES), runs_of(subject)
    for (_, look), band in _bands(subject):
        _shade(figure, band[1], look)
    if len(runs[0].evaluation.classes) == 2:
        share = runs[0].evaluation.positive_share
        figure.add_scatter(
            x=theme.small([0, 1]), y=theme.small([share, share]), mode="lines",
            line={"color": theme.LINE, "dash": "dot", "width": 1.5}, hoverinfo="skip",
            name=f"always yes: {share:.3f}",
        )  # fmt: skip
    return _curves(figure, runs, pr_frame(subject), PR_AXES)


def _square(axes: tuple[str, str]) -> "Plot":
    figure = theme.figure(400, *axes)
    figure.update_xaxes(range=[-0.01, 1.01])
    figure.update_yaxes(range=[-0.01, 1.02])
    return figure


def _curves(
    figure: "Plot", runs: Runs, frame: "pd.DataFrame", axes: tuple[str, str]
) -> "Plot":
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


def roc_sentence(subject: Subject) -> str:
    """Say every model's area, best first, and what the brackets are."""
    told, of = _told(roc_frame(subject)), _whose(subject)
    return f"Area under the ROC curve{of}, with its 95 % interval: {told}."


def _whose(subject: Subject) -> str:
    """Say of which class the curves are, where there are several."""
    runs = runs_of(subject)
    if len(runs[0].evaluation.classes) == 2:
        return ""
    label = picked(subject, runs[0].evaluation.roc).label
    averages = {"macro": "the mean of all classes", "micro": "all answers pooled"}
    return f" ({averages.get(label, label)})"


def pr_sentence(subject: Subject) -> str:
    """Say every model's area and the share of positive rows."""
    evaluation = runs_of(subject)[0].evaluation
    told, of = _told(pr_frame(subject)), _whose(subject)
    text = f"Area under the precision-recall curve{of}: {told}"
    if len(evaluation.classes) == 2:
        share = evaluation.positive_share
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
