"""Inside both models at one case: the way through one tree, the signals in a net."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.scale import Shown, of

if TYPE_CHECKING:
    import pandas as pd

    from core.inside import Inside
    from core.plotting.plot import Plot

SIGNALS = ((0.0, palette.DOWN), (0.5, palette.faded(palette.NEUTRAL, 0.12)),
           (1.0, palette.UP))  # fmt: skip


def walker(seen: Shown) -> "Inside | None":
    """Return the model that has a way through a tree, or None."""
    return next((part for part in seen.parts if part.path), None)


def wired(seen: Shown) -> "Inside | None":
    """Return the model that has layers, or None."""
    return next((part for part in seen.parts if part.layers), None)


def path_frame(seen: Shown) -> "pd.DataFrame":
    """Return one row a question: what it asks, what the case says, what follows."""
    import pandas as pd

    one = walker(seen)
    assert one is not None
    unit = of(one.classes, one.target, seen.shown)
    rows = [
        (
            fork.asks or "the leaf's answer",
            fork.says,
            ("yes" if fork.yes else "no") if fork.asks else "",
            fork.rows,
            unit.factor * float(fork.answer[seen.shown]),
        )
        for fork in one.path
    ]
    names = ["question", "this case", "answer", "training rows", unit.answer]
    return pd.DataFrame(rows, columns=names)


def draw_path(seen: Shown) -> "Plot":
    """Draw a step a question: what the tree would answer there, down to its leaf."""
    import numpy as np

    one, made = walker(seen), path_frame(seen)
    assert one is not None
    unit, look = of(one.classes, one.target, seen.shown), palette.look(one.model)
    level, y = made.iloc[:, 4].to_numpy(float), np.arange(len(made))
    figure = theme.figure(110 + 34 * len(made), unit.answer, "question")
    size = np.full(len(made), 8)
    size[-1] = 15
    figure.add_scatter(
        x=theme.small(level), y=y, mode="lines+markers",
        line={"color": look.colour, "width": 2, "shape": "vh"},
        marker=theme.dot(look) | {"size": size},
        text=[f"{rows:,} training rows" for rows in made["training rows"]],
        hovertemplate="%{text}: %{x:.4~g}<extra></extra>",
    )  # fmt: skip
    low, high = float(level.min()), float(level.max())
    span = (high - low) or 1.0
    # a line comes from the side that the answer moves away from
    left = np.diff(level, prepend=low) < 0
    marks = [unit.level(value) for value in level]
    figure.add_scatter(
        x=theme.small(level), y=y, mode="text", hoverinfo="skip", cliponaxis=False,
        text=[theme.strong(f"\u2002{mark}\u2002") for mark in marks],
        textposition=np.where(left, "middle left", "middle right").astype(object),
    )  # fmt: skip
    asked = zip(made["question"], made["answer"], strict=True)
    names = [f"{theme.label(q, 26)}{': ' + a if a else ''}" for q, a in asked]
    theme.rows_axis(figure, names)
    figure.update_xaxes(range=[low - 0.3 * span, high + 0.35 * span], nticks=5)
    return figure.update_layout(showlegend=False)


def path_sentence(seen: Shown) -> str:
    """Say how many questions the tree asks, and what it answers beside all trees."""
    one, made = walker(seen), path_frame(seen)
    assert one is not None
    unit = of(one.classes, one.target, seen.shown)
    said = unit.level(float(made.iloc[-1, 4]))
    rows = int(made["training rows"].iloc[-1])
    every = unit.level(unit.factor * float(one.answer[seen.shown]))
    count = len(made) - 1
    text = (
        f"This tree asks {count} question{'s' * (count != 1)} and ends in a leaf with "
        f"{rows:,} training row{'s' * (rows != 1)}: {said}"
    )
    if one.trees == 1:
        return f"{text}."
    return (
        f"{text}. It is number {one.tree + 1} of {one.trees}, the one whose answer is "
        f"nearest to that of all together, {every}."
    )


def layers_frame(seen: Shown) -> "pd.DataFrame":
    """Return one row a unit of each layer and the signal that it passes on."""
    import pandas as pd

    one = wired(seen)
    assert one is not None
    parts = [
        pd.DataFrame({"layer": name, "unit": range(1, len(signal) + 1),
                      "signal": signal})
        for name, signal in zip(one.layers, one.signals, strict=True)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def draw_layers(seen: Shown) -> "Plot":
    """Draw a strip a layer, a cell a unit: red for positive signals, blue for others.

    Each strip is coloured on its own scale, and is as wide as the widest.
    """
    import numpy as np

    one = wired(seen)
    assert one is not None
    count = len(one.layers)
    figure = theme.panels(
        60 + 62 * count, [""] * count, columns=1, vertical_spacing=0.28 / count
    )
    for row, signal in enumerate(one.signals, start=1):
        most = float(np.abs(signal).max()) or 1.0
        figure.add_heatmap(
            z=theme.small(signal[None, :]), zmin=-most, zmax=most, colorscale=SIGNALS,
            showscale=False, xgap=1, row=row, col=1,
            hovertemplate="unit %{x}: %{z:.3~g}<extra></extra>",
        )  # fmt: skip
        figure.update_yaxes(
            row=row, col=1, tickvals=[0], showgrid=False,
            ticktext=[theme.strong(f"{one.layers[row - 1]} ({len(signal)})")],
        )  # fmt: skip
        figure.update_xaxes(row=row, col=1, showticklabels=False, showgrid=False)
    figure.update_yaxes(row=1, col=1, title_text=theme.strong(" "))
    figure.update_xaxes(
        row=count, col=1, title_text=theme.strong("units of each layer, side by side")
    )
    return figure


def layers_sentence(seen: Shown) -> str:
    """Say how many units are awake in each hidden layer for this case."""
    one = wired(seen)
    assert one is not None
    hidden = [
        f"{int((abs(signal) > 0.05 * (abs(signal).max() or 1)).sum())} of "
        f"{len(signal)} units in {name}"
        for name, signal in zip(one.layers, one.signals, strict=True)
        if name not in ("inputs", "answer")
    ]
    unit = of(one.classes, one.target, seen.shown)
    said = unit.level(unit.factor * float(one.answer[seen.shown]))
    awake = theme.listed(hidden) if hidden else "No hidden unit"
    return f"Awake for this case: {awake}. The answer is {said}."


PATH = FigureSpec(
    key="tree_path",
    title="The case's way through one tree",
    page="inside",
    order=10,
    draw=draw_path,
    frame=path_frame,
    sentence=path_sentence,
    applies=lambda seen: walker(seen) is not None,
    about="cases",
)
LAYERS = FigureSpec(
    key="layers",
    title="The case's signals in the net",
    page="inside",
    order=20,
    draw=draw_layers,
    frame=layers_frame,
    sentence=layers_sentence,
    applies=lambda seen: wired(seen) is not None,
    about="cases",
)
