"""What a rule looks at over every threshold, and where each model stands."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.cuts import PER, Cut, written
from core.quality.choosing import Sweep, sweep
from core.quality.threshold import Counts

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

STEPS = 101


def sweep_frame(cut: Cut) -> "pd.DataFrame":
    """Return one row a model and threshold: what the rule looks at, and its value."""
    import numpy as np
    import pandas as pd

    grid = np.linspace(0, 1, STEPS)
    parts = []
    for name, _, thresholds, at, _ in cut.named:
        swept = sweep(thresholds, np.unique(np.append(grid, min(at, 1.0))))
        table = {"model": name, "threshold": swept.threshold}
        parts.append(pd.DataFrame(table | {looked_at(cut): _looked(cut, swept)}))
    return pd.concat(parts, ignore_index=True)


def looked_at(cut: Cut) -> str:
    """Name what the rule looks at."""
    names = {"hand": "F1", "budget": "false alarms"}
    return names.get(cut.rule, f"money per {PER:,} cases")


def _looked(cut: Cut, swept: Sweep) -> "np.ndarray":
    if cut.rule == "hand":
        return swept.f1
    if cut.rule == "budget":
        return 1 - swept.specificity
    alarm, miss = cut.prices
    rows = swept.tp + swept.fp + swept.fn + swept.tn
    return PER * (alarm * swept.fp + miss * swept.fn) / rows


def draw_sweep(cut: Cut) -> "Plot":
    """Draw what the rule looks at over every threshold, and each model's own one."""
    frame, what = sweep_frame(cut), looked_at(cut)
    figure = theme.figure(340, "threshold", what)
    for name, look, _, at, _ in cut.named:
        own = frame[frame["model"] == name]
        figure.add_scatter(
            x=theme.small(own["threshold"]), y=theme.small(own[what]), mode="lines",
            line=theme.line(look, 2), name=theme.label(name),
            hovertemplate="%{y:.3~g} at %{x:.3f}",
        )  # fmt: skip
        here = own[own["threshold"] == min(at, 1.0)]
        figure.add_scatter(
            x=theme.small(here["threshold"]), y=theme.small(here[what]),
            mode="markers", showlegend=False, name=theme.label(name),
            marker=theme.dot(look, 14) | {"line": {"color": palette.INK, "width": 1.5}},
            hovertemplate="%{y:.3~g} at %{x:.3f}",
        )  # fmt: skip
    return figure.update_xaxes(range=[-0.02, 1.02])


def sweep_sentence(cut: Cut) -> str:
    """Say where each model stands, and what that is worth by the rule."""
    told = []
    for name, _, _, at, counts in cut.named:
        told.append(f"{_worth(cut, counts)} at {written(at)} ({name})")
    return f"{looked_at(cut).capitalize()}: {theme.listed(told)}."


def _worth(cut: Cut, counts: Counts) -> str:
    if cut.rule == "price":
        return theme.amount(cut.money(counts))
    value = counts.f1 if cut.rule == "hand" else counts.false_alarms
    return "–" if value is None else theme.score(value)


SWEEP = FigureSpec(
    key="cut_sweep",
    title="If the threshold were another",
    page="threshold",
    order=40,
    draw=draw_sweep,
    frame=sweep_frame,
    sentence=sweep_sentence,
    applies=lambda subject: isinstance(subject, Cut),
)
