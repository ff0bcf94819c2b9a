"""One threshold for a class, and all that follows from it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.quality.choosing import cost
from core.quality.threshold import Counts, Thresholds, pr, roc

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot
    from core.statistics.ranking import Line

Rule = Literal["hand", "budget", "price"]
PER = 1_000  # cases that counts are told per
MOST_DRAWN = 250  # points of a curve under the dots
_DRAWN: "WeakKeyDictionary[Thresholds, tuple[Line | None, Line | None]]" = (
    WeakKeyDictionary()
)
SCORES = (
    ("Found (recall)", "recall"),
    ("Right alarms (precision)", "precision"),
    ("F1", "f1"),
    ("Accuracy", "accuracy"),
    ("False alarms", "false_alarms"),
)
CURVES = ("false alarms", "found (recall)", "right alarms (precision)")


@dataclass(frozen=True, kw_only=True, eq=False)
class Cut:
    """Models on the same rows, each with its threshold `at` which it calls a class.

    `label` is the class that raises an alarm, `other` stands for all the rest; `pair`
    are the places of the two models whose answers are set against each other. `prices`
    are those of a false alarm and of a miss. `only` draws one panel of several.
    """

    models: tuple[str, ...]
    thresholds: tuple[Thresholds, ...]
    at: tuple[float, ...]
    label: str
    other: str
    pair: tuple[int, int]
    rule: Rule = "hand"
    prices: tuple[float, float] = (1.0, 1.0)
    only: int | None = None

    @property
    def counts(self) -> tuple[Counts, ...]:
        """Return what each model gets right and wrong at its threshold."""
        return tuple(t.at(a) for t, a in zip(self.thresholds, self.at, strict=True))

    @property
    def named(self) -> list[tuple[str, palette.Look, Thresholds, float, Counts]]:
        """Return each model's name, look, thresholds, the chosen one and its counts."""
        looks = palette.looks(self.models)
        every = zip(looks, self.thresholds, self.at, self.counts, strict=True)
        return [(name, look, t, at, counts) for (name, look), t, at, counts in every]

    def panels(self, count: int) -> "tuple[Cut, ...]":
        """Return one cut a panel, so that a page can put them beside each other."""
        return tuple(replace(self, only=place) for place in range(count))

    def money(self, counts: Counts) -> float:
        """Return what a thousand cases cost at these prices."""
        return PER * cost(counts, *self.prices) / counts.rows


def points_frame(cut: Cut) -> "pd.DataFrame":
    """Return one row a model: its threshold, and where that lies on both curves."""
    import pandas as pd

    rows = [
        (name, at, counts.false_alarms, counts.recall, counts.precision)
        for name, _, _, at, counts in cut.named
    ]
    frame = pd.DataFrame(rows, columns=["model", "threshold", *CURVES])
    return frame.astype(dict.fromkeys(CURVES, float))


def draw_points(cut: Cut) -> "Plot":
    """Draw both curves of every model, with the point at which it now stands."""
    titles = ["ROC curve", "Precision and recall"]
    kinds = [0, 1] if cut.only is None else [cut.only]
    figure = theme.panels(360, [titles[k] for k in kinds], horizontal_spacing=0.1)
    for name, look, thresholds, _, counts in cut.named:
        lines = drawn(thresholds)
        both = (
            (lines[0], (counts.false_alarms, counts.recall)),
            (lines[1], (counts.recall, counts.precision)),
        )
        for column, (line, point) in enumerate([both[k] for k in kinds], start=1):
            if line:
                _curve(figure, line, look, theme.label(name), column)
            if None not in point:
                _dot(figure, point, look, theme.label(name), column)
    for column, kind in enumerate(kinds, start=1):
        across, up = CURVES[kind : kind + 2]
        figure.update_xaxes(title_text=theme.strong(across), col=column)
        figure.update_yaxes(title_text=theme.strong(up), col=column)
    figure.update_xaxes(range=[-0.02, 1.02], nticks=6)
    return figure.update_yaxes(range=[-0.02, 1.04], nticks=6)


