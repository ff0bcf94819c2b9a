"""What was understood of a table, column by column, and correctable in place."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.choices import KINDS
from core.columns import SAMPLED
from core.dataset import Column, DataConfig
from core.summary import Summary
from pages.ui import decisions, experiment
from pages.ui.text import escape

EDITED = "columns edited by hand"
USE, NAME, KIND = "Use", "Column", "Kind"
REMARKS = {"target": "the target"}
CONSTANT = "'{}' never changes, so no model can learn from it."
OTHERWISE = "'{}' cannot be used just like that; its remark says why."
TARGET = "'{}' is the target; choose another target to leave it out."


def show(data: DataConfig, summary: Summary) -> None:
    """Draw the columns; kinds can be corrected, columns left out and taken in."""
    st.caption(
        "Untick a column to leave it out. Choose another kind where the guess is wrong."
    )
    key = f"columns-{version(data)}"
    st.data_editor(
        [row(column) for column in summary.table],
        key=key,
        hide_index=True,
        disabled=["Column", "Examples", "Gaps", "Different", "Remark"],
        column_config={
            USE: st.column_config.CheckboxColumn(width="small"),
            NAME: st.column_config.TextColumn(pinned=True),
            KIND: st.column_config.SelectboxColumn(options=KINDS, required=True),
            "Gaps": st.column_config.NumberColumn(width="small", format="localized"),
            "Different": st.column_config.NumberColumn(
                width="small", format="localized", help="Different values."
            ),
            "Remark": st.column_config.TextColumn(width="large"),
        },
        on_change=edited,
        args=(key, summary.table),
    )


def notes(summary: Summary) -> None:
    """List what was guessed, converted or left out on the way."""
    if summary.notes:
        count = f"{len(summary.notes)} thing{'s' * (len(summary.notes) > 1)}"
        with st.expander(f"What was read and changed: {count}", icon=":material/rule:"):
            st.markdown("\n".join(f"- {escape(note)}" for note in summary.notes))


def sampled(summary: Summary) -> None:
    """Say under the figures that not all rows of the table are used."""
    for note in summary.notes:
        if note.startswith(SAMPLED):
            st.caption(escape(note))


def row(column: Column) -> dict[str, Any]:
    """Return one column of the table as a line of the editor."""
    return {
        USE: column.use != "left out",
        NAME: column.name,
        KIND: column.kind,
        "Examples": ", ".join(column.examples),
        "Gaps": column.missing,
        "Different": column.distinct,
        "Remark": column.reason or REMARKS.get(column.use, ""),
    }


def version(data: DataConfig) -> int:
    """Return a number that changes when decisions change elsewhere than in the editor.

    The editor keeps its place on the screen while a person works in it, and forgets
    what was typed when an undo or a link says otherwise.
    """
    count, known = st.session_state.get(EDITED, (0, None))
    if known != data:
        count += known is not None
        st.session_state[EDITED] = (count, data)
    return count


def edited(key: str, table: tuple[Column, ...]) -> None:
    """Write what was edited to the address."""
    rows: Mapping[int, Mapping[str, Any]] = st.session_state[key]["edited_rows"]
    count, _ = st.session_state[EDITED]
    refused = False
    for place, cells in rows.items():
        column = table[int(place)]
        if KIND in cells and cells[KIND] != column.kind:
            decisions.call_it(column.name, str(cells[KIND]))
        if USE in cells and cells[USE] != (column.use != "left out"):
            refused |= not use(column, bool(cells[USE]))
    st.session_state[EDITED] = (count + refused, experiment.now().data)


def use(column: Column, wanted: bool) -> bool:
    """Leave a column out or take it in; return False where that cannot be."""
    no = ""
    if column.use == "target":
        no = TARGET
    elif not wanted:
        decisions.leave_out(column.name)
    elif column.name in decisions.of(experiment.now().data).drop:
        decisions.take_in(column.name)
    elif column.kind in ("text", "identifier"):
        decisions.call_it(column.name, "number" if numeric(column) else "category")
    else:
        no = CONSTANT if column.kind == "constant" else OTHERWISE
    if no:
        st.toast(escape(no.format(column.name)), icon=":material/block:")
    return not no


def numeric(column: Column) -> bool:
    """Return whether the examples of a column are all numbers."""
    try:
        return all(float(text) == float(text) for text in column.examples)
    except ValueError:
        return False
