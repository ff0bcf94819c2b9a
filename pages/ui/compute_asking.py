"""Work of page compute: offered, under way with a stop, done, and how sure it is."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from core.cost import CROWDED
from core.engine import Status, Work
from pages.ui import jobs
from pages.ui.text import escape

TICK_S = 0.6
WAITS = "Waits for a free core"


def found(work: Work, kept: Callable[[], Any]) -> Any:
    """Return a result from the engine's memory or the store, or None."""
    try:
        return jobs.engine().result(work.key)
    except LookupError:
        return kept()


def going(now: Status | None) -> bool:
    """Return whether work is under way."""
    return now is not None and not now.ended


def newest(work: Work, kind: type) -> Any:
    """Return the newest of what work under way has yielded that is of a kind."""
    events = jobs.engine().events(work.key)
    return next((event for event in reversed(events) if isinstance(event, kind)), None)


def offer(works: Sequence[Work], label: str, key: str, note: str, *, may: bool) -> None:
    """Draw the button that begins, with what it takes; say what failed before."""
    for work in works:
        now = jobs.status(work)
        if now and now.state == "failed":
            st.error(escape(now.message), icon=":material/block:")
    st.caption(note)
    st.button(
        label,
        key=key,
        icon=":material/speed:",
        type="primary",
        disabled=not may,
        on_click=begin,
        args=(works,),
    )


def begin(works: Sequence[Work]) -> None:
    """Start works, also those that are done."""
    for work in works:
        jobs.submit(work, again=True)


def progress(works: Sequence[Work], share: float, text: str, key: str) -> None:
    """Draw how far work is, and a stop."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(min(1.0, max(0.0, share)), text=text, width="stretch")
        st.button(
            "Stop",
            key=key,
            icon=":material/stop_circle:",
            on_click=jobs.stop,
            args=(list(works),),
        )


def conditions(
    works: Sequence[Work], busy: float | None, key: str, *, may: bool
) -> None:
    """Say how busy the machine was, and offer to measure again."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if busy is not None and busy >= CROWDED:
            st.markdown(
                f":material/warning: Other programs used {100 * busy:.0f}\u00a0% of "
                "this machine meanwhile. Measure again when it is quiet.",
                width="stretch",
            )
        elif busy is not None:
            st.caption(
                f"Measured on one thread; other programs used {100 * busy:.0f}\u00a0% "
                "of this machine.",
                width="stretch",
            )
        st.button(
            "Measure again",
            key=key,
            icon=":material/refresh:",
            type="tertiary",
            disabled=not may,
            on_click=begin,
            args=(works,),
        )
