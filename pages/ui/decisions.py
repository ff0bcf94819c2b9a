"""What a person decided about a table: read from the address, written to it, undone."""

from collections.abc import Iterable, Mapping
from functools import partial

import streamlit as st

from core import dataset
from core.choices import EDITS, Choices, choices, names, pairs, to_names, to_pairs
from core.dataset import DataConfig
from core.errors import Refused
from core.params import Value
from pages.ui import experiment, reading
from pages.ui.text import escape, tag

MOST = 12
_DRAWN = "table that decisions are about"
SPLITS = {"time": "Split by time", "group": "Split by group"}


def open_to(data: DataConfig) -> bool:
    """Return whether columns, gaps and split of this data set can be decided on."""
    known = {param.name for param in dataset.specs()[data.key].params}
    return {param.name for param in EDITS} <= known


def of(data: DataConfig) -> Choices:
    """Return the decisions in force; raises Refused for an address that has none."""
    return choices(dict(data.values))


def write(changes: Mapping[str, Value]) -> None:
    """Write decisions to the address; what they cannot be is said in passing.

    A click on what is still to be seen of one table decides nothing about the next.
    """
    if st.session_state.get(_DRAWN) not in (None, which(experiment.now().data)):
        return
    try:
        experiment.set_data_values(changes)
        of(experiment.now().data)
    except Refused as no:
        reading.turn()
        st.toast(escape(no), icon=":material/block:")


def which(data: DataConfig) -> tuple[object, ...]:
    """Return what tells one table from the next, whatever was decided on it."""
    values = dict(data.values)
    return (data.key, *(values.get(name) for name in ("file", "table", "id")))


def about(data: DataConfig) -> None:
    """Note which table a person sees."""
    st.session_state[_DRAWN] = which(data)


def apply(fix: Iterable[tuple[str, str]]) -> None:
    """Add what one click on a trap decides."""
    values = dict(experiment.now().data.values)
    changes: dict[str, Value] = {}
    for name, text in fix:
        held = str(changes.get(name, values.get(name, "")))
        if name == "drop":
            changes[name] = to_names(dict.fromkeys((*names(held), *names(text))))
        elif name in ("kinds", "missing"):
            changes[name] = to_pairs(dict.fromkeys((*pairs(held), *pairs(text))))
        else:
            changes[name] = text
    write(changes)


def leave_out(column: str) -> None:
    """Keep a column from every model."""
    apply([("drop", to_names([column]))])


def take_in(column: str) -> None:
    """Let models see a column that was left out by hand."""
    left = [name for name in of(experiment.now().data).drop if name != column]
    write({"drop": to_names(left)})


def call_it(column: str, kind: str) -> None:
    """Correct what a column is."""
    known = dict(of(experiment.now().data).kinds) | {column: kind}
    write({"kinds": to_pairs(known.items())})


def made(data: DataConfig) -> list[tuple[str, dict[str, Value]]]:
    """Return every decision in words, each with the values that take it back."""
    now = of(data)
    told: list[tuple[str, dict[str, Value]]] = []
    if now.target and data.key == "openml":
        told.append((f"'{now.target}' is the target", {"target": "", "task": ""}))
    for name in now.drop:
        rest = to_names(other for other in now.drop if other != name)
        told.append((f"'{name}' is left out", {"drop": rest}))
    for pair in now.kinds:
        rest = to_pairs(other for other in now.kinds if other != pair)
        told.append((f"'{pair[0]}' is read as {pair[1]}", {"kinds": rest}))
    for pair in now.missing:
        rest = to_pairs(other for other in now.missing if other != pair)
        told.append((f"{pair[1]} in '{pair[0]}' is a gap", {"missing": rest}))
    if now.split != "random":
        split = f"{SPLITS[now.split]}, '{now.by}'"
        told.append((split, {"split": "random", "by": ""}))
    if now.drop_copies:
        told.append(("Copies are left out", {"drop_copies": False}))
    return told


def show(data: DataConfig) -> None:
    """Draw what was decided; a click takes it back."""
    told = made(data) if open_to(data) else []
    if not told:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="decided"):
        st.caption("You decided, click to undo:", width="content")
        for words, back in told[:MOST]:
            st.button(
                escape(words),
                key=f"undo-{tag(words)}",
                icon=":material/undo:",
                type="tertiary",
                on_click=partial(write, back),
            )
        if len(told) > 1:
            everything = {param.name: param.default for param in EDITS}
            label = f"Undo all {len(told)}"
            icon = ":material/restart_alt:"
            st.button(label, icon=icon, on_click=partial(write, everything))
