"""Where two models disagree: each row at what the one and the other answers."""

from typing import TYPE_CHECKING

from core import palette
from core.figure import FigureSpec, Pair
from core.figures import theme
from core.figures.reasons import named
from core.figures.scale import scale

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from core.plotting.plot import Plot


def said(pair: Pair) -> "tuple[np.ndarray, np.ndarray]":
    """Return what the first two models answer, in the unit that is shown."""
    first, second = pair.explanations[:2]
    factor = scale(pair).factor
    return factor * first.answers[:, pair.shown], factor * second.answers[:, pair.shown]


def frame(pair: Pair) -> "pd.DataFrame":
    """Return one row a case: what is true, what both answer, how far they are apart."""
    import pandas as pd

    first = pair.explanations[0]
    names = [name for (name, _), _ in named(pair)]
    unit = "%" if scale(pair).percent else scale(pair).target
    made = pd.DataFrame({"case": range(len(first.rows)), "truth": truths(pair)})
    for name, answers in zip(names, said(pair), strict=True):
        made[f"{name} ({unit})"] = answers
    made["apart"] = abs(made.iloc[:, 2] - made.iloc[:, 3])
    return made


def truths(pair: Pair) -> list:
    """Return what each case truly is: the name of its class, or its amount."""
    first = pair.explanations[0]
    if len(first.classes) == 1:
        return first.truth.tolist()
    return [first.classes[int(code)] for code in first.truth]


def draw(pair: Pair) -> "Plot":
    """Draw a dot a row; on the diagonal both say the same."""
    import numpy as np

    unit, first = scale(pair), pair.explanations[0]
    names = [theme.label(name) for (name, _), _ in named(pair)]
    x, y = said(pair)
    low, high = (0.0, 100.0) if unit.percent else _ends(x, y)
    pad, what = 0.04 * (high - low), " (%)" if unit.percent else ""
    figure = theme.figure(430, f"{names[0]}{what}", f"{names[1]}{what}")
    figure.add_scatter(
        x=[low, high], y=[low, high], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": theme.LINE, "width": 1, "dash": "dot"},
    )  # fmt: skip
    codes = first.truth if unit.percent else np.zeros(len(x))
    for code in np.unique(codes.astype(int)):
        own, look = codes == code, palette.class_look(int(code))
        figure.add_scatter(
            x=theme.small(x[own]), y=theme.small(y[own]), mode="markers",
            marker=theme.dot(look, 8) | {"opacity": 0.7},
            name=theme.label(first.classes[code]) if unit.percent else "cases",
            text=[f"case {case}" for case in np.flatnonzero(own)],
            hovertemplate="%{text}: %{x:.3~g} and %{y:.3~g}<extra></extra>",
        )  # fmt: skip
    ring = {
        "size": 17,
        "color": theme.CLEAR,
        "line": {"color": palette.ALERT, "width": 3},
    }
    figure.add_scatter(
        x=theme.small(x[[pair.case]]), y=theme.small(y[[pair.case]]), mode="markers",
        marker=ring, name="this case", hoverinfo="skip",
    )  # fmt: skip
    figure.update_xaxes(range=[low - pad, high + pad])
    return figure.update_yaxes(range=[low - pad, high + pad])


def _ends(x: "np.ndarray", y: "np.ndarray") -> tuple[float, float]:
    low, high = float(min(x.min(), y.min())), float(max(x.max(), y.max()))
    return (low, high) if high > low else (low - 1, high + 1)


def sentence(pair: Pair) -> str:
    """Say where they are furthest apart, and how often they name different classes."""
    unit, made = scale(pair), frame(pair)
    names = [name for (name, _), _ in named(pair)]
    far = made.loc[made["apart"].idxmax()]
    first, second = (unit.level(float(far.iloc[i])) for i in (2, 3))
    text = (
        f"They are furthest apart, by {unit.size(float(far['apart']))}, at case "
        f"{far['case']}: {names[0]} says {first}, {names[1]} says {second}"
    )
    if not unit.percent:
        return f"{text}."
    one, other = (e.answers.argmax(axis=1) for e in pair.explanations[:2])
    apart = int((one != other).sum())
    return f"{text}. They name different classes in {apart} of {len(one)} cases."


APART = FigureSpec(
    key="apart",
    title="Where they disagree",
    page="explain",
    order=25,
    draw=draw,
    frame=frame,
    sentence=sentence,
    applies=lambda pair: len(pair.explanations) == 2,
    about="cases",
)
