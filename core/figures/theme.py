"""The frame that all figures share: axes, margins, legend, and words in a picture.

Backgrounds stay clear and text takes the colour of the page, so that one figure fits
the light and the dark theme; it must stay readable 390 pixels wide.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from core.kinds.dates import PARTS
from core.palette import NEUTRAL, Look, faded
from core.plotting.plot import Plot
from core.plotting.subplots import subplots

if TYPE_CHECKING:
    import numpy as np

GRID = faded(NEUTRAL, 0.22)
LINE = faded(NEUTRAL, 0.6)
CLEAR = "rgba(0,0,0,0)"
# Above this many points, SVG is slower to draw than WebGL is to start.
MANY_POINTS = 2_000


def figure(height: int, x: str = "", y: str = "") -> Plot:
    """Return an empty figure with titled axes."""
    return Plot(_common(height) | {"xaxis": _axis(x), "yaxis": _axis(y)})


def panels(height: int, titles: list[str], columns: int = 0, **given: Any) -> Plot:
    """Return a figure of one panel a title, `columns` in a row (0: all in one row)."""
    columns = columns or len(titles)
    given = {"horizontal_spacing": 0.05 if columns < 3 else 0.03} | given
    rows = -(-len(titles) // columns)
    layout, grid = subplots(rows, columns, titles, **given)
    layout |= _common(height)
    for name in [name for name in layout if name[:5] in ("xaxis", "yaxis")]:
        layout[name] |= _axis()
    for title in layout["annotations"]:
        title |= {"font": {"size": 13}, "text": strong(title["text"])}
    # Above the titles of the panels, which take the first 30 pixels.
    layout["legend"] |= {"y": 1 + 30 / (height - 100)}
    return Plot(layout, grid)


def _common(height: int) -> dict[str, Any]:
    """Return the layout that every figure has."""
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 28, "b": 8},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "hovermode": "closest",
        "uirevision": "keep",
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "bargap": 0.3,
        "modebar": {"bgcolor": CLEAR},
    }


def _axis(title: str = "") -> dict[str, Any]:
    """Return the layout of an axis, titled if it is to be."""
    return {
        "gridcolor": GRID,
        "linecolor": LINE,
        "zeroline": False,
        "automargin": True,
        "title": {"standoff": 8} | ({"text": strong(title)} if title else {}),
        "tickprefix": '<span style="color:currentColor">',
        "ticksuffix": "</span>",
    }


def label(name: object, limit: int = 22) -> str:
    """Return a name as plotly text: shortened, and never read as markup.

    The part of a date stays at the end, or all parts of a long name would look alike.
    """
    text = " ".join(str(name).split())
    if len(text) > limit:
        column, colon, part = text.rpartition(": ")
        tail = colon + part if part in PARTS else ""
        if not tail or len(tail) + 2 > limit:
            column, tail = text, ""
        text = column[: limit - 1 - len(tail)].rstrip() + "…" + tail
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def strong(text: str) -> str:
    """Return plotly text in the page's full text colour, light or dark.

    What Streamlit's theme gives to labels is a grey too faint for small type.
    """
    return f'<span style="color:currentColor">{text}</span>'


def signed(value: float) -> str:
    """Return a number with its sign and one decimal."""
    return f"{value:+.1f}".replace("-", "−")


def score(value: float) -> str:
    """Return a score with three decimals; R² can be below zero."""
    return f"{value:.3f}".replace("-", "−")


def units(target: str) -> str:
    """Return the unit of what is told in amounts of a target, as plotly text."""
    return f"units of {label(target)}"


def folded(title: str) -> str:
    """Return an axis title whose bracket stands in a line of its own, for phones."""
    return title.replace(" (", "<br>(", 1)


def line(look: Look, width: float = 2.5) -> dict[str, Any]:
    """Return plotly's description of a line in this look."""
    return {"color": look.colour, "dash": look.dash, "width": width}


def dot(look: Look, size: int = 9) -> dict[str, Any]:
    """Return plotly's description of a marker in this look."""
    return {"color": look.colour, "symbol": look.symbol, "size": size}


def dots_of(made: Plot, count: int) -> Callable[..., Plot]:
    """Return what adds this many dots: WebGL's where SVG would be slow."""
    return made.add_scattergl if count > MANY_POINTS else made.add_scatter


def small(values: Any) -> "np.ndarray":
    """Return numbers as float32, half the bytes on the wire."""
    import numpy as np

    return np.asarray(values, dtype=np.float32)


def rows_axis(made: Plot, names: list[str], **where: int) -> None:
    """Name the rows 0, 1, … of a horizontal chart, first on top."""
    import numpy as np

    made.update_yaxes(
        tickvals=np.arange(len(names)),
        ticktext=[strong(name) for name in names],
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        **where,
    )
    made.update_xaxes(showgrid=True, **where)


def amount(value: float) -> str:
    """Return a number with three significant digits and no needless zeros."""
    if value != value:
        return "–"
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return text.replace("-", "−", 1) if value < 0 else text


def listed(words: list[str]) -> str:
    """Return words as English lists them."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
