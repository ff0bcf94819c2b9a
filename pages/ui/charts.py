"""A declared figure on a page: the chart, its sentence and the table behind it."""

from functools import partial
from typing import Any

import streamlit as st

from core.figure import FigureSpec, PageName, places
from pages.ui import album, drawing, tables
from pages.ui.text import escape


def show(spec: FigureSpec, subject: Any, key: str, **given: Any) -> None:
    """Draw one figure in a card, or say why it is not there.

    `given` goes to Streamlit's chart, such as what a selection does.
    """
    with st.container(border=True, key=f"card-{key}-{spec.key}"):
        if not spec.applies(subject):
            st.markdown(f"**{spec.title}**")
            st.caption(escape(spec.instead(subject)))
            return
        drawn = album.drawing(spec, subject)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{spec.title}**", width="stretch")
            own = f"{key}-{spec.key}"
            with st.container(width="content"):
                tables.behind(partial(spec.frame, subject), own, own)
        charts = drawn.charts
        beside = st.columns(len(charts)) if len(charts) > 1 else [st]
        for i, (chart, place) in enumerate(zip(charts, beside, strict=True)):
            drawing.put(chart, f"{own}-{i}", drawn.sentence, place=place, **given)
        st.caption(escape(drawn.sentence))


def show_all(
    page: PageName,
    subject: Any,
    key: str,
    about: str = "",
    columns: int = 1,
    without: str = "",
) -> None:
    """Draw the figures of a page that apply to its subject, in columns.

    A figure of several panels takes the width of the page, as does a reason for none.
    """
    found = [f for f in places(page, subject) if about in ("", f.about)]
    rows: list[list[FigureSpec]] = [[]]
    for spec in found:
        if spec.key == without:
            continue
        full = len(rows[-1]) == columns or any(wide(f, subject) for f in rows[-1])
        if full or (rows[-1] and wide(spec, subject)):
            rows.append([])
        rows[-1].append(spec)
    for row in rows:
        # a row at a time, so that a phone shows them in their order
        across = 1 if row and wide(row[0], subject) else columns
        for place, spec in zip(st.columns(across), row, strict=False):
            with place:
                show(spec, subject, key)


def wide(spec: FigureSpec, subject: Any) -> bool:
    """Return whether something takes a row of its own: several panels, or no figure."""
    return not spec.applies(subject) or len(spec.panels(subject)) > 1
