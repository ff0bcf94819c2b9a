"""Partial dependence: what models answer, on average, when one column is set."""

from typing import TYPE_CHECKING, Any

from core import palette
from core.figure import FigureSpec
from core.figures import theme
from core.figures.scale import Scale, Shown, of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot

STEPPED = ("forest", "other")  # families whose answer moves in steps
LINES = 40  # single rows drawn, at most
TENTH = (10, 90)


def unit_of(seen: Shown) -> Scale:
    """Return the unit in which answers are told."""
    return of(seen.parts[0].classes, seen.parts[0].unit, seen.shown)


def named(seen: Shown) -> "list[tuple[tuple[str, palette.Look], Any]]":
    """Return the curves of each model with its name and look."""
    looks = palette.looks(tuple(part.model for part in seen.parts))
    return list(zip(looks, seen.parts, strict=True))


def means(seen: Shown, part: Any) -> "np.ndarray":
    """Return a model's mean answer at each value, in the unit that is shown."""
    return unit_of(seen).factor * part.mean[:, seen.shown]


def frame(seen: Shown) -> "pd.DataFrame":
    """Return one row a model and value: the mean and the middle 80 % of rows."""
    import numpy as np
    import pandas as pd

    unit, parts = unit_of(seen), []
    answer = f"mean {unit.target}{' (%)' * unit.percent}"
    for (name, _), part in named(seen):
        each = unit.factor * part.each[:, :, seen.shown]
        low, high = np.percentile(each, TENTH, axis=0)
        parts.append(pd.DataFrame({
            "model": name, part.feature: part.at, answer: means(seen, part),
            "10 % of rows below": low, "10 % of rows above": high,
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def draw(seen: Shown) -> "Plot":
    """Draw a curve a model over faint ones of single rows, or a dot a word."""
    words = seen.parts[0].kind == "category"
    return _words(seen) if words else _numbers(seen)


def _numbers(seen: Shown) -> "Plot":
    import numpy as np

    unit, first = unit_of(seen), seen.parts[0]
    figure = theme.figure(400, theme.label(first.feature, 40), unit.answer)
    for (_, look), part in named(seen):
        each = unit.factor * part.each[:LINES, :, seen.shown]
        gap = np.full((len(each), 1), np.nan)
        figure.add_scatter(
            x=theme.small(np.tile([*part.at, np.nan], len(each))),
            y=theme.small(np.hstack([each, gap]).ravel()), mode="lines",
            line={"color": palette.faded(look.colour, 0.16), "width": 1,
                  "shape": _shape(part.model)},
            hoverinfo="skip", showlegend=False,
        )  # fmt: skip
    for (name, look), part in named(seen):
        figure.add_scatter(
            x=theme.small(part.at), y=theme.small(means(seen, part)), mode="lines",
            line=theme.line(look, 3.5) | {"shape": _shape(part.model)},
            name=theme.label(name), hovertemplate="%{x:.4~g}: %{y:.4~g}<extra></extra>",
        )  # fmt: skip
    cell = dict(seen.cells).get(first.feature)
    if isinstance(cell, float | int) and cell == cell:
        figure.add_vline(
            x=float(cell), line={"color": theme.LINE, "dash": "dot", "width": 1.5},
            annotation={"text": theme.strong("this case"), "font": {"size": 12}},
            annotation_position="top",
        )  # fmt: skip
    return figure


def _shape(model: str) -> str:
    """Return how points are joined: a tree's answer stays until the next question."""
    from core.model import specs

    spec = specs().get(model)
    return "hv" if (spec.family if spec else "forest") in STEPPED else "linear"


def _words(seen: Shown) -> "Plot":
    import numpy as np

    unit, first = unit_of(seen), seen.parts[0]
    made, words = frame(seen), [str(word) for word in first.at]
    figure = theme.figure(
        120 + 44 * len(words), unit.answer, theme.label(first.feature, 26)
    )
    for lane, ((name, look), _) in enumerate(named(seen)):
        own = made[made["model"] == name]
        mean, low, high = (own.iloc[:, place].to_numpy(float) for place in (2, 3, 4))
        shift = (lane - (len(seen.parts) - 1) / 2) * 0.24
        figure.add_scatter(
            x=theme.small(mean), y=np.arange(len(words)) + shift, mode="markers",
            marker=theme.dot(look, 12), name=theme.label(name),
            error_x={"type": "data", "symmetric": False, "color": look.colour,
                     "array": theme.small(np.maximum(high - mean, 0)),
                     "arrayminus": theme.small(np.maximum(mean - low, 0)),
                     "thickness": 1.2, "width": 0},
            hovertemplate="%{x:.4~g}<extra></extra>",
        )  # fmt: skip
    theme.rows_axis(figure, [theme.label(word, 18) for word in words])
    return figure


def sentence(seen: Shown) -> str:
    """Say how far each model's mean answer moves, and between which values."""
    unit, told = unit_of(seen), []
    for (name, _), part in named(seen):
        mean = means(seen, part)
        low, high = int(mean.argmin()), int(mean.argmax())
        told.append(
            f"{name} from {unit.level(float(mean[low]))} at {_value(part.at[low])} to "
            f"{unit.level(float(mean[high]))} at {_value(part.at[high])}"
        )
    what = f"{'the probability of' if unit.percent else 'the predicted'} {unit.target}"
    rows = len(seen.parts[0].rows)
    return (
        f"With {seen.parts[0].feature} set by hand in {rows} rows, {what} moves on "
        f"average: {theme.listed(told)}."
    )


def _value(value: Any) -> str:
    return f"{float(value):.4g}" if isinstance(value, float) else str(value)


CURVES = FigureSpec(
    key="curves",
    title="If only this column changed",
    page="column",
    order=10,
    draw=draw,
    frame=frame,
    sentence=sentence,
    about="cases",
)
