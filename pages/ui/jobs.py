"""What pages ask of the engine: do this, how far is it, what came out."""

import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import streamlit as st

from core import engine as engines
from core.engine import Engine, Status, Work
from core.errors import Refused
from pages.ui import browser
from pages.ui.text import escape

FEEDBACK_S = 0.3  # what takes longer shows that something is going on


@cache
def engine() -> Engine:
    """Return the one engine of this server."""
    return engines.start()


def submit(work: Work, *, again: bool = False) -> None:
    """Ask for work in the name of this browser."""
    engine().submit(work, again=again, owner=browser.key())


def may_stop(works: Sequence[Work]) -> bool:
    """Return whether any of the work is under way for this browser alone."""
    return any(_is_ours(work) for work in works)


def stop(works: Sequence[Work]) -> None:
    """Stop the work that nobody else waits for: equal work is done once for all."""
    for work in works:
        if _is_ours(work):
            engine().cancel(work.key)


def _is_ours(work: Work) -> bool:
    now = engine().status(work.key)
    if now is None or now.ended:
        return False
    return engine().owners(work.key) == {browser.key()}


def wait(work: Work, label: str) -> Any:
    """Return the result of quick work, showing that it is under way.

    Raises Refused with one sentence when the input cannot be used or the work failed.
    """
    key = engine().submit(work)
    now = until(key, FEEDBACK_S)
    if not now.ended:
        with st.spinner(label, show_time=True):
            while not now.ended:
                now = until(key, 0.5)
    if now.state == "finished":
        return engine().result(key)
    raise Refused(now.message or "This was stopped before it was done. Try again.")


def until(key: str, seconds: float) -> Status:
    """Return where work stands at its end, or after some seconds; raises Refused."""
    end = time.monotonic() + seconds
    while True:
        now = engine().status(key)
        if now is None:
            raise Refused("The server has forgotten this work. Try again.")
        if now.ended or time.monotonic() > end:
            return now
        time.sleep(0.01)


def refuse(no: Refused) -> None:
    """Show a refusal as one sentence."""
    st.error(escape(no), icon=":material/block:")
