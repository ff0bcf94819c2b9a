"""Why the models said so about one row: from the average answer to its own."""

from typing import TYPE_CHECKING

from core import palette
from core.explain import Explanation
from core.figure import FigureSpec, Pair
from core.figures import theme
from core.figures.reasons import named, panels
from core.figures.scale import Scale, scale, shown

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go

TOP = 8


def frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a model and step from the average to the case's answer."""
    names = zip(("from", "change", "to"), scale(pair).steps, strict=True)
    return walks(pair).rename(columns=dict(names))


def walks(pair: Pair) -> "pd.DataFrame":
    """Return the same under plain names: model, step, cell, from, change, to."""
    import pandas as pd

    rows = [
        (name, *step)
        for (name, _), one in named(pair)
        for step in steps(one, pair, top_features(pair))
    ]
    return pd.DataFrame(rows, columns=["model", "step", "cell", "from", "change", "to"])


def top_features(pair: Pair) -> list[str]:
    """Return the features that move this case most in either model, largest first."""
    import pandas as pd

    sizes = [
        pd.Series(shown(one, pair)[pair.case], index=one.features).abs()
        for one in pair.explanations
    ]
    largest = pd.concat(sizes, axis=1).max(axis=1)
    return list(largest.sort_values(ascending=False, kind="stable").index[:TOP])


def steps(
    one: Explanation, pair: Pair, top: list[str]
) -> list[tuple[str, str, float, float, float]]:
    """Return (step, cell, from, change, to) as shown: base, features, the others."""
    values = dict(zip(one.features, shown(one, pair)[pair.case].tolist(), strict=True))
    cells = dict(zip(one.features, one.cells[pair.case].tolist(), strict=True))
    level = scale(pair).factor * float(one.base[pair.shown])
    told = [("average", "", 0.0, level, level)]
    pushes = [(name, cell_text(cells[name]), values.pop(name)) for name in top]
    if values:
        pushes.append((f"{len(values)} others", "", sum(values.values())))
    for name, cell, push in pushes:
        told.append((name, cell, level, push, level + push))
        level += push
    return [*told, ("this case", "", 0.0, level, level)]


def cell_text(cell: object) -> str:
    """Return a raw cell as a person would write it."""
    if cell is None or cell != cell:
        return "missing"
    return f"{cell:g}" if isinstance(cell, float) else str(cell)


def _step_name(step: str, cell: str) -> str:
    """Return `name = cell`, where the name gives way so that the cell stays whole."""
    if not cell:
        return theme.label(step, 18)
    value = theme.label(cell, 10)
    return f"{theme.label(step, 19 - min(10, len(cell)))} = {value}"


def draw(pair: Pair) -> "go.Figure":
    """Draw a panel a model, from the average on top to this case at the bottom."""
    table, unit, drawn = walks(pair), scale(pair), panels(pair)
    titles = [theme.label(name) for (name, _), _ in drawn]
    first = table[table["model"] == table["model"].iloc[0]]
    low, high = float(table["to"].min()), float(table["to"].max())
    span = max(unit.least, high - low) or 1.0
    figure = theme.panels(100 + 32 * len(first), titles, shared_yaxes=True)
    for column, ((name, look), _) in enumerate(drawn, start=1):
        own = table[table["model"] == name]
        _path(figure, own, look, column)
        _pushes(figure, own.iloc[1:-1], column)
        _numbers(figure, own, (unit, low + 0.7 * span), column)
    names = [
        _step_name(step, cell)
        for step, cell in zip(first["step"], first["cell"], strict=True)
    ]
    theme.rows_axis(figure, names)
    figure.update_xaxes(range=[low - 0.1 * span, low + 1.5 * span], nticks=5)
    figure.update_xaxes(title_text=theme.strong(unit.answer))
    figure.update_yaxes(title_text=theme.strong("step"), row=1, col=1)
    return figure.update_layout(showlegend=False, bargap=0.25)


def _path(
    figure: "go.Figure", own: "pd.DataFrame", look: palette.Look, column: int
) -> None:
    """Draw where the answer stands after each step, its ends marked."""
    import numpy as np

    size = np.zeros(len(own))
    size[[0, -1]] = 13
    figure.add_scatter(
        x=theme.small(own["to"]),
        y=np.arange(len(own)),
        mode="lines+markers",
        line={"color": theme.LINE, "width": 1, "shape": "vh"},
        marker=theme.dot(look) | {"size": size, "opacity": 1},
        hovertemplate="%{x:.4~g}<extra></extra>",
        row=1,
        col=column,
    )


def _pushes(figure: "go.Figure", pushes: "pd.DataFrame", column: int) -> None:
    import numpy as np

    change = pushes["change"].to_numpy()
    figure.add_bar(
        x=theme.small(change),
        base=theme.small(pushes["from"]),
        y=np.arange(1, len(pushes) + 1),
        orientation="h",
        marker_color=np.where(change >= 0, palette.UP, palette.DOWN),
        hovertemplate="%{x:+.3~g}<extra></extra>",
        row=1,
        col=column,
    )


def _numbers(
    figure: "go.Figure", own: "pd.DataFrame", written: tuple[Scale, float], column: int
) -> None:
    """Write each push at its bar, and both ends, which give way beyond the middle."""
    import numpy as np

    unit, middle = written
    text = [unit.signed(push) for push in own["change"]]
    for end in (0, -1):  # further off: the ends have markers
        text[end] = f"\u2002<b>{unit.level(own['to'].iloc[end])}</b>\u2002"
    pushed = own["change"].clip(upper=0)
    pushed.iloc[[0, -1]] = 0
    figure.add_scatter(
        x=theme.small(own["to"] - pushed),
        y=np.arange(len(own)),
        mode="text",
        text=np.array([theme.strong(f"\u2002{p}\u2002") for p in text], dtype=object),
        textposition=_sides(own["to"].to_numpy(), middle),
        cliponaxis=False,
        hoverinfo="skip",
        row=1,
        col=column,
    )


def _sides(to: "np.ndarray", middle: float) -> "np.ndarray":
    """Return where each number stands: at the right, unless an end leaves no room."""
    import numpy as np

    sides = np.full(len(to), "middle right", dtype=object)
    for end in (0, -1):
        if to[end] > middle:
            sides[end] = "middle left"
    return sides


def sentence(pair: Pair) -> str:
    """Say what each model gives this case, and what pushed it furthest."""
    told, unit = [], scale(pair)
    for name, own in walks(pair).groupby("model", sort=False):
        pushes = own.iloc[1:-1]
        far = pushes.loc[pushes["change"].abs().idxmax()]
        first, last = (unit.level(own["to"].iloc[end]) for end in (0, -1))
        told.append(
            f"{name} goes from {first} on average to {last} for this case, most of all "
            f"by {far['step']} ({unit.told(far['change'])})"
        )
    what = f"{'Probability of' if unit.percent else 'Predicted'} {unit.target}"
    return f"{what}: {theme.listed(told)}."


WATERFALL = FigureSpec(
    key="waterfall",
    title="One case, step by step",
    page="explain",
    order=30,
    draw=draw,
    frame=frame,
    sentence=sentence,
    panels=Pair.panels,
    about="cases",
)
