"""More that can be asked about a race's models: on a button, or at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.engine import Work
from core.errors import Refused
from core.storage.store import store
from pages.ui import jobs, waiting

TICK_S = 0.4


@dataclass(frozen=True, kw_only=True)
class Ask:
    """A question that a card offers: what it is about, why, and its button."""

    title: str
    why: str
    button: str
    icon: str


def known(work: Work, key: str = "") -> Any:
    """Return the result of work from the engine's memory or the store, or None."""
    try:
        return jobs.engine().result(work.key)
    except LookupError:
        pass
    try:
        return store().get(key) if key else None
    except LookupError:
        return None


def at_once(works: Sequence[Work], label: str) -> tuple[Any, ...] | None:
    """Return the results of quick work; None while it is under way, which is drawn."""
    found = [known(work) for work in works]
    if None not in found:
        return tuple(found)
    for work in works:
        jobs.ask(work)
    try:
        ends = [jobs.until(work, jobs.FEEDBACK_S) for work in works]
        if not all(end.ended for end in ends):
            st.fragment(under_way, run_every=TICK_S)(works, label)
            return None
        return results(works)
    except Refused as no:
        waiting.say(no)
        again(works, "Try again")
        return None


def results(works: Sequence[Work]) -> tuple[Any, ...]:
    """Return the results of ended work; raises Refused where there is none."""
    for work in works:
        now = jobs.status(work)
        if now is None or now.state != "finished":
            raise Refused((now and now.message) or waiting.STOPPED)
    return tuple(jobs.engine().result(work.key) for work in works)


def on_button(
    works: Sequence[Work], keys: Sequence[str], ask: Ask, *, may_ask: bool
) -> tuple[Any, ...] | None:
    """Return results that somebody asked for before; else draw a card that asks.

    Whoever may not see the rows is offered nothing that is computed from them.
    """
    found = [known(work, key) for work, key in zip(works, keys, strict=True)]
    if None not in found:
        return tuple(found)
    if not may_ask:
        return None
    states = [jobs.status(work) for work in works]
    with st.container(border=True, key=f"ask-{works[0].key}"):
        st.markdown(f"**{ask.title}**")
        st.caption(ask.why)
        if any(now is not None and not now.ended for now in states):
            st.fragment(under_way, run_every=TICK_S)(works, ask.title)
            return None
        for now in states:
            if now and now.state == "failed":
                jobs.refuse(Refused(now.message))
        again(works, ask.button, ask.icon)
    return None


def again(works: Sequence[Work], label: str, icon: str = ":material/refresh:") -> None:
    """Draw the button that begins work."""
    key = f"begin-{works[0].key}"
    st.button(label, icon=icon, on_click=begin, args=(works,), key=key)


def begin(works: Sequence[Work]) -> None:
    """Begin work that has no result yet."""
    for work in works:
        if known(work) is None:
            jobs.submit(work)


def under_way(works: Sequence[Work], label: str) -> None:
    """Draw how far work is; run the page again when all of it has ended."""
    states = [jobs.status(work) for work in works]
    if all(now is None or now.ended for now in states):
        st.rerun()
    for work, now in zip(works, states, strict=True):
        if now is not None and not now.ended:
            waiting.bar(work, now, label)
    st.button(
        "Stop", icon=":material/stop_circle:", on_click=jobs.stop, args=(works,),
        key=f"stop-{works[0].key}",
    )  # fmt: skip
