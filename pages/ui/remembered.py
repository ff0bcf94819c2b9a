"""A page's own settings: in the address, and remembered while a visit lasts.

An address that is left behind on the way to another page does not lose them.
"""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.errors import Refused

_HELD = "settings of pages"


def value(name: str, check: Callable[[str], Any], default: Any) -> Any:
    """Return a value from the address, else this visit's, else the default.

    One that differs from the default is put into the address, so that a link has it.
    """
    held = st.session_state.setdefault(_HELD, {})
    try:
        found = check(st.query_params[name]) if name in st.query_params else None
    except (Refused, ValueError):
        found = None
    found = held.get(name, default) if found is None else found
    held[name] = found
    if found != default:
        st.query_params[name] = str(found)
    return found


def keep(name: str) -> None:
    """Write a value from its widget to the address and to this visit's memory."""
    chosen = st.session_state[name]
    if chosen is not None:
        st.session_state.setdefault(_HELD, {})[name] = chosen
        st.query_params[name] = str(chosen)


def whole(low: int, high: int) -> Callable[[str], int]:
    """Return a check for whole numbers in a range; it raises ValueError."""

    def check(given: str) -> int:
        number = int(given)
        if not low <= number <= high:
            raise ValueError
        return number

    return check


def share(low: float, high: float) -> Callable[[str], float]:
    """Return a check for numbers in a range; it raises ValueError."""

    def check(given: str) -> float:
        number = float(given)
        if not low <= number <= high:
            raise ValueError
        return number

    return check


def one_of(known: tuple[str, ...]) -> Callable[[str], str]:
    """Return a check for one of a few words; it raises ValueError."""

    def check(given: str) -> str:
        if given not in known:
            raise ValueError
        return given

    return check


def forget(name: str) -> None:
    """Go back to a value's default."""
    st.session_state.get(_HELD, {}).pop(name, None)
    st.query_params.pop(name, None)
