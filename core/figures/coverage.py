"""Intervals around predicted amounts: how wide, and how often the truth is inside."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme

if TYPE_CHECKING:
    import pandas as pd

    from core.plotting.plot import Plot
    from core.quality.conformal import Coverage

INSIDE, WIDTH = "share inside", "half the width"


@dataclass(frozen=True, kw_only=True, eq=False)
class Covered:
    """Each model's intervals on the same rows; `unit` is that of the target."""

    models: tuple[str, ...]
    found: "tuple[Coverage, ...]"
    unit: str


def frame(covered: Covered) -> "pd.DataFrame":
    """Return one row a model: half the width of its intervals, and how many cover."""
    import pandas as pd

    rows = [
        (name, c.half_width, c.confidence, c.covered, c.low, c.high, c.rows)
        for (name, _), c in _named(covered)
    ]
    names = ["model", WIDTH, "promised", INSIDE, "low", "high", "rows"]
    return pd.DataFrame(rows, columns=names)


def _named(covered: Covered) -> "list[tuple[tuple[str, palette.Look], Coverage]]":
    return list(zip(palette.looks(covered.models), covered.found, strict=True))


def draw(covered: Covered) -> "Plot":
    """Draw how many truths lie inside against the promise, and below it the widths."""
    titles = ["Is the promise kept?", "How wide are they?"]
    height = 200 + 72 * len(covered.models)
    figure = theme.panels(height, titles, columns=1, vertical_spacing=90 / height)
    names = [theme.label(name) for (name, _), _ in _named(covered)]
    for row, drawn in enumerate((_shares, _widths), start=1):
        drawn(figure, covered, row)
        theme.rows_axis(figure, names, row=row, col=1)
    figure.update_yaxes(title_text=theme.strong("model"))
    return figure.update_layout(showlegend=False)


def _shares(figure: "Plot", covered: Covered, row: int) -> None:
    for place, ((name, look), found) in enumerate(_named(covered)):
        figure.add_scatter(
            x=theme.small([found.covered]), y=[place], mode="markers",
            marker=theme.dot(look, 12), name=theme.label(name), row=row, col=1,
            error_x={
                "array": theme.small([found.high - found.covered]),
                "arrayminus": theme.small([found.covered - found.low]),
                "color": look.colour, "thickness": 2, "width": 5,
            },
            hovertemplate="%{x:.1%} inside",
        )  # fmt: skip
    promise = covered.found[0].confidence
    figure.add_vline(
        x=promise, line={"color": theme.LINE, "dash": "dash", "width": 2},
        row=row, col=1,
    )  # fmt: skip
    low = min(0.75, *(found.low - 0.03 for found in covered.found))
    figure.update_xaxes(
        title_text=theme.strong(f"{INSIDE} (promised {promise:.0%})"),
        range=[low, 1.02], tickformat=".0%", row=row, col=1,
    )  # fmt: skip


def _widths(figure: "Plot", covered: Covered, row: int) -> None:
    for place, ((name, look), found) in enumerate(_named(covered)):
        figure.add_bar(
            x=theme.small([found.half_width]), y=[place], orientation="h",
            marker={"color": look.colour}, name=theme.label(name), width=0.5,
            hovertemplate="± %{x:.4~g}", row=row, col=1,
        )  # fmt: skip
    words = theme.folded(f"{WIDTH} ({theme.units(covered.unit)})")
    most = max(found.half_width for found in covered.found)
    figure.update_xaxes(
        title_text=theme.strong(words), range=[0, 1.05 * most], row=row, col=1
    )


def sentence(covered: Covered) -> str:
    """Say how wide each model's intervals are, and how often the truth is inside."""
    told = [
        f"{name} ± {theme.amount(found.half_width)}, true for {found.covered:.0%}"
        for (name, _), found in _named(covered)
    ]
    promise = covered.found[0].confidence
    return (
        f"Intervals that promise {promise:.0%}, in units of {covered.unit}: "
        f"{theme.listed(told)}; a narrower one that keeps its promise is better."
    )


COVERAGE = FigureSpec(
    key="coverage",
    title="Within how much is the truth?",
    page="coverage",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
)
