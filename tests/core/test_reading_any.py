"""Whatever bytes come in, cells or one clear sentence come out."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.limits import limits
from core.reading import read
from tests.core.texts import PLAIN, cells


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\n" * 100_000, "is empty"),
        (bytes(50), "is empty"),
        (bytes(range(256)) * 9, "not a text file"),
        (b"a,b\n1,\x002\n" * 30, "not a text file"),
        (b"a\n1\n2\n", "one column"),
        (b"a,b\n", "no rows"),
        (b"a,b\n" + b"1,2\n" * 30 + b'1,"2\n', "line 32 .* never closed"),
        (b"x" * 2_000_000, "1,000,000 characters"),
        (b"name," * 700_000, "1,000,000 characters"),
        (("c," * 4999 + "c\n" + "1," * 4999 + "1\n").encode(), "5,000 columns"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(data, reason):
    with pytest.raises(Refused, match=reason) as refused:
        cells(data)
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="cannot be opened"):
        read(tmp_path / "none.csv", "none.csv")


def test_limits_are_settings(monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_BYTES", "100")
    monkeypatch.setenv("CROSSOVER_MAX_COLUMNS", "2")
    assert limits().max_bytes == 100
    with pytest.raises(Refused, match="more than 0"):
        cells(PLAIN)
    with pytest.raises(Refused, match="3 columns"):
        cells("a,b,c\n1,2,3\n")
    monkeypatch.setenv("CROSSOVER_MAX_BYTES", "many")
    with pytest.raises(Refused, match="CROSSOVER_MAX_BYTES must be"):
        cells(PLAIN)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("It was late,\nvery late, said the man,\nand cold.\n" * 30, "running text"),
        ("% by us\n@relation r\n@attribute a {u,v}\n@data\nu\nv\n", "ARFF"),
    ],
)
def test_text_that_is_no_table_is_refused(text, reason):
    with pytest.raises(Refused, match=reason):
        cells(text)


def answered(data: bytes, name: str = "t.csv") -> pd.DataFrame | None:
    """Return the table or None after checking that a refusal is one sentence."""
    sentence = ""
    try:
        found = read(data, name)
    except Refused as refused:
        sentence = str(refused)
    if sentence:
        assert sentence.endswith(".")
        assert "cannot be read as a table" not in sentence, "nobody foresaw this"
        return None
    frame = found.frame
    assert len(frame) > 0
    assert frame.shape[1] > 1
    assert frame.columns.is_unique
    assert all(isinstance(name, str) and 0 < len(name) <= 110 for name in frame)
    assert all(kind == "str" or kind.kind in "ifbM" for kind in frame.dtypes)
    assert all(note.endswith(".") for note in found.notes)
    return frame


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_random_bytes_end_in_an_answer(data):
    answered(data)


@settings(max_examples=150)
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_random_text_ends_in_an_answer(text, encoding):
    answered(text.encode(encoding, errors="replace"))


WORDS = "1 -2.5 1e999 NA x yes no \" 1,5 ü 0x1f nan 1_000 true \x1f ' 007 2024 ٣ #"
CELLS = st.sampled_from(["", "9" * 400, "\u2028", "\r", "total", *WORDS.split(" ")])


@settings(max_examples=200)
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=2, max_size=12),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-16", "latin-1"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@example([["a", "b"], ["", ""], ["\r", ""]], ",", "utf-8", "\n")
def test_almost_tables_end_in_an_answer(rows, separator, encoding, ending):
    text = ending.join(separator.join(row) for row in [*rows[:1], *(rows[1:] * 8)])
    answered(text.encode(encoding, errors="replace"))


# No word that is taken for something else than a word: a gap, a total, a remark.
WORD = st.text("abcxyzü \"';,\n|", min_size=1, max_size=8).filter(
    lambda word: word.strip() == word
)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(-(2**62), 2**62), st.floats(allow_nan=False), WORD),
        min_size=5,
        max_size=30,
    ),
    st.sampled_from(",;\t|"),
)
def test_what_is_written_as_csv_is_read_as_it_was(rows, separator):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerows([["whole", "number", "word"], *rows])
    frame = answered(out.getvalue().encode())
    assert frame is not None
    whole = frame["whole"].astype("str") if len(frame) else frame["whole"]
    assert whole.tolist() == [str(row[0]) for row in rows]
    assert frame["word"].tolist() == [row[2] for row in rows]
    numbers = pd.to_numeric(frame["number"])
    np.testing.assert_allclose(numbers, [row[1] for row in rows], rtol=1e-12)
