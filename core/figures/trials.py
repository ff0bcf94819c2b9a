"""Two models on repeated splits: every difference, and whether it is more than luck."""

from math import isfinite
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.score import FACTS

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot
    from core.splits import Trial

SAME = palette.faded(palette.NEUTRAL, 0.2)
SPREAD = 0.3  # to keep dots of equal value apart
INTERVAL_AT = -0.9


def frame(trial: "Trial") -> "pd.DataFrame":
    """Return one row a split: its seed, both scores, the difference, both prices."""
    import pandas as pd

    first, second = map(palette.title, trial.models)
    title = FACTS[trial.metric].title
    rows = [
        (i, p.seed, *p.scores, p.scores[0] - p.scores[1], *p.cpu_s)
        for i, p in enumerate(trial.pairs, 1)
    ]
    names = ["split", "seed", f"{first}: {title}", f"{second}: {title}"]
    names += ["difference", f"{first}: CPU seconds", f"{second}: CPU seconds"]
    made = pd.DataFrame(rows, columns=names)
    found = trial.comparison
    ends = (found.mean, found.low, found.high) if found else (None, None, None)
    return made.assign(**dict(zip(("mean", "low", "high"), ends, strict=True))).astype(
        {"mean": float, "low": float, "high": float}
    )


def draw(trial: "Trial") -> "Plot":
    """Draw a dot a split on the side of the model that was ahead, and the interval."""
    first, second = map(palette.title, trial.models)
    title = FACTS[trial.metric].title
    figure = theme.figure(300, f"difference in {title}")
    differences = [p.scores[0] - p.scores[1] for p in trial.pairs]
    ahead = [trial.models[gap < 0] for gap in differences]
    figure.add_scatter(
        x=theme.small(differences),
        y=[SPREAD * ((i % 5) - 2) / 2 + 0.3 for i in range(len(differences))],
        mode="markers", showlegend=False,
        marker={
            "color": [palette.colour(m) for m in ahead],
            "symbol": [palette.marker(m) for m in ahead],
            "size": 11, "opacity": 0.85,
        },
        text=[f"split {i}, seed {p.seed}" for i, p in enumerate(trial.pairs, 1)],
        hovertemplate="%{text}: %{x:+.4f}<extra></extra>",
    )  # fmt: skip
    low, high = _ends(trial, differences)
    _region(figure, trial, (first, second))
    _interval(figure, trial)
    figure.update_xaxes(
        range=[low, high], zeroline=True, zerolinecolor=theme.LINE, zerolinewidth=2,
        tickformat="+.3~f",
    )  # fmt: skip
    return figure.update_yaxes(visible=False, title_text="splits", range=[-1.4, 1.5])


def _ends(trial: "Trial", differences: list[float]) -> tuple[float, float]:
    found = trial.comparison
    known = [e for e in (found.low, found.high) if isfinite(e)] if found else []
    rope = found.rope if found else 0.01
    far = max(1.4 * rope, *(abs(d) for d in (*differences, *known)))
    return -1.08 * far, 1.08 * far


def _region(figure: "Plot", trial: "Trial", names: tuple[str, str]) -> None:
    rope = trial.comparison.rope if trial.comparison else 0.01
    figure.add_vrect(
        x0=-rope, x1=rope, fillcolor=SAME, line_width=0, layer="below",
        annotation={
            "text": theme.strong("too small to matter"), "font": {"size": 12},
            "showarrow": False,
        },
        annotation_position="inside top",
    )  # fmt: skip
    for x, anchor, name in ((0.0, "left", names[1]), (1.0, "right", names[0])):
        arrow = f"← {name} ahead" if anchor == "left" else f"{name} ahead →"
        figure.add_annotation(
            x=x, xref="paper", y=1.06, yref="paper", xanchor=anchor, showarrow=False,
            text=theme.strong(theme.label(arrow, 40)), font={"size": 12},
        )  # fmt: skip


def _interval(figure: "Plot", trial: "Trial") -> None:
    found = trial.comparison
    if found is None or not isfinite(found.low):
        return
    colour = palette.colour(trial.models[found.mean < 0])
    figure.add_scatter(
        x=theme.small([found.low, found.mean, found.high]), y=[INTERVAL_AT] * 3,
        mode="lines+markers", showlegend=False, line={"color": colour, "width": 3},
        marker={
            "color": colour, "symbol": ["line-ns", "diamond", "line-ns"], "size": 13,
            "line": {"color": colour, "width": 2},
        },
        hovertemplate="mean and 95 % interval: %{x:+.4f}<extra></extra>",
    )  # fmt: skip


def sentence(trial: "Trial") -> str:
    """Say which model is better, or how far that is from being known."""
    if trial.comparison is None:
        return f"{len(trial.pairs)} of {trial.total} splits: too few to tell luck."
    return trial.told


TRIAL = FigureSpec(
    key="trial",
    title="Split by split",
    page="trial",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda trial: bool(trial.pairs),
)
