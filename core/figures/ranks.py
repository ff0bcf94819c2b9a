"""What matters most to each model, in its own order, with lines that cross."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec, Pair
from core.figures import theme
from core.figures.reasons import named, sizes, wobble
from core.figures.scale import scale

if TYPE_CHECKING:
    import pandas as pd

    from core.palette import Look
    from core.plotting.plot import Plot

TOP = 10
FAR = 3  # places between two ranks that are worth a word


@dataclass(frozen=True, kw_only=True)
class Place:
    """One column in a model's list: its rank from 1, its mean size, its error."""

    feature: str
    rank: int
    size: float
    doubt: float


def places(pair: Pair) -> list[list[Place]]:
    """Return each model's list of the columns that are foremost in either one."""
    lists = []
    for _, one in named(pair):
        size, doubt = sizes(one, pair), wobble(one, pair)
        order = (-size).argsort(kind="stable").tolist()
        lists.append([
            Place(feature=one.features[i], rank=rank, size=float(size[i]),
                  doubt=float(doubt[i]))
            for rank, i in enumerate(order, start=1)
        ])  # fmt: skip
    foremost = {place.feature for own in lists for place in own[:TOP]}
    return [[place for place in own if place.feature in foremost] for own in lists]


def frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a model and column: its rank, its mean size, and its ±."""
    import pandas as pd

    rows = [
        (name, place.feature, place.rank, place.size, place.doubt)
        for ((name, _), _), own in zip(named(pair), places(pair), strict=True)
        for place in own
    ]
    unit = scale(pair)
    columns = ["model", "feature", "rank", unit.mean, f"± ({unit.push})"]
    return pd.DataFrame(rows, columns=columns)


def draw(pair: Pair) -> "Plot":
    """Draw bars in each model's own order, and a line from place to place between."""
    lists, models = places(pair), named(pair)
    count, two = max(map(len, lists)), len(models) > 1
    titles = [theme.label(name) for (name, _), _ in models]
    figure = theme.panels(
        96 + 30 * count,
        [titles[0], "", titles[1]] if two else titles,
        column_widths=[0.42, 0.16, 0.42] if two else [1.0],
        horizontal_spacing=0.0,
        shared_yaxes=True,
    )
    most = 1.08 * max(place.size + place.doubt for own in lists for place in own)
    title = theme.strong(theme.folded(scale(pair).mean))
    figure.update_xaxes(range=[0, most or 1.0], nticks=4, title_text=title)
    for column, (((_, look), _), own) in enumerate(zip(models, lists, strict=True)):
        _bars(figure, own, (look, 1 + 2 * column))
    if two:
        _lines(figure, lists, [look for (_, look), _ in models])
        figure.update_xaxes(row=1, col=2, range=[0, 1], visible=False)
    figure.update_yaxes(
        range=[count + 0.6, 0.4], showgrid=False, showticklabels=False
    )  # fmt: skip
    figure.update_yaxes(row=1, col=1, title_text=theme.strong("rank"))
    return figure.update_layout(showlegend=False, bargap=0.24)


def _bars(figure: "Plot", own: list[Place], where: "tuple[Look, int]") -> None:
    """Draw a model's bars with the names on them."""
    import numpy as np

    look, column = where
    doubt, error, y = [place.doubt for place in own], {}, np.arange(1, len(own) + 1)
    if any(doubt):
        error = {"error_x": {"type": "data", "array": theme.small(doubt), "width": 3,
                             "thickness": 1.2, "color": look.colour}}  # fmt: skip
    figure.add_bar(
        x=theme.small([place.size for place in own]), y=y, orientation="h", row=1,
        col=column,
        marker={"color": palette.faded(look.colour, 0.42),
                "line": {"color": look.colour, "width": 1}},
        hovertext=[theme.label(place.feature, 40) for place in own],
        hovertemplate="%{hovertext}: %{x:.3~g}<extra></extra>", **error,
    )  # fmt: skip
    names = [theme.label(f"{place.rank}. {place.feature}", 21) for place in own]
    figure.add_scatter(
        x=np.zeros(len(own)), y=y, mode="text", row=1, col=column, hoverinfo="skip",
        text=[theme.strong(f"\u2002{name}") for name in names],
        textposition="middle right", cliponaxis=False,
    )  # fmt: skip


def _lines(figure: "Plot", lists: list[list[Place]], looks: "list[Look]") -> None:
    """Join the places of each column; the colour is whose list has it higher."""
    for left, right in apart(lists).values():
        colour = palette.NEUTRAL
        if abs(left - right) > 1:
            colour = looks[0 if left < right else 1].colour
        far = abs(left - right) >= FAR
        figure.add_scatter(
            x=[0.04, 0.96], y=[left, right], mode="lines", hoverinfo="skip",
            line={"color": colour, "width": 2.5 if far else 1.4},
            row=1, col=2,
        )  # fmt: skip


def apart(lists: list[list[Place]]) -> dict[str, tuple[int, int]]:
    """Return where each column stands in the two lists, counted from 1."""
    first, second = ({p.feature: i for i, p in enumerate(own, 1)} for own in lists)
    return {feature: (place, second[feature]) for feature, place in first.items()}


def sentence(pair: Pair) -> str:
    """Say what each model leans on most, and which column they place furthest apart."""
    unit, lists = scale(pair), places(pair)
    names = [name for (name, _), _ in named(pair)]
    told = [
        f"{name} leans most on {own[0].feature} ({unit.size(own[0].size)})"
        for name, own in zip(names, lists, strict=True)
    ]
    text = f"{theme.listed(told)}."
    if len(names) < 2:
        return text
    both = apart(lists)
    feature = max(both, key=lambda name: abs(both[name][0] - both[name][1]))
    if abs(both[feature][0] - both[feature][1]) < FAR:
        return f"{text} No column is far apart in the two lists."
    ranks = [next(p.rank for p in own if p.feature == feature) for own in lists]
    return (
        f"{text} They differ most about {feature}: number {ranks[0]} for "
        f"{names[0].lower()}, number {ranks[1]} for {names[1].lower()}."
    )


IMPORTANCE = FigureSpec(
    key="importance",
    title="What matters most",
    page="explain",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
)
