"""The price list: machines with their price, to be edited, and kept for the visit."""

from typing import Any

import streamlit as st

from core.errors import Refused
from core.prices import CURRENCIES, MACHINES, Machine, machine

BASE, KEPT, TURN = "price list as it was", "price list", "price lists drawn"
NAME, CORES, PRICE, CURRENCY, SOURCE = "Machine", "Cores", "Price", "Per hour", "Source"


def row(one: Machine) -> dict[str, Any]:
    """Return a machine as a line of the editor."""
    return {
        NAME: one.name,
        CORES: one.cores,
        PRICE: one.price,
        CURRENCY: one.currency,
        SOURCE: one.source,
    }


def kept() -> list[dict[str, Any]]:
    """Return the lines of this visit's price list, whatever is written in them."""
    return st.session_state.get(KEPT) or [row(one) for one in MACHINES]


def read(lines: list[dict[str, Any]]) -> tuple[list[Machine], list[str]]:
    """Return the machines of a list, and a sentence on every line that is none."""
    found: dict[str, Machine] = {}
    wrong: list[str] = []
    for line in lines:
        told = [line.get(name) for name in (NAME, CORES, PRICE, CURRENCY, SOURCE)]
        if all(empty(value) for value in (*told[:3], told[4])):
            continue  # a line just begun
        try:
            one = machine(*("" if empty(value) else value for value in told))
            if one.name in found:
                raise Refused(f"Two machines are called '{one.name}'; rename one.")
            found[one.name] = one
        except Refused as no:
            wrong.append(str(no))
    return list(found.values()), wrong


def empty(value: object) -> bool:
    """Return whether a cell has nothing in it: none, a gap or an empty text."""
    return value is None or value != value or value == ""


def add(one: Machine) -> None:
    """Put a machine that came with a link into the list, in place of its namesake."""
    lines = [line for line in kept() if line.get(NAME) != one.name]
    st.session_state[KEPT] = [*lines, row(one)]
    begin()


def forget() -> None:
    """Go back to the examples."""
    st.session_state.pop(KEPT, None)
    begin()


def begin() -> None:
    """Begin a new editor with what is kept: the last one's changes are in that."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.session_state[BASE] = kept()


def editor() -> str:
    """Return the key of the editor that is in use."""
    return f"price-editor-{st.session_state.get(TURN, 0)}"


def edit() -> None:
    """Draw the list; what is changed in it is kept until the visit ends.

    Streamlit forgets an editor that is not on the screen, and wants the same table
    while it is: so it begins with what was kept, each time it comes back.
    """
    import pandas as pd

    if editor() not in st.session_state:
        begin()
    made = st.data_editor(
        pd.DataFrame(st.session_state[BASE]),
        key=editor(),
        num_rows="dynamic",
        hide_index=True,
        column_config={
            NAME: st.column_config.TextColumn(required=True, max_chars=60),
            CORES: st.column_config.NumberColumn(min_value=1, max_value=1024, step=1),
            PRICE: st.column_config.NumberColumn(
                "Price an hour", min_value=0.0, max_value=10_000.0, format="%.4f"
            ),
            CURRENCY: st.column_config.SelectboxColumn(
                "Currency", options=CURRENCIES, default=CURRENCIES[0]
            ),
            SOURCE: st.column_config.TextColumn(
                "Where the price is from, and when", width="large", max_chars=200
            ),
        },
    )
    st.session_state[KEPT] = made.to_dict("records")
