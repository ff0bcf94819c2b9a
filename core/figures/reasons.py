"""Why the models said so: which features matter, over all rows and for one case."""

from typing import TYPE_CHECKING

from core import palette
from core.explain import Explanation
from core.figure import FigureSpec, Pair
from core.figures import theme
from core.figures.scale import scale, shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

TOP = 12
MANY_DOTS = 5_000  # in all panels: from here on WebGL draws them


def named(pair: Pair) -> list[tuple[tuple[str, palette.Look], Explanation]]:
    """Return each explanation with its model's name and look."""
    both = pair.explanations
    return list(zip(palette.looks(tuple(e.model for e in both)), both, strict=True))


def panels(pair: Pair) -> list[tuple[tuple[str, palette.Look], Explanation]]:
    """Return the explanations that have a panel in this chart: all of them, or one."""
    everyone = named(pair)
    return everyone if pair.only is None else [everyone[pair.only]]


def sizes(one: Explanation, pair: Pair) -> "np.ndarray":
    """Return the mean size of each feature's pushes, in the unit that is shown."""
    import numpy as np

    return np.abs(shown(one, pair)).mean(axis=0)


def wobble(one: Explanation, pair: Pair) -> "np.ndarray":
    """Return how far each feature's mean size may be off; 0 for exact values."""
    import numpy as np

    if one.errors is None:
        return np.zeros(len(one.features))
    # the rows share their draws, so their errors do not cancel
    return scale(pair).factor * one.errors[:, :, pair.shown].mean(axis=0)


def ranked(pair: Pair) -> list[str]:
    """Return the features that matter most to either model, largest first."""
    import numpy as np

    largest = np.max([sizes(one, pair) for one in pair.explanations], axis=0)
    order = (-largest).argsort(kind="stable")[:TOP]
    return [pair.explanations[0].features[place] for place in order]


