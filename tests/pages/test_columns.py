"""The columns of a table, corrected in place: what an edit writes to the address."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import button


def editor(table):
    import streamlit as st

    from core.dataset import Column
    from core.race import to_query
    from pages.ui import columns, experiment

    race = experiment.current()
    known = tuple(Column(**facts) for facts in table)
    columns.version(race.data)

    def edit():
        columns.edited("edits", known)

    st.button("edit", on_click=edit)
    st.text(str(to_query(experiment.now()).get("drop")))
    st.text(str(to_query(experiment.now()).get("kinds")))


TABLE = [
    {"name": "island", "kind": "category", "use": "feature"},
    {"name": "a,b: c", "kind": "number", "use": "feature"},
    {"name": "note", "kind": "text", "use": "left out", "examples": ("x", "y")},
    {"name": "same", "kind": "constant", "use": "left out"},
    {"name": "species", "kind": "category", "use": "target"},
    {"name": "sex", "kind": "yes/no", "use": "left out"},
]


@pytest.mark.parametrize(
    ("edits", "drop", "kinds", "toasts"),
    [
        ({0: {"Use": False}}, "sex,island", "None", 0),
        (
            {1: {"Use": False, "Kind": "category"}},
            "sex,a%2Cb%3A c",
            "a%2Cb%3A c:category",
            0,
        ),
        ({2: {"Use": True}}, "sex", "note:category", 0),
        ({3: {"Use": True}}, "sex", "None", 1),
        ({4: {"Use": False}}, "sex", "None", 1),
        ({5: {"Use": True}}, "None", "None", 1),
        ({0: {"Kind": "category", "Use": True}}, "sex", "None", 0),
    ],
)
def test_editing_the_columns_is_written_to_the_address(edits, drop, kinds, toasts):
    at = AppTest.from_function(editor, kwargs={"table": TABLE})
    at.query_params["data"], at.query_params["drop"] = "penguins", "sex"
    at.session_state["edits"] = {"edited_rows": edits}
    at.run()
    for _ in range(2):  # a double click changes nothing more
        button(at, "edit").click().run()
    assert not at.exception
    assert [text.value for text in at.text] == [drop, kinds]
    assert len(at.toast) == toasts
