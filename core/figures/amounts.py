"""Predicted amounts against true ones, and how far each model is off."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.quality import has_amounts, named
from core.figures.ranked import Runs
from core.run import Run
from core.score import Predictions

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

MOST_DOTS = 1_000  # a panel; more would hide each other
PER_UNIT = "rows per unit"


@dataclass(frozen=True, kw_only=True, eq=False)
class Panel:
    """One model's chart, on the scale of all runs of its race."""

    runs: Runs
    only: int


Subject = Runs | Panel


def panels(runs: Runs) -> tuple[Panel, ...]:
    """Return one panel a model."""
    return tuple(Panel(runs=runs, only=place) for place in range(len(compared(runs))))


def compared(runs: Runs) -> list[tuple[tuple[str, palette.Look], Run]]:
    """Return the runs to draw: a baseline says the same everywhere, so it goes."""
    baseline = palette.FAMILIES["baseline"]
    return [one for one in named(runs) if one[0][1] != baseline] or named(runs)


def _parted(subject: Subject) -> "tuple[Runs, list]":
    """Return all the runs and the (name, look, run) that have a panel here."""
    runs = subject.runs if isinstance(subject, Panel) else subject
    shown = compared(runs)
    return runs, [shown[subject.only]] if isinstance(subject, Panel) else shown


def predictions(run: Run) -> Predictions:
    """Return a run's predictions, which every run on amounts has."""
    assert run.evaluation.predictions is not None
    return run.evaluation.predictions


def predicted_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and drawn row: its true and its predicted amount."""
    import pandas as pd

    parts = []
    for (name, _), run in compared(runs):
        told = predictions(run)
        every = -(-len(told.truth) // MOST_DOTS)
        pairs = {"true": told.truth[::every], "predicted": told.predicted[::every]}
        parts.append(pd.DataFrame({"model": name} | pairs))
    return pd.concat(parts, ignore_index=True)


def draw_predicted(subject: Subject) -> "Plot":
    """Draw a dot a row; on the diagonal the prediction is right."""
    runs, drawn = _parted(subject)
    frame, target = predicted_frame(runs), theme.label(runs[0].dataset.target)
    ends = _ends(frame[["true", "predicted"]].to_numpy())
    figure = theme.panels(360, [theme.label(n) for (n, _), _ in drawn])
    for column, ((name, look), _) in enumerate(drawn, start=1):
        own = frame[frame["model"] == name]
        figure.add_scatter(
            x=theme.small(ends), y=theme.small(ends), mode="lines", hoverinfo="skip",
            line={"color": theme.LINE, "dash": "dot", "width": 1.5}, row=1, col=column,
        )  # fmt: skip
        figure.add_scatter(
            x=theme.small(own["true"]), y=theme.small(own["predicted"]), mode="markers",
            marker=theme.dot(look, 6) | {"opacity": 0.6}, row=1, col=column,
            hovertemplate="%{y:.4~g} predicted, %{x:.4~g} true<extra></extra>",
        )  # fmt: skip
    figure.update_xaxes(title_text=theme.strong(f"true {target}"), range=ends, nticks=6)
    figure.update_yaxes(range=ends, nticks=6)
    figure.update_yaxes(title_text=theme.strong(f"predicted {target}"), col=1)
    return figure.update_layout(showlegend=False)


def _ends(values: "np.ndarray") -> list[float]:
    low, high = float(values.min()), float(values.max())
    pad = 0.04 * ((high - low) or 1.0)
    return [low - pad, high + pad]


def predicted_sentence(runs: Runs) -> str:
    """Say how far each model's predictions reach, and how far the truth does."""
    frame, told = predicted_frame(runs), []
    for name, own in frame.groupby("model", sort=False):
        ends = (
            theme.amount(end) for end in (min(own["predicted"]), max(own["predicted"]))
        )
        told.append(f"{name} predicts {' to '.join(ends)}")
    truth = " to ".join(
        theme.amount(e) for e in (min(frame["true"]), max(frame["true"]))
    )
    return f"The true amounts go from {truth}; {theme.listed(told)}."


def residual_frame(runs: Runs) -> "pd.DataFrame":
    """Return one row a model and bar: true minus predicted, from, to, rows."""
    import pandas as pd

    parts = []
    for (name, _), run in compared(runs):
        edges, counts = bars(predictions(run))
        ends = {"from": edges[:-1], "to": edges[1:], "rows": counts}
        parts.append(pd.DataFrame({"model": name} | ends))
    frame = pd.concat(parts, ignore_index=True)
    # the models' bars differ in width; this way their areas can be compared
    return frame.assign(**{PER_UNIT: frame["rows"] / (frame["to"] - frame["from"])})


def bars(told: Predictions) -> "tuple[np.ndarray, np.ndarray]":
    """Return edges and counts of wider bars for fewer rows, by Rice's rule."""
    import numpy as np

    wanted = max(8.0, 2 * told.counts.sum() ** (1 / 3))
    every = max(1, round(len(told.counts) / wanted))
    places = np.arange(0, len(told.counts), every)
    edges = np.append(told.edges[places], told.edges[-1])
    return edges, np.add.reduceat(told.counts, places)


def draw_residuals(subject: Subject) -> "Plot":
    """Draw how many rows are off by how much; right of zero the prediction is low."""
    runs, drawn = _parted(subject)
    frame = residual_frame(runs)
    figure = theme.panels(300, [theme.label(n) for (n, _), _ in drawn])
    for column, ((name, look), _) in enumerate(drawn, start=1):
        own = frame[frame["model"] == name]
        figure.add_bar(
            x=theme.small(own["from"]), y=theme.small(own[PER_UNIT]),
            width=theme.small(own["to"] - own["from"]), offset=0,
            customdata=own["rows"].to_numpy(), row=1, col=column,
            marker={"color": look.colour, "line": {"width": 0}},
            hovertemplate="%{customdata} rows from %{x:.4~g}<extra></extra>",
        )  # fmt: skip
    ends = _ends(frame[["from", "to"]].to_numpy())
    unit = theme.units(runs[0].dataset.target)
    words = theme.strong(theme.folded(f"true minus predicted ({unit})"))
    figure.update_xaxes(
        title_text=words, range=ends, nticks=6, zeroline=True,
        zerolinecolor=theme.LINE, zerolinewidth=2,
    )  # fmt: skip
    figure.update_yaxes(range=[0, 1.08 * float(frame[PER_UNIT].max())], nticks=5)
    figure.update_yaxes(title_text=theme.strong(PER_UNIT), col=1)
    return figure.update_layout(showlegend=False, bargap=0)


def residual_sentence(runs: Runs) -> str:
    """Say by how much half of each model's predictions are off at most."""
    told = []
    for name, own in predicted_frame(runs).groupby("model", sort=False):
        off = (own["true"] - own["predicted"]).abs().median()
        told.append(f"{theme.amount(float(off))} ({name})")
    target = runs[0].dataset.target
    return (
        f"Half of the predictions are off by at most {theme.listed(told)}, in units of "
        f"{target}; right of zero a prediction is too low."
    )


PREDICTED = FigureSpec(
    key="predicted",
    title="Predicted against true",
    page="evaluate",
    order=10,
    draw=draw_predicted,
    frame=predicted_frame,
    sentence=predicted_sentence,
    applies=has_amounts,
    panels=panels,
    about="cases",
)
RESIDUALS = FigureSpec(
    key="residuals",
    title="How far off, row by row",
    page="evaluate",
    order=12,
    draw=draw_residuals,
    frame=residual_frame,
    sentence=residual_sentence,
    applies=has_amounts,
    panels=panels,
)
