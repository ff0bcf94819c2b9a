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
    import plotly.graph_objects as go

TOP = 12


def named(pair: Pair) -> list[tuple[tuple[str, palette.Look], Explanation]]:
    """Return each explanation with its model's name and look."""
    both = pair.explanations
    return list(zip(palette.looks(tuple(e.model for e in both)), both, strict=True))


def panels(pair: Pair) -> list[tuple[tuple[str, palette.Look], Explanation]]:
    """Return the explanations that have a panel in this chart: all of them, or one."""
    everyone = named(pair)
    return everyone if pair.only is None else [everyone[pair.only]]


def ranked(pair: Pair) -> list[str]:
    """Return the features that matter most to either model, largest first."""
    frame = _sizes(pair).groupby("feature", sort=False)[scale(pair).mean].max()
    return list(frame.sort_values(ascending=False, kind="stable").index[:TOP])


def _sizes(pair: Pair) -> "pd.DataFrame":
    import numpy as np
    import pandas as pd

    rows = [
        (name, feature, size)
        for (name, _), one in named(pair)
        for feature, size in zip(
            one.features, np.abs(shown(one, pair)).mean(axis=0), strict=True
        )
    ]
    return pd.DataFrame(rows, columns=["model", "feature", scale(pair).mean])


def importance_frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a model and feature: the mean size of its values."""
    sizes, order = _sizes(pair), ranked(pair)
    sizes = sizes[sizes["feature"].isin(order)]
    return sizes.sort_values("feature", key=lambda f: f.map(order.index), kind="stable")


def draw_importance(pair: Pair) -> "go.Figure":
    """Draw a bar a model and feature, all on one axis."""
    import numpy as np

    order, frame, mean = ranked(pair), importance_frame(pair), scale(pair).mean
    figure = theme.figure(110 + 38 * len(order), theme.folded(mean), "feature")
    for (name, look), _ in named(pair):
        own = frame[frame["model"] == name]
        figure.add_bar(
            x=theme.small(own[mean]),
            y=np.array([order.index(feature) for feature in own["feature"]]),
            orientation="h",
            marker_color=look.colour,
            name=theme.label(name),
            hovertemplate=f"%{{x:.3~g}} {scale(pair).push}",
        )
    theme.rows_axis(figure, [theme.label(feature, 18) for feature in order])
    figure.update_xaxes(rangemode="tozero")
    return figure


def importance_sentence(pair: Pair) -> str:
    """Say each model's most important feature and how often both agree."""
    told, unit = [], scale(pair)
    for name, own in importance_frame(pair).groupby("model", sort=False):
        top = own.loc[own[unit.mean].idxmax()]
        size = unit.size(top[unit.mean])
        told.append(f"{name} leans most on {top['feature']} ({size})")
    text = theme.listed(told)
    if pair.agreement is not None:
        agreed = pair.agreement
        text += f"; they share {agreed.shared_top} of their {agreed.top} top features"
    return f"{text}."


def beeswarm_frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a model, feature and row: the cell and how far it pushes."""
    import pandas as pd

    order, parts, push = ranked(pair), [], scale(pair).push
    for (name, _), one in named(pair):
        values = shown(one, pair)
        for feature in order:
            if feature in one.features:
                column = one.features.index(feature)
                parts.append(pd.DataFrame({
                    "model": name, "feature": feature, "row": one.rows,
                    "cell": one.cells[:, column], push: values[:, column],
                }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def draw_beeswarm(pair: Pair) -> "go.Figure":
    """Draw a panel a model and a dot a row and feature, coloured by the cell."""
    import numpy as np

    order, frame, push = ranked(pair), beeswarm_frame(pair), scale(pair).push
    drawn = panels(pair)
    titles, words = [theme.label(name) for (name, _), _ in drawn], False
    figure = theme.panels(150 + 34 * len(order), titles, shared_yaxes=True)
    for column, ((name, _), _) in enumerate(drawn, start=1):
        own = frame[frame["model"] == name]
        level = np.concatenate(
            [levels(own[own["feature"] == f]["cell"]) for f in order]
        )
        place = np.concatenate([
            i + spread(own[own["feature"] == f][push].to_numpy())
            for i, f in enumerate(order)
        ])  # fmt: skip
        _swarm(figure, (own[push].to_numpy(), place, level), column)
        words = words or bool(np.isnan(level).any())
    theme.rows_axis(figure, [theme.label(feature, 18) for feature in order])
    furthest = 1.2 * float(frame[push].abs().max() or 1)
    figure.update_xaxes(
        title_text=theme.strong(push), range=[-furthest, furthest], zeroline=True,
        zerolinecolor=theme.LINE, nticks=5,
    )  # fmt: skip
    figure.update_yaxes(title_text=theme.strong("feature"), row=1, col=1)
    _legend(figure, words)
    return figure


def _legend(figure: "go.Figure", words: bool) -> None:
    """Name the ends of the colour scale, which need no bar to be read."""
    names = {"low value": palette.DOWN, "high value": palette.UP}
    names |= {"category or gap": palette.NEUTRAL} if words else {}
    for name, colour in names.items():
        figure.add_scatter(
            x=theme.small([float("nan")]), y=theme.small([float("nan")]), name=name,
            mode="markers", marker={"color": colour, "size": 9}, row=1, col=1,
        )  # fmt: skip


def _swarm(figure: "go.Figure", dots: "tuple[np.ndarray, ...]", column: int) -> None:
    """Draw one panel: grey dots for words and gaps, coloured ones for numbers."""
    import numpy as np
    import plotly.graph_objects as go

    x, y, level = dots
    kind = go.Scattergl if len(x) > theme.MANY_POINTS else go.Scatter
    for mask in (np.isnan(level), ~np.isnan(level)):
        if not mask.any():
            continue
        numbers = not np.isnan(level[mask][0])
        paint = {"color": theme.small(level[mask]), "colorscale": palette.LOW_TO_HIGH}
        scale = {"cmin": 0, "cmax": 1, "showscale": False}
        marker = paint | scale if numbers else {"color": palette.NEUTRAL}
        figure.add_trace(
            kind(
                x=theme.small(x[mask]),
                y=theme.small(y[mask]),
                mode="markers",
                marker=marker | {"size": 5, "opacity": 0.8},
                name="numbers" if numbers else "categories",
                showlegend=False,
                hovertemplate="%{x:+.3~g}<extra></extra>",
            ),
            row=1,
            col=column,
        )


def levels(cells: "pd.Series") -> "np.ndarray":
    """Return how high each cell is among its feature's, 0 to 1; NaN if no number."""
    import pandas as pd

    numbers = pd.to_numeric(cells, errors="coerce").astype(float)
    if numbers.notna().sum() < cells.notna().sum():
        numbers[:] = float("nan")
    rank = numbers.rank(method="average") - 1
    return (
        rank / max(1.0, float(rank.max()) if rank.notna().any() else 1.0)
    ).to_numpy()


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
    told, unit = [], scale(pair)
    for name, own in beeswarm_frame(pair).groupby("model", sort=False):
        far = own.loc[own[unit.push].abs().idxmax()]
        told.append(f"{name} {unit.told(far[unit.push])} by {far['feature']}")
    return f"The strongest single push of any row: {theme.listed(told)}."


IMPORTANCE = FigureSpec(
    key="importance",
    title="What matters most",
    page="explain",
    order=10,
    draw=draw_importance,
    frame=importance_frame,
    sentence=importance_sentence,
)
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