def beeswarm_frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a model, feature and row: the cell and how far it pushes."""
    import numpy as np
    import pandas as pd

    order, parts = ranked(pair), []
    for (name, _), one in named(pair):
        places = [one.features.index(feature) for feature in order]
        count = len(one.rows)
        parts.append(pd.DataFrame({
            "model": name, "feature": np.repeat(order, count),
            "row": np.tile(one.rows, len(order)),
            "cell": one.cells[:, places].T.ravel(),
            scale(pair).push: shown(one, pair)[:, places].T.ravel(),
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def draw_beeswarm(pair: Pair) -> "Plot":
    """Draw a panel a model and a dot a row and feature, coloured by the cell."""
    import numpy as np

    order, drawn = ranked(pair), panels(pair)
    titles, words = [theme.label(name) for (name, _), _ in drawn], False
    figure = theme.panels(150 + 34 * len(order), titles, shared_yaxes=True)
    for column, (_, one) in enumerate(drawn, start=1):
        places = [one.features.index(feature) for feature in order]
        values = shown(one, pair)[:, places]
        level = np.stack([levels(one.cells[:, place]) for place in places])
        height = [i + spread(values[:, i]) for i in range(len(order))]
        dots = (values.T.ravel(), np.concatenate(height), level.ravel())
        _swarm(figure, dots, (column, len(pair.explanations) * level.size))
        words = words or bool(np.isnan(level).any())
    theme.rows_axis(figure, [theme.label(feature, 18) for feature in order])
    furthest = 1.2 * max(float(np.abs(shown(o, pair)).max()) for o in pair.explanations)
    furthest = furthest or 1.0
    figure.update_xaxes(
        title_text=theme.strong(scale(pair).push), range=[-furthest, furthest],
        zeroline=True, zerolinecolor=theme.LINE, nticks=5,
    )  # fmt: skip
    figure.update_yaxes(title_text=theme.strong("feature"), row=1, col=1)
    _legend(figure, words)
    return figure


def _legend(figure: "Plot", words: bool) -> None:
    """Name the ends of the colour scale, which need no bar to be read."""
    names = {"low value": palette.DOWN, "high value": palette.UP}
    names |= {"category or gap": palette.NEUTRAL} if words else {}
    for name, colour in names.items():
        figure.add_scatter(
            x=theme.small([float("nan")]), y=theme.small([float("nan")]), name=name,
            mode="markers", marker={"color": colour, "size": 9}, row=1, col=1,
        )  # fmt: skip


def _swarm(
    figure: "Plot", dots: "tuple[np.ndarray, ...]", where: tuple[int, int]
) -> None:
    """Draw one panel: grey dots for words and gaps, coloured ones for numbers."""
    import numpy as np

    (x, y, level), (column, count) = dots, where
    add = figure.add_scattergl if count > MANY_DOTS else figure.add_scatter
    for mask in (np.isnan(level), ~np.isnan(level)):
        if not mask.any():
            continue
        numbers = not np.isnan(level[mask][0])
        paint = {"color": theme.small(level[mask]), "colorscale": palette.LOW_TO_HIGH}
        scale = {"cmin": 0, "cmax": 1, "showscale": False}
        marker = paint | scale if numbers else {"color": palette.NEUTRAL}
        add(
            x=theme.small(x[mask]),
            y=theme.small(y[mask]),
            mode="markers",
            marker=marker | {"size": 5, "opacity": 0.8},
            name="numbers" if numbers else "categories",
            showlegend=False,
            hovertemplate="%{x:+.3~g}<extra></extra>",
            row=1,
            col=column,
        )


def levels(cells: "np.ndarray | pd.Series") -> "np.ndarray":
    """Return how high each cell is among its feature's, 0 to 1; NaN if no number."""
    import numpy as np
    import pandas as pd

    try:
        numbers = np.asarray(cells, dtype=float)
        words = False
    except (TypeError, ValueError):
        cells = pd.Series(cells)
        numbers = pd.to_numeric(cells, errors="coerce").to_numpy(float)
        words = bool(np.isnan(numbers).sum() > cells.isna().sum())
    known = ~np.isnan(numbers)
    level = np.full(len(numbers), np.nan)
    if words or not known.any():
        return level
    _, group, counts = np.unique(
        numbers[known], return_inverse=True, return_counts=True
    )
    rank = (np.cumsum(counts) - (counts + 1) / 2)[group]
    level[known] = rank / max(1.0, float(rank.max()))
    return level


def spread(x: "np.ndarray", bins: int = 60) -> "np.ndarray":
    """Return how far to lift each dot so that a crowd shows as a wide place.

    The same values give the same picture: dots of a bin are stacked out from the
    middle, up and down in turn; the fullest bin fills 0.4 to either side.
    """
    import numpy as np

    low, high = x.min(), x.max()
    place = np.floor((x - low) / ((high - low) or 1) * (bins - 1)).astype(int)
    order = np.argsort(place, kind="stable")
    counts = np.bincount(place, minlength=bins)
    turn = np.empty(len(x), dtype=int)
    turn[order] = np.arange(len(x)) - np.repeat(counts.cumsum() - counts, counts)
    side = np.where(turn % 2, 1, -1) * ((turn + 1) // 2)
    return 0.4 * side / max(8, counts.max() / 2)


def beeswarm_sentence(pair: Pair) -> str:
    """Say the widest push that any feature gives to any row, a model each."""
    import numpy as np

    told, unit = [], scale(pair)
    for (name, _), one in named(pair):
        values = shown(one, pair)
        row, column = np.unravel_index(np.abs(values).argmax(), values.shape)
        push = float(values[row, column])
        told.append(f"{name} {unit.told(push)} by {one.features[column]}")
    return f"The strongest single push of any row: {theme.listed(told)}."


BEESWARM = FigureSpec(
    key="beeswarm",
    title="Every row, every feature",
    page="explain",
    order=20,
    draw=draw_beeswarm,
    frame=beeswarm_frame,
    sentence=beeswarm_sentence,
    panels=Pair.panels,
    about="cases",
)
