"""Larger type and charts for the back row: a switch that this browser remembers.

The type follows at once, in the browser: assets/shell.js gives the document a class
and keeps a cookie, assets/style.css does the rest. Charts are drawn anew.
"""

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    import plotly.graph_objects as go

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


def fitted(figure: "go.Figure") -> "go.Figure":
    """Return a chart for where it is shown: as it is, or with larger type and lines."""
    if not is_on():
        return figure
    layout = figure.layout
    axes: dict[str, Any] = {"tickfont_size": _larger(None), "title_font_size": 20}
    figure.update_xaxes(**axes).update_yaxes(**axes)
    figure.update_layout(
        height=round((layout.height or 400) * 1.2),
        margin_t=_larger(layout.margin.t),
        legend_font_size=_larger(None),
        hoverlabel_font_size=_larger(None),
        font_size=_larger(None),
    )
    figure.for_each_annotation(lambda a: a.update(font_size=_larger(a.font.size)))
    for trace in figure.select_traces():
        if "textfont" in trace:
            trace.update(textfont_size=_larger(_plain(trace.textfont.size)))
        if "line" in trace and isinstance(trace["line"]["width"], int | float):
            trace.update(line_width=_larger(trace["line"]["width"]))
    return figure


def _plain(size: Any) -> float | None:
    return size if isinstance(size, int | float) else None


def _larger(size: float | None) -> int:
    return round((USUAL if size is None else size) * LARGER)
