"""What pages ask of the engine: do this, how far is it, what came out."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import streamlit as st

from core import engine as engines
from core.engine import Engine, Status, Work
from core.errors import Refused
from pages.ui import browser
from pages.ui.text import escape

FEEDBACK_S = 0.3  # what takes longer shows that something is going on
SHORTEST_S, LONGEST_S = 0.01, 0.05  # between two looks at work that is waited for
MOST_LEFT = 10_000
_PAGE = "page"
# What which browser has stopped while others wait for it on. Nobody reads another's.
_LEFT: dict[tuple[str, str], None] = {}


@cache
def engine() -> Engine:
    """Return the one engine of this server."""
    return engines.start()


def submit(work: Work, *, again: bool = False) -> None:
    """Ask for work in the name of this browser."""
    _LEFT.pop((browser.key(), work.key), None)
    engine().submit(work, again=again, owner=browser.key())


def ask(work: Work) -> None:
    """Begin work that nobody has asked for yet, and wait along where others did.

    What was stopped or has failed is not begun again by looking at it.
    """
    now = status(work)
    if now is None or not now.ended:
        submit(work)


def status(work: Work) -> Status | None:
    """Return where work stands for this browser, or None if nobody asked for it.

    Work that this browser has stopped counts as stopped, though others wait for it on.
    """
    owner = browser.key()
    engine().touch(owner)
    now = engine().status(work.key)
    left = (owner, work.key)
    if left in _LEFT and (now is None or now.ended):
        _LEFT.pop(left, None)
    if left in _LEFT and now is not None:
        return replace(now, state="stopped", message="")
    return now


def join(works: Iterable[Work]) -> None:
    """Wait along for work that is under way, whoever began it."""
    for work in works:
        now = status(work)
        mine = browser.key() in engine().owners(work.key)
        if now is not None and not now.ended and not mine:
            submit(work)


def make_room(keep: Collection[Work]) -> None:
    """Take back what this browser has queued of the same kind as some work, but it."""
    for call in {work.call for work in keep}:
        engine().replace(browser.key(), {work.key for work in keep}, call=call)


def stop(works: Sequence[Work]) -> None:
    """Stop work for this browser; it goes on as long as anybody else waits for it."""
    for work in works:
        now = status(work)
        if now is not None and not now.ended:
            _LEFT[browser.key(), work.key] = None
            engine().withdraw(work.key, browser.key())
    while len(_LEFT) > MOST_LEFT:
        _LEFT.pop(next(iter(_LEFT)), None)


def alive() -> None:
    """Tell the engine that somebody still looks at a page of this browser."""
    engine().touch(browser.key())


def forget(tokens: Iterable[str]) -> None:
    """End and forget work on deleted uploads, and what else this browser has queued.

    Training on other data that runs already goes on: none of the deleted is in it.
    """
    for token in tokens:
        engine().forget(token)
    engine().replace(browser.key())
    for left in [left for left in list(_LEFT) if left[0] == browser.key()]:
        _LEFT.pop(left, None)


def wait(work: Work, label: str) -> Any:
    """Return the result of quick work, showing that it is under way.

    Raises Refused with one sentence when the input cannot be used or the work failed.
    """
    submit(work)
    now = until(work, FEEDBACK_S)
    if not now.ended:
        with st.spinner(label, show_time=True):
            while not now.ended:
                now = until(work, 0.5)
    if now.state == "finished":
        return engine().result(work.key)
    raise Refused(now.message or "This was stopped before it was done. Try again.")


def until(work: Work, seconds: float) -> Status:
    """Return where work stands at its end, or after some seconds; raises Refused."""
    end, pause = time.monotonic() + seconds, SHORTEST_S
    while True:
        now = status(work)
        if now is None:
            raise Refused("The server has forgotten this work. Try again.")
        if now.ended or time.monotonic() > end:
            return now
        time.sleep(pause)
        pause = min(LONGEST_S, 1.5 * pause)
        st.session_state.get(_PAGE)  # a page that moves on ends here


def refuse(no: Refused) -> None:
    """Show a refusal as one sentence."""
    st.error(escape(no), icon=":material/block:")
