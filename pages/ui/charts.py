"""A declared figure on a page: the chart, its sentence and the table behind it."""

from typing import Any

import streamlit as st

from core.figure import FigureSpec, PageName, figures
from pages.ui.text import escape

# no floating toolbar, and a page that scrolls under a finger
CONFIG = {"displayModeBar": False, "scrollZoom": False, "responsive": True}


def show(spec: FigureSpec, subject: Any, key: str) -> None:
    """Draw one figure in a card."""
    with st.container(border=True, key=f"card-{key}-{spec.key}"):
        sentence = spec.sentence(subject)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{spec.title}**", width="stretch")
            with st.popover("Table", icon=":material/table:", type="tertiary"):
                st.dataframe(spec.frame(subject), hide_index=True)
        st.plotly_chart(
            spec.draw(subject),
            key=f"{key}-{spec.key}",
            config=CONFIG,
            alt=sentence,
        )
        st.caption(escape(sentence))


def show_all(
    page: PageName, subject: Any, key: str, about: str = "page", columns: int = 1
) -> None:
    """Draw every figure of a page that applies to its subject, in columns."""
    places = st.columns(columns)
    for i, spec in enumerate(figures(page, subject, about)):
        with places[i % columns]:
            show(spec, subject, key)
