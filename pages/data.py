"""Choose, make or bring a table, and look at it before anything learns from it."""

import streamlit as st

from core import dataset
from core.choices import BROUGHT
from core.dataset import DatasetSpec, data_config
from core.errors import Refused
from core.race import RaceConfig
from core.summary import Summary
from core.works import summary_work
from pages.ui import (
    arriving,
    columns,
    decisions,
    experiment,
    keeping,
    parts,
    privacy,
    reading,
    rows,
    target,
    titles,
    traps,
    upload,
    waiting,
)
from pages.ui.charts import show_all
from pages.ui.controls import controls
from pages.ui.menu import next_step
from pages.ui.text import escape, words

OWN = "Your own"


def by_group() -> dict[str, list[DatasetSpec]]:
    """Return the listed data sets by group, in the order of their files."""
    groups: dict[str, list[DatasetSpec]] = {}
    for spec in dataset.specs().values():
        if spec.listed and spec.group != OWN:
            groups.setdefault(spec.group, []).append(spec)
    return groups


def choose(race: RaceConfig) -> str:
    """Draw the choice of a group and a data set; returns the group on the screen."""
    groups = by_group()
    now = OWN if reading.now() else dataset.specs()[race.data.key].group
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


def in_use(race: RaceConfig, spec: DatasetSpec) -> None:
    """Draw the data set in use: what can be set, what was understood, what it is."""
    decisions.about(race.data)
    arriving.still(race)
    if spec.group != OWN:
        st.markdown(f"**{escape(titles.of_data(race.data))}** · {spec.summary}")
    edits = {param.name for param in BROUGHT}
    dials = tuple(param for param in spec.params if param.name not in edits)
    if dials and spec.listed:
        with st.container(border=True, key="dials"):
            controls(dials, race.data.values, "data", experiment.set_data_value, 3)
    privacy.say_why(race.data)
    if not privacy.may_see_rows(race.data):
        return
    ready = race.data.key != "upload" or target.show(race)
    decisions.show(race.data)
    if not ready:
        return
    work = summary_work(race.data, race.seed)
    try:
        summary = waiting.outcome(work, "Making the table", waiting.PATIENCE_S)
    except Refused as no:
        waiting.say(no)
        waiting.retry(work)
        return
    if summary is not None:
        look(race, summary)


def look(race: RaceConfig, summary: Summary) -> None:
    """Draw the table: what it is, what would fool one, how it is dealt into parts."""
    used = [c for c in summary.table if c.use == "feature"] or summary.columns
    with st.container(horizontal=True, gap="medium"):
        st.metric("Rows", f"{summary.rows:,}", width="content")
        st.metric("Columns", f"{len(used):,}", width="content")
        if summary.classes:
            st.metric("Classes", len(summary.classes), width="content")
        st.metric("Empty cells", f"{sum(c.missing for c in used):,}", width="content")
    columns.sampled(summary)
    if summary.story:
        st.markdown(escape(summary.story))
    traps.hidden(summary, race.data.key)
    traps.show(summary, decisions.open_to(race.data))
    with st.container(horizontal=True, vertical_alignment="center"):
        next_step("train", "Race on this data", race)
        traps.still_open(summary)
    if decisions.open_to(race.data):
        st.subheader("What was understood")
        if race.data.key == "openml":
            target.choose_among_columns(race, summary)
        columns.show(race.data, summary)
    columns.notes(summary)
    st.subheader("Who learns and who judges")
    parts.show(race.data, summary)
    st.subheader("The rows")
    show_all("data", summary, "data", columns=2, without=parts.DRAWN)
    rows.show(summary)
    rows.origin(summary)


race = experiment.current()
st.title("The data")
keeping.say_done(race)
group = choose(race)
if group == OWN:
    upload.choose(race)
spec = dataset.specs()[race.data.key]
if group == spec.group:
    in_use(race, spec)
words("Trap", "Leak", "Gap", "Copy", "Validation rows", "Test rows", "Seal")
