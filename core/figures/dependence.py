"""One column: how its value moves both models' answers, row by row."""

from typing import TYPE_CHECKING

from core.figure import FigureSpec, Pair
from core.figures import theme
from core.figures.case import cell_text
from core.figures.reasons import named, ranked, spread
from core.figures.scale import scale, shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

MOST_WORDS = 15


def column(pair: Pair) -> str:
    """Return the name of the column that is looked at."""
    known = pair.explanations[0].features
    return pair.column if pair.column in known else ranked(pair)[0]


def frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a model and row: the cell and how far it pushes."""
    import pandas as pd

    feature, parts = column(pair), []
    for (name, _), one in named(pair):
        place = one.features.index(feature)
        cells = one.cells[:, place]
        made = {"model": name, "row": one.rows, "cell": plain(cells)}
        push = shown(one, pair)[:, place]
        parts.append(pd.DataFrame(made | {scale(pair).push: push}))
    return pd.concat(parts, ignore_index=True)


def plain(cells: "np.ndarray") -> "np.ndarray":
    """Return cells as numbers where they all are, else as words."""
    import numpy as np

    try:
        return cells.astype(float)
    except (TypeError, ValueError):
        return np.array([cell_text(cell) for cell in cells], dtype=object)


def draw(pair: Pair) -> "Plot":
    """Draw a dot a row and model: the column's value against its push."""
    made = frame(pair)
    return _numbers(pair, made) if made["cell"].dtype.kind == "f" else _words(pair)


def _numbers(pair: Pair, made: "pd.DataFrame") -> "Plot":
    unit = scale(pair)
    figure = theme.figure(380, theme.label(column(pair), 40), f"push ({unit.push})")
    for (name, look), _ in named(pair):
        own = made[(made["model"] == name) & made["cell"].notna()]
        theme.dots_of(figure, len(own))(
            x=theme.small(own["cell"]), y=theme.small(own[unit.push]), mode="markers",
            marker=theme.dot(look, 8) | {"opacity": 0.65}, name=theme.label(name),
            hovertemplate="%{x:.4~g}: %{y:+.3~g}<extra></extra>",
        )  # fmt: skip
    _case(figure, pair)
    figure.add_hline(y=0, line={"color": theme.LINE, "width": 1})
    return figure


def _case(figure: "Plot", pair: Pair) -> None:
    """Ring the dots of the case that is looked at."""
    for (_, look), one in named(pair):
        place = one.features.index(column(pair))
        cell, push = one.cells[pair.case, place], shown(one, pair)[pair.case, place]
        if isinstance(cell, float | int) and cell == cell:
            ring = {"size": 15, "color": theme.CLEAR, "symbol": "circle",
                    "line": {"color": look.colour, "width": 2.5}}  # fmt: skip
            figure.add_scatter(
                x=theme.small([cell]), y=theme.small([push]), mode="markers",
                marker=ring, showlegend=False, hoverinfo="skip",
            )  # fmt: skip


def _words(pair: Pair) -> "Plot":
    """Draw a row a word, with a lane a model, as words have no order."""
    import numpy as np

    unit, made, models = scale(pair), frame(pair), named(pair)
    counts = made["cell"].value_counts()
    words = list(counts.index[:MOST_WORDS])
    figure = theme.figure(
        120 + 52 * len(words), f"push ({unit.push})", theme.label(column(pair), 26)
    )
    for lane, ((name, look), _) in enumerate(models):
        own = made[made["model"] == name]
        pushes = [own[own["cell"] == word][unit.push].to_numpy() for word in words]
        middle = (lane - (len(models) - 1) / 2) * 0.42
        heights = [
            place + middle + 0.4 * spread(push)
            for place, push in enumerate(pushes) if len(push)
        ]  # fmt: skip
        figure.add_scatter(
            x=theme.small(np.concatenate(pushes)), y=np.concatenate(heights),
            mode="markers", marker=theme.dot(look, 7) | {"opacity": 0.7},
            name=theme.label(name), hovertemplate="%{x:+.3~g}<extra></extra>",
        )  # fmt: skip
    theme.rows_axis(figure, [theme.label(word, 18) for word in words])
    figure.add_vline(x=0, line={"color": theme.LINE, "width": 1})
    return figure


def sentence(pair: Pair) -> str:
    """Say how each model's answer moves with the column, and how alike they are."""
    unit, made = scale(pair), frame(pair)
    numbers = made["cell"].dtype.kind == "f"
    told = [
        f"{name} {_trend(own, unit.push) if numbers else _spread(own, unit.push)}, "
        f"by {unit.told(own[unit.push].min())} to {unit.told(own[unit.push].max())}"
        for name, own in made.groupby("model", sort=False)
    ]
    return f"{column(pair)}: {theme.listed(told)}."


def _trend(own: "pd.DataFrame", push: str) -> str:
    ranks = own[["cell", push]].dropna().rank()
    if len(ranks) < 3 or ranks.nunique().min() < 2:
        return "is moved"
    r = ranks["cell"].corr(ranks[push])
    if abs(r) < 0.5:
        return "is moved up and down"
    return "says more as it grows" if r > 0 else "says less as it grows"


def _spread(own: "pd.DataFrame", push: str) -> str:
    means = own.groupby("cell")[push].mean()
    return f"says most at {means.idxmax()} and least at {means.idxmin()}"


DEPENDENCE = FigureSpec(
    key="dependence",
    title="How its value moves the answer",
    page="explain",
    order=40,
    draw=draw,
    frame=frame,
    sentence=sentence,
    about="cases",
)
