"""Races that a person keeps: their runs go last when the store is full."""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.errors import Refused
from core.race import from_query
from core.run import Run
from core.storage.store import store
from pages.ui import browser, trouble
from pages.ui.text import escape

_WIDGET = "keep_race"


def choose(runs: Sequence[Run]) -> None:
    """Draw the switch that keeps the runs of a race, as this browser has set it."""
    keys = [run.key for run in runs]
    with trouble.told():
        st.session_state[_WIDGET] = set(keys) <= set(store().pinned(browser.key()))
        st.toggle(
            "Keep this race",
            key=_WIDGET,
            on_change=keep,
            args=(keys,),
            help="When this server runs out of room, the results that were used last "
            "longest ago are deleted. Races that somebody keeps stay.",
        )


def keep(keys: Sequence[str]) -> None:
    """Keep runs or let them go, as the switch says; what is too much is said."""
    owner = browser.key()
    with trouble.noted():
        before = set(store().pinned(owner))
        try:
            for key in keys:
                change = store().pin if st.session_state[_WIDGET] else store().unpin
                change(key, owner)
        except Refused as no:
            for key in set(keys) - before:  # half a race is of no use
                store().unpin(key, owner)
            st.toast(escape(no), icon=trouble.ICON, duration="long")


def holds(query: Mapping[str, str], pinned: Sequence[str]) -> bool:
    """Return whether the runs of the race at an address are among those pinned."""
    try:
        return {run.key for run in from_query(query).runs} <= set(pinned)
    except Refused:  # of an address that an older version wrote
        return False
