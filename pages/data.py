"""Choose, make or bring a table, and look at it before anything learns from it."""

import streamlit as st

from core import dataset
from core.dataset import DatasetSpec, data_config
from core.errors import Refused
from core.race import RaceConfig
from core.summary import ColumnFacts, Summary
from pages.ui import experiment, jobs, privacy, titles, upload
from pages.ui.charts import show_all
from pages.ui.controls import controls
from pages.ui.menu import next_step
from pages.ui.text import escape, words

OWN = "Your own"


def by_group() -> dict[str, list[DatasetSpec]]:
    """Return the listed data sets by group, in the order of their files."""
    groups: dict[str, list[DatasetSpec]] = {}
    for spec in dataset.specs().values():
        if spec.listed:
            groups.setdefault(spec.group, []).append(spec)
    return groups


def choose(race: RaceConfig) -> str:
    """Draw the choice of a group and a data set; returns the group on the screen."""
    groups = by_group()
    now = dataset.specs()[race.data.key].group
    st.session_state.setdefault("group", now)
    if st.session_state.get("group_of") != race.data:
        st.session_state["group"], st.session_state["group_of"] = now, race.data
    group = st.segmented_control(
        "Kind of data", [*groups, OWN], key="group", required=True, on_change=pick_group
    )
    if group in groups:
        keys = {spec.key: spec.title for spec in groups[group]}
        st.session_state["data"] = race.data.key if race.data.key in keys else None
        st.pills(
            "Data set",
            list(keys),
            key="data",
            format_func=keys.__getitem__,
            on_change=pick,
        )
    return group or now


def pick_group() -> None:
    """Put the first data set of a group on the screen; a person brings their own."""
    group = st.session_state["group"]
    if group in by_group():
        experiment.set_data(data_config(by_group()[group][0].key))


def pick() -> None:
    """Write the chosen data set to the address."""
    if st.session_state["data"]:
        experiment.set_data(data_config(st.session_state["data"]))


def look(summary: Summary) -> None:
    """Draw the table: what it is, what stands out, how it is dealt into parts."""
    gaps = sum(column.missing for column in summary.columns)
    with st.container(horizontal=True, gap="medium"):
        st.metric("Rows", f"{summary.rows:,}", width="content")
        st.metric("Columns", len(summary.columns), width="content")
        st.metric("Classes", len(summary.classes), width="content")
        st.metric("Empty cells", f"{gaps:,}", width="content")
    if summary.story:
        st.markdown(escape(summary.story))
    for sentence in summary.traps:
        st.warning(escape(sentence), icon=":material/warning:")
    for sentence in summary.notes:
        st.info(escape(sentence), icon=":material/info:")
    train, validation, test = summary.part_rows
    watched = f"are watched on {validation:,} validation rows" * bool(validation)
    watched = watched or "are watched on rows that they leave out of these themselves"
    st.caption(
        f"Models learn from {train:,} training rows, {watched} "
        f"and judged once on {test:,} test rows. "
        f"Source: {escape(summary.source.rstrip('.'))}. "
        f"Licence: {escape(summary.licence.rstrip('.'))}."
    )
    show_all("data", summary, "data", columns=2)
    view = st.segmented_control(
        "Table", ["First rows", "Columns"], default="First rows", required=True
    )
    if view == "First rows":
        st.dataframe(summary.head)
    else:
        st.dataframe([column_row(c) for c in summary.columns], hide_index=True)


def column_row(column: ColumnFacts) -> dict[str, object]:
    """Return one column's facts as a line of a table."""
    names = ("name", "kind", "missing", "distinct", "low", "mean", "high")
    line = {name: getattr(column, name) for name in names}
    return line | {"examples": ", ".join(column.examples)}


race = experiment.current()
st.title("The data")
group = choose(race)
if group == OWN:
    upload.choose(race)
spec = dataset.specs()[race.data.key]
if group == spec.group:
    st.markdown(f"**{escape(titles.of_data(race.data))}** · {spec.summary}")
    if spec.params and spec.listed:
        with st.container(border=True, key="dials"):
            controls(
                spec.params, race.data.values, "data", experiment.set_data_value, 3
            )
    privacy.say_why(race.data)
    try:
        summary = privacy.summary_of(race)
        if summary:
            next_step("train", "Race on this data", race)
            look(summary)
    except Refused as no:
        jobs.refuse(no)
words("Training rows", "Validation rows", "Test rows", "Label noise", "Missing values")
