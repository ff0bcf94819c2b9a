"""Work that a page waits for, in view: how far it is, how long it may take, a stop."""

import time
from typing import Any

import streamlit as st

from core.engine import Status, Work
from core.errors import Refused
from pages.ui import jobs
from pages.ui.text import escape

TICK_S = 0.4
PATIENCE_S = 4.0
STOPPED = "Stopped. Nothing else has changed."


def outcome(work: Work, label: str, patience: float = jobs.FEEDBACK_S) -> Any:
    """Return the result of work; None while it is under way, which is drawn then.

    For `patience` seconds the page stands still, with what was there before below the
    progress, so that nothing moves under a finger. Raises Refused with one sentence
    when the work was stopped or cannot be done; looking at it does not begin it again.
    """
    jobs.ask(work)
    now = jobs.until(work, jobs.FEEDBACK_S)
    place, end = st.empty(), time.monotonic() + patience
    while not now.ended and time.monotonic() < end:
        with place:
            bar(work, now, label)  # a page that moves on ends here
        now = jobs.until(work, TICK_S)
    place.empty()
    if now.state == "finished":
        return jobs.engine().result(work.key)
    if now.ended:
        raise Refused(now.message or STOPPED)
    st.fragment(progress, run_every=TICK_S)(work, label)
    return None


def progress(work: Work, label: str) -> None:
    """Draw how far the work is; run the page again at its end."""
    now = jobs.status(work)
    if now is None or now.ended:
        st.rerun()
    with st.container(key="waiting", horizontal=True, vertical_alignment="center"):
        bar(work, now, label)
        icon = ":material/stop_circle:"
        st.button("Stop", icon=icon, on_click=jobs.stop, args=([work],))


def bar(work: Work, now: Status, label: str) -> None:
    """Draw the share of the work that is done, its last step and its seconds."""
    steps = jobs.engine().events(work.key)
    last = steps[-1] if steps else None
    share = last.done / last.total if last and last.total else 0.0
    told = now.message or (last.message if last and last.message else label)
    most = f" of {work.limit_s:.0f} at most" if work.limit_s else ""
    text = f"{escape(told)} · {now.seconds:.0f} s{most}"
    st.progress(min(share, 1.0), text=text, width="stretch")


def say(no: Refused) -> None:
    """Say why there is no result: somebody stopped it, or it cannot be done."""
    if str(no) == STOPPED:
        st.info(STOPPED, icon=":material/stop_circle:")
    else:
        jobs.refuse(no)


def retry(work: Work) -> None:
    """Draw the button that begins stopped work again; a refused input stays refused."""
    now = jobs.status(work)
    if now and now.refused:
        return
    icon = ":material/refresh:"
    st.button("Try again", icon=icon, on_click=jobs.submit, args=(work,))
