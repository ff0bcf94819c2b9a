"""The values of a case, to be edited: one control a column, by its kind."""

import json
from collections.abc import Sequence
from typing import Any

import streamlit as st

from core.codebook import Cells
from core.kit import Field
from pages.ui.text import escape

PARAM = "edit"  # where the address keeps what was changed
MISSING = "missing"
WEEKDAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December",
)  # fmt: skip
NAMED = {": weekday": (0, WEEKDAYS), ": month": (1, MONTHS)}
MOST_WHOLE = 1_000  # whole numbers further apart are dragged, not stepped
STEPS = 200


def edits(fields: Sequence[Field]) -> dict[int, Any]:
    """Return what the address changes of a case: values by the column's place."""
    try:
        told = json.loads(st.query_params.get(PARAM, "{}"))
        found = {int(place): value for place, value in told.items()}
    except (AttributeError, TypeError, ValueError):
        return {}
    places = range(len(fields))
    return {p: v for p, v in found.items() if p in places and fits(fields[p], v)}


def fits(field: Field, value: Any) -> bool:
    """Return whether a column can hold a value."""
    if value is None:
        return True
    if field.kind == "number":
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and abs(value) < 1e15  # neither NaN nor infinite
    return isinstance(value, str) and value in field.levels


def edited(cells: Cells, changes: dict[int, Any]) -> Cells:
    """Return a case with some values changed; an emptied number becomes NaN."""
    row = list(cells)
    for place, value in changes.items():
        number = isinstance(row[place], float)
        row[place] = float("nan") if number and value is None else value
        if isinstance(value, int):
            row[place] = float(value)
    return tuple(row)


def keep(changes: dict[int, Any]) -> None:
    """Write what is changed to the address."""
    if changes:
        st.query_params[PARAM] = json.dumps(changes, separators=(",", ":"))
    else:
        st.query_params.pop(PARAM, None)


def control(field: Field, place: int, cell: Any, changes: dict[int, Any]) -> None:
    """Draw the control of one column at its value now."""
    key, now = f"edit-{place}", changes.get(place, cell)
    changed = " ●" if place in changes else ""
    label = f"{escape(field.name)}{changed}"
    note: dict[str, Any] = {
        "on_change": set_one,
        "args": (key, place, cell, changes),
        "key": key,
    }
    if field.kind == "category":
        _words(field, label, now, note)
    elif now is None or now != now:
        st.session_state[key] = None
        st.number_input(label, placeholder=MISSING, format="%0.6g", **note)
    else:
        _number(field, label, float(now), note)


def _words(field: Field, label: str, now: Any, note: dict[str, Any]) -> None:
    options: list[Any] = list(field.levels)
    if now is not None and now not in options:
        options.append(now)
    if field.gaps or now is None:
        options.append(None)
    st.session_state[note["key"]] = now
    named: dict[str, Any] = {
        "format_func": lambda level: MISSING if level is None else str(level)
    }
    if len(options) <= 2:
        st.segmented_control(label, options, required=True, **named, **note)
    else:
        st.selectbox(label, options, **named, **note)


def _number(field: Field, label: str, now: float, note: dict[str, Any]) -> None:
    low, high = min(field.low, now), max(field.high, now)
    part = next((NAMED[end] for end in NAMED if field.name.endswith(end)), None)
    if part and now == int(now) and 0 <= now - part[0] < len(part[1]):
        first, names = part
        st.session_state[note["key"]] = int(now)
        options = list(range(first, first + len(names)))
        st.selectbox(label, options, format_func=lambda n: names[n - first], **note)
    elif not high > low:
        st.session_state[note["key"]] = now
        st.number_input(label, format="%0.6g", **note)
    elif field.whole and high - low <= MOST_WHOLE and now == int(now):
        st.session_state[note["key"]] = int(now)
        st.slider(label, int(low), int(high), **note)
    else:
        st.session_state[note["key"]] = now
        step = (high - low) / STEPS
        st.slider(label, low, high, step=step, format=digits(step), **note)


def digits(step: float) -> str:
    """Return how a number is written so that one step can be seen."""
    from math import floor, log10

    return f"%0.{min(8, max(0, 1 - floor(log10(step))))}f"


def set_one(key: str, place: int, cell: Any, changes: dict[int, Any]) -> None:
    """Note a changed value in the address; the case's own is no change."""
    value = st.session_state[key]
    same = value == cell or (value is None and (cell is None or cell != cell))
    kept = {p: v for p, v in changes.items() if p != place}
    keep(kept if same else kept | {place: value})
