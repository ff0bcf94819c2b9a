"""Two confusion matrices, and where they differ."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme, tiles
from core.figures.cuts import PER, Cut

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

ROOMY = 4  # classes whose cells have room for a share besides a count
WIDEST = 34  # letters over a panel


@dataclass(frozen=True, kw_only=True, eq=False)
class Sides:
    """Two models' counts, true classes in rows and called ones in columns.

    `models` are those of the whole race, `pair` the places of the two in it. `only`
    draws one of three panels.
    """

    models: tuple[str, ...]
    pair: tuple[int, int]
    names: tuple[str, ...]
    counts: "tuple[np.ndarray, np.ndarray]"
    only: int | None = None

    def panels(self) -> "tuple[Sides, ...]":
        """Return one a panel, so that a page can put them beside each other."""
        return tuple(replace(self, only=place) for place in range(3))


def sides(cut: Cut) -> Sides:
    """Return what two models make of the rows at their thresholds."""
    first, second = (cut.counts[place].confusion for place in cut.pair)
    return Sides(
        models=cut.models,
        pair=cut.pair,
        names=(cut.other, cut.label),
        counts=(first, second),
    )


def matrices(both: Sides) -> "list[tuple[str, palette.Look | None, np.ndarray]]":
    """Return both models' counts by name, then their difference."""
    looks = palette.looks(both.models)
    (first, one), (second, other) = (looks[place] for place in both.pair)
    a, b = both.counts
    apart = f"{first} minus {second.lower()}"
    return [(first, one, a), (second, other, b), (apart, None, a - b)]


def frame(both: Sides) -> "pd.DataFrame":
    """Return one row a model and cell: true, called, rows, rows per thousand."""
    import pandas as pd

    rows = max(1, int(both.counts[0].sum()))
    table = [
        (name, truth, called, int(counts[i, j]), PER * counts[i, j] / rows)
        for name, _, counts in matrices(both)
        for i, truth in enumerate(both.names)
        for j, called in enumerate(both.names)
    ]
    columns = ["model", "true", "called", "rows", f"per {PER:,}"]
    return pd.DataFrame(table, columns=columns)


def draw(both: Sides) -> "Plot":
    """Draw the cells of both models, and by how much they differ."""
    found, size = matrices(both), len(both.names)
    found = found if both.only is None else [found[both.only]]
    titles = [
        theme.label(name if look or len(name) <= WIDEST else "First minus second")
        for name, look, _ in found
    ]
    height = min(460, 180 + 40 * size)
    figure = theme.panels(height, titles, shared_yaxes=True, horizontal_spacing=0.04)
    pair = [palette.looks(both.models)[place][1].colour for place in both.pair]
    ticks = [theme.label(name, 12 if size < ROOMY else 8) for name in both.names]
    for column, (_, look, counts) in enumerate(found, start=1):
        _cells(figure, counts, look, pair, column)
        theme.rows_axis(figure, ticks, row=1, col=column)
    figure.update_xaxes(
        tickvals=list(range(size)), ticktext=[theme.strong(t) for t in ticks],
        showgrid=False, showline=False, ticks="", title_text=theme.strong("called"),
    )  # fmt: skip
    figure.update_yaxes(showline=False, ticks="")
    figure.update_yaxes(title_text=theme.strong("true"), col=1)
    return figure.update_layout(showlegend=False)


def _cells(
    figure: "Plot",
    counts: "np.ndarray",
    look: palette.Look | None,
    pair: list[str],
    column: int,
) -> None:
    import numpy as np

    size = len(counts)
    if look:
        z = counts / counts.sum(axis=1, keepdims=True).clip(min=1)
        low, scale = 0.0, ((0, palette.TILE), (1, look.colour))
        cells = zip(counts.ravel().tolist(), z.ravel().tolist(), strict=True)
        text = [_cell(n, share, size) for n, share in cells]
    else:
        z = counts / max(1, np.abs(counts).max())
        low = -1.0
        scale = ((0, pair[1]), (0.5, palette.TILE), (1, pair[0]))
        text = [_signed(n, size) for n in counts.ravel().tolist()]
    hover = "%{customdata} rows<extra></extra>"
    place = {"row": 1, "col": column}
    tiles.paint(
        figure, z, scale, low=low, customdata=counts, hovertemplate=hover, **place
    )
    tiles.write(figure, counts.shape, text, **place)


def _cell(count: int, share: float, classes: int) -> str:
    if classes > ROOMY:
        return f"{count:,}" if count else ""
    return f"<b>{count:,}</b><br>{share:.0%}"


def _signed(count: int, classes: int) -> str:
    """Return a whole number with its sign; a zero of many is left out."""
    if not count:
        return "" if classes > ROOMY else "0"
    return f"<b>{count:+,}</b>".replace("-", "−")


def sentence(both: Sides) -> str:
    """Say how many rows each model of the pair gets right."""
    told = [
        f"{name} is right about {int(counts.trace()):,} of {int(counts.sum()):,} rows"
        for name, look, counts in matrices(both)
        if look
    ]
    return f"{theme.listed(told)}."


MATRICES = FigureSpec(
    key="cut_matrices",
    title="Right and wrong answers, and where they differ",
    page="threshold",
    order=20,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda subject: isinstance(subject, Sides),
    panels=lambda both: both.panels(),
)
