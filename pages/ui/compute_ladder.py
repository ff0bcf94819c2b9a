"""Choices of section "Growth": what grows, on which rows, how long, and how far."""

import streamlit as st

from core.figures.growth import counted
from core.growing.growth import SECONDS, Along, Source
from pages.ui import experiment
from pages.ui.evaluate_choices import chosen

ALONGS: dict[Along, str] = {
    "rows": "Rows",
    "columns": "Columns",
    "size": "Size of the model",
}
SOURCES: dict[Source, str] = {"own": "This table", "generated": "Generated rows"}


def choose_along() -> Along:
    """Draw what grows; it stands in the address."""
    along = chosen("along", tuple(ALONGS), "Grow", tuple(ALONGS.values()))
    return next(key for key in ALONGS if key == along)


def choose_source() -> Source:
    """Draw where the rows come from; it stands in the address."""
    source = chosen("source", tuple(SOURCES), "Rows from", tuple(SOURCES.values()))
    return next(key for key in SOURCES if key == source)


def choose_seconds() -> int:
    """Draw how long it may take; it stands in the address."""
    asked = experiment.page_value("seconds", int, 30)
    st.session_state["seconds"] = asked if asked in SECONDS else 30
    st.segmented_control(
        "CPU seconds",
        SECONDS,
        key="seconds",
        on_change=experiment.keep_page_value,
        args=("seconds",),
        required=True,
        help="More seconds, higher rungs and a narrower interval.",
    )
    return int(st.session_state["seconds"] or 30)


def choose_reach(sizes: tuple[int, ...], along: Along) -> int:
    """Draw how far to look beyond the ladder; it stands in the address."""
    asked = experiment.page_value("reach", int, sizes[1])
    st.session_state["reach"] = asked if asked in sizes else sizes[1]
    noun = {"size": "pieces"}.get(along, along)
    st.segmented_control(
        "Expect at",
        sizes,
        key="reach",
        format_func=lambda size: counted(size, noun),
        on_change=experiment.keep_page_value,
        args=("reach",),
        required=True,
    )
    return int(st.session_state["reach"] or sizes[1])
