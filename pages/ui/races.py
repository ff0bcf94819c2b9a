"""My races: what this browser started, newest first, each with its link."""

import time
from urllib.parse import parse_qsl

import streamlit as st

from core.store import KeptRace, store
from pages.ui import browser
from pages.ui.menu import pages
from pages.ui.text import escape


def show() -> None:
    """Draw the list; each line opens its race."""
    races = store().races(browser.key())
    if not races:
        st.caption("Races that you start are listed here.")
        return
    for race in races:
        _line(race)


def _line(race: KeptRace) -> None:
    with st.container(gap=None):
        st.page_link(
            pages()["train"],
            label=escape(race.title),
            icon=":material/replay:",
            query_params=dict(parse_qsl(race.address)),
        )
        st.caption(ago(time.time() - race.created))


def ago(seconds: float) -> str:
    """Say how long ago something was."""
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute")):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
