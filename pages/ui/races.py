"""My races: what this browser started, newest first, each with its link."""

import time
from collections.abc import Sequence
from urllib.parse import parse_qsl

import streamlit as st

from core.errors import StoreError
from core.race import RaceConfig
from core.storage.store import KeptRace, store
from pages.ui import browser, kept
from pages.ui.menu import page
from pages.ui.text import escape

LOST = (
    "You started this race before, but it did not finish or is no longer kept. Start "
    "it again: the same seed gives the same race."
)


def show() -> None:
    """Draw the list; each line opens its race."""
    races = store().races(browser.key())
    if not races:
        st.caption("Races that you start are listed here.")
        return
    pinned = store().pinned(browser.key())
    for race in races:
        _line(race, pinned)


def lost(race: RaceConfig) -> str:
    """Say so where this browser has started a race of which nothing is known."""
    try:
        known = any(one.key == race.key for one in store().races(browser.key()))
    except StoreError:
        return ""
    return LOST if known else ""


def _line(race: KeptRace, pinned: Sequence[str]) -> None:
    query = dict(parse_qsl(race.address))
    with st.container(gap=None):
        st.page_link(
            page("train"),
            label=escape(race.title),
            icon=":material/replay:",
            query_params=query,
        )
        told = ago(time.time() - race.created)
        st.caption(f"{told}, kept" if kept.holds(query, pinned) else told)


def ago(seconds: float) -> str:
    """Say how long ago something was."""
    seconds = max(seconds, 0.0)  # a clock may have been put back
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