def _curve(
    figure: "Plot", line: "Line", look: palette.Look, name: str, column: int
) -> None:
    x, y = line
    figure.add_scatter(
        x=theme.small(x), y=theme.small(y), mode="lines", line=theme.line(look, 2),
        opacity=0.6, name=name, legendgroup=name, showlegend=column == 1,
        hoverinfo="skip", row=1, col=column,
    )  # fmt: skip


def drawn(thresholds: Thresholds) -> "tuple[Line | None, Line | None]":
    """Return both curves as they are drawn, made once: they stay while dots move."""
    if thresholds not in _DRAWN:
        _DRAWN[thresholds] = thinner(roc(thresholds)), thinner(pr(thresholds))
    return _DRAWN[thresholds]


def thinner(line: "Line | None") -> "Line | None":
    """Return every few points of a curve, both ends among them."""
    import numpy as np

    if line is None or len(line[0]) <= MOST_DRAWN:
        return line
    x, y = line
    keep = np.unique(np.linspace(0, len(x) - 1, MOST_DRAWN).astype(int))
    return x[keep], y[keep]


def _dot(
    figure: "Plot",
    point: tuple[float | None, ...],
    look: palette.Look,
    name: str,
    column: int,
) -> None:
    marker = theme.dot(look, 15) | {"line": {"color": palette.INK, "width": 1.5}}
    figure.add_scatter(
        x=theme.small(point[:1]), y=theme.small(point[1:]), mode="markers",
        marker=marker, name=name, legendgroup=name, showlegend=False,
        hovertemplate=f"{name}: %{{y:.3f}} at %{{x:.3f}}<extra></extra>",
        row=1, col=column,
    )  # fmt: skip


def points_sentence(cut: Cut) -> str:
    """Say at which threshold each model stands, and what it finds there."""
    told = [
        f"{name} at {written(at)} finds {counts.recall or 0:.1%} for "
        f"{counts.false_alarms or 0:.1%} false alarms"
        for name, _, _, at, counts in cut.named
    ]
    return f"{theme.listed(told)}."


def written(threshold: float) -> str:
    """Return a threshold in words; above 1 nobody is called."""
    return "no case at all" if threshold > 1 else f"{threshold:.3g}"


def score_frame(cut: Cut) -> "pd.DataFrame":
    """Return one row a model and score at its threshold; empty where undefined."""
    import pandas as pd

    rows = [
        (name, title, getattr(counts, field))
        for name, _, _, _, counts in cut.named
        for title, field in SCORES
    ]
    frame = pd.DataFrame(rows, columns=["model", "score", "value"])
    return frame.astype({"value": float})


def draw_scores(cut: Cut) -> "Plot":
    """Draw a dot a model and score at its threshold."""
    import numpy as np

    titles = [title for title, _ in SCORES]
    named = cut.named
    figure = theme.figure(80 + 56 * len(titles), "share", "score")
    for place, (name, look, _, _, counts) in enumerate(named):
        values = [getattr(counts, field) for _, field in SCORES]
        shift = 0.5 * (place - (len(named) - 1) / 2) / max(2, len(named) - 1)
        figure.add_scatter(
            x=theme.small([np.nan if v is None else v for v in values]),
            y=theme.small(np.arange(len(values)) + shift),
            mode="markers", marker=theme.dot(look, 11), name=theme.label(name),
            hovertemplate="%{x:.3f}",
        )  # fmt: skip
    theme.rows_axis(figure, [theme.folded(title) for title in titles])
    return figure.update_xaxes(range=[-0.03, 1.03])


def score_sentence(cut: Cut) -> str:
    """Say which share of all answers is right at these thresholds."""
    told = [f"{c.accuracy:.1%} ({name})" for name, _, _, _, c in cut.named]
    return f"Right answers of all: {theme.listed(told)}."


POINTS = FigureSpec(
    key="cut_points",
    title="Where each model stands",
    page="threshold",
    order=10,
    draw=draw_points,
    frame=points_frame,
    sentence=points_sentence,
    applies=lambda subject: isinstance(subject, Cut),
    panels=lambda cut: cut.panels(2),
)
SCORES_AT = FigureSpec(
    key="cut_scores",
    title="Scores at this threshold",
    page="threshold",
    order=30,
    draw=draw_scores,
    frame=score_frame,
    sentence=score_sentence,
    applies=lambda subject: isinstance(subject, Cut),
)
