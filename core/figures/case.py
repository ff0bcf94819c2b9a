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

    from core.plotting.plot import Plot

TOP = 8


def frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a model and step from the average to the case's answer."""
    import pandas as pd

    rows = [
        (name, *step)
        for ((name, _), _), walk in zip(named(pair), walks(pair), strict=True)
        for step in walk
    ]
    columns = ["model", "step", "cell", *scale(pair).steps, "±"]
    made = pd.DataFrame(rows, columns=columns)
    return made if made["±"].any() else made.drop(columns="±")


def walks(pair: Pair) -> "list[list[tuple]]":
    """Return each model's steps: (step, cell, from, change, to, its standard error)."""
    top = top_features(pair)
    return [
        [
            (*step, off)
            for step, off in zip(
                steps(one, pair, top), doubts(one, pair, top), strict=True
            )
        ]
        for one in pair.explanations
    ]


def doubts(one: Explanation, pair: Pair, top: list[str]) -> list[float]:
    """Return how far the change of each step may be off: its standard error."""
    import numpy as np

    others = len(one.features) > len(top)
    if one.errors is None:
        return [0.0] * (len(top) + others + 2)
    error = scale(pair).factor * one.errors[pair.case, :, pair.shown]
    places = [one.features.index(name) for name in top]
    rest = float(np.sqrt((np.delete(error, places) ** 2).sum()))
    return [0.0, *error[places].tolist(), *[rest] * others, 0.0]


def top_features(pair: Pair) -> list[str]:
    """Return the features that move this case most in either model, largest first."""
    import numpy as np

    sizes = [np.abs(shown(one, pair)[pair.case]) for one in pair.explanations]
    order = (-np.max(sizes, axis=0)).argsort(kind="stable")[:TOP]
    return [pair.explanations[0].features[place] for place in order]


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


def draw(pair: Pair) -> "Plot":
    """Draw a panel a model, from the average on top to this case at the bottom."""
    every, unit = walks(pair), scale(pair)
    kept = list(range(len(every))) if pair.only is None else [pair.only]
    drawn = panels(pair)
    ends = [step[4] for walk in every for step in walk]
    low, span = min(ends), max(unit.least, max(ends) - min(ends)) or 1.0
    titles = [theme.label(name) for (name, _), _ in drawn]
    figure = theme.panels(100 + 32 * len(every[0]), titles, shared_yaxes=True)
    for column, ((_, look), _) in enumerate(drawn, start=1):
        walk = every[kept[column - 1]]
        _path(figure, walk, look, column)
        _pushes(figure, walk[1:-1], column)
        _numbers(figure, walk, (unit, low + 0.7 * span), column)
    theme.rows_axis(figure, [_step_name(step[0], step[1]) for step in every[0]])
    figure.update_xaxes(
        range=[low - 0.1 * span, low + 1.5 * span], nticks=5,
        title_text=theme.strong(unit.answer),
    )  # fmt: skip
    figure.update_yaxes(title_text=theme.strong("step"), row=1, col=1)
    return figure.update_layout(showlegend=False, bargap=0.25)


def _path(figure: "Plot", walk: list[tuple], look: palette.Look, column: int) -> None:
    """Draw where the answer stands after each step, its ends marked."""
    import numpy as np

    size = np.zeros(len(walk))
    size[[0, -1]] = 13
    figure.add_scatter(
        x=theme.small([step[4] for step in walk]), y=np.arange(len(walk)),
        mode="lines+markers", line={"color": theme.LINE, "width": 1, "shape": "vh"},
        marker=theme.dot(look) | {"size": size, "opacity": 1},
        hovertemplate="%{x:.4~g}<extra></extra>", row=1, col=column,
    )  # fmt: skip


def _pushes(figure: "Plot", pushes: list[tuple], column: int) -> None:
    import numpy as np

    doubt, error = [step[5] for step in pushes], {}
    if any(doubt):
        error = {"error_x": {"type": "data", "array": theme.small(doubt), "width": 3,
                             "thickness": 1.2, "color": theme.LINE}}  # fmt: skip
    figure.add_bar(
        x=theme.small([step[3] for step in pushes]),
        base=theme.small([step[2] for step in pushes]),
        y=np.arange(1, len(pushes) + 1), orientation="h",
        marker_color=[palette.UP if s[3] >= 0 else palette.DOWN for s in pushes],
        hovertemplate="%{x:+.3~g}<extra></extra>", row=1, col=column, **error,
    )  # fmt: skip


def _numbers(
    figure: "Plot", walk: list[tuple], written: tuple[Scale, float], column: int
) -> None:
    """Write each push at its bar, and both ends, which give way beyond the middle."""
    import numpy as np

    unit, middle = written
    to = np.array([step[4] for step in walk])
    change = np.array([step[3] for step in walk])
    text = [unit.signed(push) for push in change.tolist()]
    for end in (0, -1):  # further off: the ends have markers
        text[end] = f"\u2002<b>{unit.level(float(to[end]))}</b>\u2002"
    pushed = np.minimum(change, 0)
    pushed[[0, -1]] = 0
    # clear of the bar that says how far a push may be off
    beyond = np.array([step[5] for step in walk]) * (change >= 0)
    figure.add_scatter(
        x=theme.small(to - pushed + beyond), y=np.arange(len(walk)), mode="text",
        text=[theme.strong(f"\u2002{told}\u2002") for told in text],
        textposition=_sides(to, middle), cliponaxis=False, hoverinfo="skip",
        row=1, col=column,
    )  # fmt: skip


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
    for ((name, _), _), walk in zip(named(pair), walks(pair), strict=True):
        far = max(walk[1:-1], key=lambda step: abs(step[3]))
        first, last = (unit.level(walk[end][4]) for end in (0, -1))
        told.append(
            f"{name} goes from {first} on average to {last} for this case, most of all "
            f"by {far[0]} ({unit.told(far[3])})"
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
