"""The rows: the first ones, facts of the columns, one row as the models see it."""

from typing import Any

import streamlit as st

from core.summary import SEEN_ROWS, ColumnFacts, Summary
from core.trap import listed
from pages.ui import tables
from pages.ui.text import escape

FIRST, FACTS, SEEN = "First rows", "Columns in figures", "As the models see it"
FROM_SAMPLE = f" What they say is taken from a sample of {SEEN_ROWS:,} of them."
DATES = (
    " A date becomes numbers: its year, month, weekday and hour where they vary, and "
    "its day, counted from 1 January 1970."
)
MARKS = {"target": "target", "left out": "left out"}
FACT_NAMES = ("name", "kind", "missing", "distinct", "low", "mean", "high")


def show(summary: Summary) -> None:
    """Draw the choice of a view of the table, and the view."""
    views = [FIRST, FACTS, *([SEEN] if summary.seen else [])]
    view = st.segmented_control("Table", views, default=FIRST, required=True)
    if view == SEEN:
        as_seen(summary)
    elif view == FACTS:
        tables.show([facts(column) for column in summary.columns], "columns")
    else:
        as_it_came(summary)


def as_it_came(summary: Summary) -> None:
    """Draw the first rows as they stood in the file, what is no feature marked so."""
    marks = {c.name: MARKS[c.use] for c in summary.table if c.use in MARKS}
    config: dict[int, Any] = {}
    for place, (name, cells) in enumerate(summary.head.items(), start=1):
        mark = marks.get(str(name))
        label = f"{name} ({mark})" if mark else f"{name}"
        config[place] = st.column_config.Column(label)
        if cells.dtype.kind == "f":
            config[place] = st.column_config.NumberColumn(label, format="plain")
    tables.show(summary.head, "first rows", config=config)
    out = [column.name for column in summary.table if column.use == "left out"]
    if out:
        told = (
            f"These are the first rows as the table came. No model sees {listed(out)}."
        )
        st.caption(escape(told))


def dated(summary: Summary) -> bool:
    """Return whether models see a date."""
    return any(c.kind == "date" and c.use == "feature" for c in summary.table)


def origin(summary: Summary) -> None:
    """Say where the table comes from and what its licence is."""
    source, licence = summary.source.rstrip("."), summary.licence.rstrip(".")
    st.caption(f"Source: {escape(source)}. Licence: {escape(licence)}.")


def facts(column: ColumnFacts) -> dict[str, Any]:
    """Return one column's facts as a line of a table."""
    line = {name: getattr(column, name) for name in FACT_NAMES}
    return line | {"examples": ", ".join(column.examples)}


def as_seen(summary: Summary) -> None:
    """Draw one training row three times: in the table, for the forest, for the net."""
    import pandas as pd

    st.caption(
        "One training row. The forest gets numbers as they are and a code for a word. "
        "The net gets numbers on one scale and a switch for every word. A gap in "
        "numbers is filled with the middle value of the training rows; a gap among "
        "words is a word of its own."
        + (DATES if dated(summary) else "")
        + (FROM_SAMPLE if summary.part_rows[0] > SEEN_ROWS else "")
    )
    lines = [(s.feature, s.cell, s.forest, s.net) for s in summary.seen]
    names = ["Column", "In the table", "As the forest sees it", "As the net sees it"]
    tables.show(pd.DataFrame(lines, columns=names), "one row")
