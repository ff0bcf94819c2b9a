"""Larger type and charts for the back row: a switch that this browser remembers.

The type follows at once, in the browser: assets/shell.js gives the document a class
and keeps a cookie, assets/style.css does the rest. Charts are drawn anew.
"""

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from core.plotting.plot import Plot

COOKIE = KEY = "projector"
LARGER = 1.35
USUAL = 12  # pixels of type where a chart does not say


def switch() -> None:
    """Draw the switch."""
    if KEY not in st.session_state:
        st.session_state[KEY] = st.context.cookies.get(COOKIE) == "1"
    st.toggle(
        "Projector",
        key=KEY,
        help="Larger type and charts, for people in the back row. This browser "
        "remembers it.",
        width="content",
    )


def is_on() -> bool:
    """Return whether this visit wants everything larger."""
    return bool(st.session_state.get(KEY))


def fitted(plot: "Plot") -> "Plot":
    """Return a chart for where it is shown: as it is, or with larger type and lines."""
    if not is_on():
        return plot
    axes: dict[str, Any] = {"tickfont_size": _larger(None), "title_font_size": 20}
    plot.update_xaxes(**axes).update_yaxes(**axes)
    layout = plot.frame
    plot.update_layout(
        height=round(layout.get("height", 400) * 1.2),
        margin_t=_larger(layout.get("margin", {}).get("t")),
        legend_font_size=_larger(None),
        hoverlabel_font_size=_larger(None),
        font_size=_larger(None),
    )
    for note in layout.get("annotations", ()):
        note["font"] = note.get("font", {}) | {"size": _larger(_size(note))}
    for trace in plot.traces:
        if "text" in trace.get("mode", "") or "textfont" in trace:
            trace["textfont"] = trace.get("textfont", {})
            trace["textfont"]["size"] = _larger(trace["textfont"].get("size"))
        if isinstance(trace.get("line", {}).get("width"), int | float):
            trace["line"]["width"] = _larger(trace["line"]["width"])
    return plot


def _size(note: dict[str, Any]) -> float | None:
    return note.get("font", {}).get("size")


def _larger(size: Any) -> int:
    return round((size if isinstance(size, int | float) else USUAL) * LARGER)
