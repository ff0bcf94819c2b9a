"""What leaves a page as a file: numbers stay numbers, and no cell is a formula."""

import csv
import io
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from pages.ui.tables import as_csv, neutral, shown

ROOT = Path(__file__).parents[2]
SIGNS = "=+-@\t\r\n＝＋－＠"
CELLS = st.one_of(
    st.none(),
    st.integers(-(10**6), 10**6),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.text(
        st.sampled_from([*SIGNS, " ", "'", '"', ",", "a", "1", "\u00a0"]), max_size=6
    ),
)


def read_back(frame):
    text = as_csv(frame).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8), CELLS)
def test_no_text_of_a_download_begins_like_a_formula(cells, name):
    frame = pd.DataFrame(cells, columns=[str(name), "b"], dtype=object)
    lines = read_back(frame)
    flat = [name, "b", *(cell for row in cells for cell in row)]
    for told, cell in zip([c for line in lines for c in line], flat, strict=True):
        if isinstance(cell, str):
            assert told in (cell, f"'{cell}")
            assert not told.strip(" \u00a0\ufeff\x00").startswith(tuple(SIGNS))


def test_numbers_stay_numbers_and_harmless_texts_stay_as_they_are():
    frame = pd.DataFrame(
        {"amount": [-1.5, 2.0], "word": ["=1+1", "plain - text"], "mixed": [-3, "-3"]}
    )
    assert read_back(frame) == [
        ["amount", "word", "mixed"],
        ["-1.5", "'=1+1", "-3"],
        ["2.0", "plain - text", "'-3"],
    ]


@pytest.mark.parametrize("first", [*SIGNS, " =", "\u00a0@", "\ufeff+", "\x00-"])
def test_every_sign_that_begins_a_formula_is_put_behind_an_apostrophe(first):
    assert neutral(f"{first}1") == f"'{first}1"


def test_two_columns_of_one_name_are_both_written():
    frame = pd.DataFrame([["=a", 1], ["b", 2]], columns=["=x", "=x"])
    assert read_back(frame) == [["'=x", "'=x"], ["'=a", "1"], ["b", "2"]]


def test_columns_of_mixed_kinds_are_shown_as_words():
    frame = pd.DataFrame({"a": [1, "x"], "b": [1.0, 2.0]})
    assert [type(value) for value in shown(frame)["a"]] == [str, str]
    assert shown(frame)["b"].tolist() == [1.0, 2.0]


def test_the_only_way_for_a_table_to_leave_is_ours():
    settings = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert settings["client"]["disableDataExport"] is True


def test_every_table_that_is_drawn_has_its_download():
    def page():
        import pandas as pd

        from pages.ui import tables

        tables.show(pd.DataFrame({"a": ["=1"]}), "some rows")

    at = AppTest.from_function(page).run()
    assert not at.exception
    assert at.dataframe[0].value["a"].tolist() == ["=1"]
    assert len(at.get("download_button")) == 1
