"""A table that arrives: its progress, questions about it, and then it is in use."""

from collections.abc import Callable

import streamlit as st

from core.dataset import data_config
from core.errors import Refused
from core.race import RaceConfig
from core.summary import Upload
from pages.ui import experiment, reading, titles, waiting
from pages.ui.text import escape, tag

NO_TARGET = (
    "No column of this table can be predicted: each is free text, names its rows or "
    "never changes. Bring a table with a column that holds the answer."
)


def show(race: RaceConfig) -> None:
    """Draw what is being read, or why it could not be; take it into use at the end."""
    what = reading.now()
    if what:
        try:
            found = waiting.outcome(reading.work_of(what, race), "Reading the table")
        except Refused as no:
            reading.fail(no)
            reading.drop_fresh(what)
        else:
            if found is not None:
                take(what, found)
    data, no = reading.problem()
    if data == race.data:
        waiting.say(no)


def still(race: RaceConfig) -> None:
    """Say whose the rest of the page is while a question or a refusal stands above."""
    if reading.now() or reading.problem()[0] == race.data:
        st.subheader(f"Still in use: {escape(titles.of_data(race.data))}")


def take(what: str, found: object) -> None:
    """Put what was read on the screen, once it is clear which table and what target."""
    head, _, rest = what.partition(":")
    if not isinstance(found, Upload):
        reading.end()
        experiment.set_data(data_config(reading.OPENML, {"id": rest}))
        st.rerun()
    reading.settled(head)
    targets = tuple(target.name for target in found.targets)

    def with_target(name: str = "") -> None:
        given = {"file": head, "table": rest, "target": name}
        reading.end()
        experiment.set_data(data_config("upload", given))

    if not found.columns:
        # no name of the file: a label is read aloud with the signs that escape it
        question = f"This file holds {len(found.tables)} tables. Which one?"
        ask(question, found.tables, lambda name: reading.begin(f"{head}:{name}"))
    elif found.suggested:
        with_target()
        st.rerun()
    elif targets:
        ask("What do you want to predict?", targets, with_target)
    else:
        reading.fail(Refused(NO_TARGET))


def ask(question: str, names: tuple[str, ...], answer: Callable[[str], None]) -> None:
    """Draw a question about the table that was read; the answer leads on."""
    key = f"asked-{tag((question, names))}"
    with st.container(border=True, key="ask"):
        st.selectbox(
            question,
            names,
            index=None,
            key=key,
            placeholder=f"Choose one of {len(names)}",
            on_change=lambda: answer(st.session_state[key]),
        )
        st.button("Never mind", icon=":material/close:", on_click=reading.drop)
