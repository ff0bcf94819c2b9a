"""Long work that a person asks for: what it takes, then how far it is and a stop."""

import streamlit as st

from core.engine import Status, Work
from pages.ui import jobs
from pages.ui.text import escape


def offer(
    work: Work, now: Status | None, label: str, seconds: float, *, may: bool
) -> None:
    """Offer to begin, `seconds` of a core; say what happened where it was begun."""
    if now and now.state == "failed":
        st.error(escape(now.message), icon=":material/block:")
    st.caption(f"It takes about {max(1.0, seconds):.0f} CPU seconds.")
    st.button(
        label,
        key=f"begin-{work.call}",
        icon=":material/casino:",
        disabled=not may,
        on_click=jobs.submit,
        args=(work,),
        kwargs={"again": True},
    )


def progress(work: Work, one: str, done: int, of: int) -> None:
    """Draw how many are done, `one` being what is counted, and a stop."""
    with st.container(horizontal=True, vertical_alignment="center"):
        told = f"{one} {done} of {of}" if done else "Waits for a free core"
        st.progress(done / of, text=told, width="stretch")
        st.button(
            "Stop",
            key=f"stop-{work.call}",
            icon=":material/stop_circle:",
            on_click=jobs.stop,
            args=([work],),
        )
