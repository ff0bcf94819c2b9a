"""A declared figure on a page: the chart, its sentence and the table behind it."""

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.figure import FigureSpec, PageName, figures
from pages.ui.text import escape

if TYPE_CHECKING:
    import pandas as pd

# no floating toolbar, and a page that scrolls under a finger
CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}


def show(spec: FigureSpec, subject: Any, key: str) -> None:
    """Draw one figure in a card."""
    with st.container(border=True, key=f"card-{key}-{spec.key}"):
        sentence = spec.sentence(subject)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{spec.title}**", width="stretch")
            with st.popover("Table", icon=":material/table:", type="tertiary"):
                st.dataframe(shown(spec.frame(subject)), hide_index=True)
        panels = spec.panels(subject)
        for i, place in enumerate(st.columns(len(panels))):
            place.plotly_chart(
                spec.draw(panels[i]),
                key=f"{key}-{spec.key}-{i}",
                config=CONFIG,
                alt=sentence,
            )
        st.caption(escape(sentence))


def shown(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table in which columns of mixed kinds have become words."""
    from pandas.api.types import infer_dtype

    mixed = [name for name in frame if infer_dtype(frame[name]).startswith("mixed")]
    return frame.astype(dict.fromkeys(mixed, str))


def show_all(
    page: PageName, subject: Any, key: str, about: str = "", columns: int = 1
) -> None:
    """Draw every figure of a page that applies to its subject, in columns."""
    drawn = [f for f in figures(page, subject) if about in ("", f.about)]
    for first in range(0, len(drawn), columns):
        # a row at a time, so that a phone shows them in their order
        row = drawn[first : first + columns]
        for place, spec in zip(st.columns(columns), row, strict=False):
            with place:
                show(spec, subject, key)
