"""The line at the top of every page: which data is in use, always the truth."""

import time
from contextlib import suppress

import streamlit as st

from core.errors import Refused
from core.race import RaceConfig, from_query
from core.summary import Summary
from core.works import summary_work
from pages.ui import experiment, jobs, menu, privacy, titles, traps
from pages.ui.page_values import PAGE_VALUES
from pages.ui.text import escape

# Pages that read a race from their address; the others have one of their own.
OF_A_RACE = ("data", "train", "evaluate", "explain", "compute")
LOOK_EVERY_S = 0.2
LOOKS = 200
MOST_LETTERS = 70  # of a name: a long one would push the facts out of view
PAUSE_S = 0.5  # in which the page is drawn, before an engine that is cold starts
UNKNOWN = "…"
UNUSABLE = "cannot be used"


def show(page: str) -> None:
    """Draw the line for the race that the page is about to show."""
    race = race_of(page)
    with st.container(key="banner", horizontal=True, vertical_alignment="center"):
        st.caption("Data in use:", width="content")
        menu.link("data", escape(short(titles.of_data(race.data))), race)
        if not privacy.may_see_rows(race.data):
            return
        if told(race) == UNKNOWN:
            st.fragment(wait, parallel=True)(race)
        else:
            st.caption(escape(told(race)), width="content")


def short(name: str) -> str:
    """Return a name that leaves room for the facts."""
    if len(name) <= MOST_LETTERS:
        return name
    return f"{name[: MOST_LETTERS - 8]}…{name[-7:]}"


def race_of(page: str) -> RaceConfig:
    """Return the race of the address, where the page reads one, else of this visit."""
    query = st.query_params.to_dict()
    if page in OF_A_RACE and set(query) - PAGE_VALUES:
        try:
            return from_query(query)
        except Refused:  # the page says why, and goes back to the first race
            return from_query({})
    return experiment.now()


def told(race: RaceConfig) -> str:
    """Return what the engine has found out about the data in use, so far."""
    work = summary_work(race.data, race.seed)
    try:
        return facts(jobs.engine().result(work.key))
    except LookupError:
        now = jobs.status(work)
        return UNUSABLE if now and now.ended else UNKNOWN


def wait(race: RaceConfig) -> None:
    """Fill in the facts as soon as they are there, beside the page that is drawn."""
    place = st.empty()
    work = summary_work(race.data, race.seed)
    if told(race) == UNKNOWN:
        place.caption(UNKNOWN, width="content")
        time.sleep(PAUSE_S)
    jobs.ask(work)
    for _ in range(LOOKS):
        text = told(race)
        place.caption(escape(text), width="content")  # a page that moves on ends here
        if text != UNKNOWN:
            return
        with suppress(Refused):  # of a server that has forgotten the work
            jobs.until(work, LOOK_EVERY_S)


def facts(summary: Summary) -> str:
    """Return size, target and task in a few words."""
    columns = sum(column.use == "feature" for column in summary.table)
    task = "regression"
    if summary.classes:
        task = f"{len(summary.classes)} classes"
    open_ = traps.count(summary)
    told = f" · {open_} open trap{'s' * (open_ > 1)}" if open_ else ""
    return (
        f"{summary.rows:,} rows × {columns:,} {'column' if columns == 1 else 'columns'}"
        f" · target {summary.target} · {task}{told}"
    )
