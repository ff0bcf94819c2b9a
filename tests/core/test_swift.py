"""Long texts are read in stretches, by polars or by pandas: nobody can tell which."""

import io
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core import format as core_format
from core.errors import Refused
from core.format import EXACT
from core.parsing import parse, stray, stretch, swift
from core.parsing.encoding import Plain
from core.parsing.swift import Met, swift_rows
from core.reading import read
from tests.core.texts import cells


@pytest.fixture
def at_once(monkeypatch):
    """Have polars read short texts as well."""
    monkeypatch.setattr(swift, "LEAST", 0)


@pytest.mark.usefixtures("at_once")
def test_what_only_shows_far_behind_the_sample_stays_as_it_is():
    count = 120_000
    columns = {
        "word": [str(i) for i in range(count)],
        "code": ["7"] * count,
        "long": ["1"] * count,
        "gap": ["1"] * count,
        "fine": ["0.5"] * count,
    }
    place = count // 4
    for name, odd in (("word", "none"), ("code", "007"), ("gap", "")):
        columns[name][place] = odd
    columns["long"][place] = "9007199254740993"
    columns["long"][place + 1] = ""
    rows = zip(*columns.values(), strict=True)
    found = cells(",".join(columns) + "\n" + "\n".join(map(",".join, rows)))
    frame = found.frame
    assert frame["word"].tolist() == columns["word"]
    assert frame["code"].tolist() == columns["code"]
    assert frame["long"].iloc[place] == "9007199254740993"
    assert frame["gap"].isna().sum() == 1
    assert frame["gap"].dtype == frame["fine"].dtype == "float64"
    assert found.notes == ()


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("quoted", [False, True])
def test_a_long_file_read_in_stretches_is_the_same(tmp_path, monkeypatch, quoted):
    monkeypatch.setattr(stretch, "STRETCH", 3 << 20)
    draw = np.random.default_rng(0)
    count = 150_000
    words = draw.choice(["a", "b c", 'say "x"', "two\nlines", "ü"], count)
    frame = pd.DataFrame(
        {
            "number": draw.normal(size=count),
            "whole": draw.integers(-5, 5, count),
            "gap": np.where(draw.random(count) < 0.1, np.nan, draw.random(count)),
            "word": words if quoted else draw.choice(["a", "ü"], count),
            "long": "some more text to fill the file with",
        }
    )
    path = tmp_path / "t.csv"
    frame.to_csv(path, index=False)
    assert path.stat().st_size > 10_000_000
    found = read(path, "t.csv")
    assert found.notes == ()
    pd.testing.assert_frame_equal(found.frame, frame, check_dtype=False, rtol=1e-15)
    with path.open("a") as file:
        file.write("1,2,3,x,y,z\n1,2\n")
    lines = path.read_text().count("\n")
    longer = read(path, "t.csv")
    assert f"1 (line {lines - 1:,})".replace(",", "") in longer.notes[0]
    assert f"1 (line {lines:,})".replace(",", "") in longer.notes[1]
    assert len(longer.frame) == count + 1


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("length", [1 << 12, 1 << 26])
@pytest.mark.parametrize(
    "odd", ["007", "1.50", "True", "", "nan", "18446744073709551616"]
)
def test_text_stays_text_where_a_stretch_of_it_looks_otherwise(
    monkeypatch, length, odd
):
    monkeypatch.setattr(stretch, "STRETCH", length)
    monkeypatch.setattr(core_format, "PIECE", 1 << 12)
    words = ["red", "blue"] * 15_000 + [odd] * 40_000 + ["red", "blue"] * 15_000
    lines = "".join(f"{word},{i % 7}.5,x y\n" for i, word in enumerate(words))
    found = cells("a,b,c\n" + lines)
    assert found.frame["a"].fillna("").tolist() == words
    assert found.frame["a"].dtype == found.frame["c"].dtype == "str"
    assert found.notes == ()


@pytest.mark.usefixtures("at_once")
def test_text_that_differs_in_every_row_is_the_same_without_polars(monkeypatch):
    monkeypatch.setattr(stretch, "STRETCH", 1 << 18)
    monkeypatch.setattr(core_format, "PIECE", 1 << 12)
    count = 30_000
    columns = {
        "name": [
            f"Größe {i} 大 of the north" if i % 3 else f"c{i}" for i in range(count)
        ],
        "place": [
            None if i % 10 == 0 else f'"{i}" street, no {i}' for i in range(count)
        ],
        "mixed": [str(i) if i % 7 else f"{i} kg" for i in range(count)],
        "late": ["a"] * (count // 2) + [str(i) for i in range(count // 2)],
        "number": np.arange(count) / 8,
    }
    data = pd.DataFrame(columns).to_csv(index=False).encode()
    frame, said = told(data)
    monkeypatch.setattr(parse, "swift", lambda *_: None)
    slow, wanted = told(data)
    assert said == wanted == ()
    pd.testing.assert_frame_equal(frame, slow, check_exact=True)
    pd.testing.assert_frame_equal(frame, pd.DataFrame(columns), check_dtype=False)


NUMBERS = ["1", "-2", "15", "0", "2.5", "1e3", "", " 4", "5 ", "-0", "007", "0.1"]
ODD = [
    *("x", "yes", '"', '""', '"a"', '"a""b"', '"a"b', 'a"b', '" "', " ", "\t2", "NA"),
    *("0x1f", " 0X1", "-0x1", "nan", "-nan", "inf", "Infinity", "+1", "+1.5", "+x"),
    *("1_000", "True", "٣", "1.", ".5", "-.5", "1e", "1d5", "1,5", "1e999", "1e-999"),
    *("9007199254740993", "9223372036854775808", "18446744073709551616", "9" * 400),
    *("5e-324", "1.7976931348623159e308", "0." + "1" * 400, "\r", "\n", "\v1", "1\f"),
    *("\u00a01", '"x\ny"', '"x\r\ny"', '"1\n"', '"5"', '" 5"', "#", "\x1a", "ü"),
    *("\ufeff1", "nan(1)", "-", "--1", "1 2", "0e5", "-07", "00"),
]
POOLS = st.lists(st.sampled_from(ODD), max_size=3).map(
    lambda odd: st.sampled_from([*odd, *NUMBERS]) | st.sampled_from([*odd, "a", ""])
)


@st.composite
def texts(draw):
    """Draw a text, its separator, its width, and the columns to take for text."""
    width, separator = draw(st.integers(2, 4)), draw(st.sampled_from(",;\t|"))
    pools = [draw(POOLS) for _ in range(width)]
    rows = draw(st.lists(st.tuples(*pools), min_size=1, max_size=9))
    extra = draw(st.sampled_from([None] * 6 + [[], ["a"], [" "], ["1"] * (width + 1)]))
    lines = [separator.join(row) for row in rows]
    if extra is not None:
        lines.insert(draw(st.integers(0, len(lines))), separator.join(extra))
    end = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    text = end.join(lines) + draw(st.sampled_from([end, "", end + end]))
    words = draw(st.frozensets(st.integers(0, width - 1)))
    return text, separator, width, words


def dialect_of(separator, width, wholes=frozenset()):
    return SimpleNamespace(
        spaced=False, separator=separator, width=width, wholes=wholes
    )


def by_pandas(text, separator, width, words):
    return pd.read_csv(
        io.BytesIO(text.encode()),
        sep=separator,
        header=None,
        names=range(width),
        index_col=False,
        dtype=dict.fromkeys(words, str),
        keep_default_na=False,
        na_values=[""],
    )


@settings(max_examples=250)
@given(texts(), st.booleans())
@example(("0x1f,1\n", ",", 2, frozenset()), True)
@example(('1,"a\n2,b\n', ",", 2, frozenset([1])), True)
@example(('a"b,1\n"c,2', ",", 2, frozenset([0, 1])), True)
@example(("+1,1\n", ",", 2, frozenset()), True)
@example(("\r,1\n", ",", 2, frozenset([0])), False)
@example(("inf,1\n", ",", 2, frozenset()), False)
@example(('1," "\n', ",", 2, frozenset()), False)
@example((" \t,1\n2,1\n", ",", 2, frozenset()), True)
@example(("1,2\n\n3\n", ",", 2, frozenset([1])), True)
@example(('1,"a,b"\n3\n', ",", 2, frozenset([1])), True)
def test_what_polars_takes_is_what_pandas_reads(drawn, whole):
    text, separator, width, words = drawn
    wholes = frozenset(range(width)) - words if whole else frozenset()
    met = Met()
    found = dialect_of(separator, width, wholes)
    columns = swift_rows(text.encode(), found, words, met)
    if columns is None:
        return
    frame = pd.DataFrame(columns)
    wanted = by_pandas(*drawn)
    assert len(frame) == len(wanted)
    for i in range(width):
        kind, cells = wanted[i].dtype, frame[i]
        if kind != "str" and kind.kind in "if":
            pd.testing.assert_series_equal(
                cells, wanted[i], check_dtype=i in wholes, check_exact=True
            )
        elif i in words:
            pd.testing.assert_series_equal(cells, wanted[i])
        else:  # whole numbers without end, which are read once more as text
            assert np.nanmax(np.abs(cells)) >= EXACT
        if i in wholes - met.codes - met.broken:
            assert not (wanted[i].abs() >= 10**15).any()
            assert not any(row.startswith("0") for row in column(drawn, i))


def column(drawn, i):
    """Return the cells of a column as text, those of one digit left out."""
    text, separator, width, _ = drawn
    cells = by_pandas(text, separator, width, range(width))[i].dropna()
    return [cell.lstrip(" \t-") for cell in cells if len(cell.strip(" \t-")) > 1]


@pytest.mark.parametrize("row", ["{},0.5,a b", '-{},"1.5","say ""x"""', "{},,"])
def test_plain_rows_are_left_to_polars(row):
    text = "".join(row.format(i) + "\n" for i in range(1, 21))
    met = Met()
    found = dialect_of(",", 3, frozenset([0]))
    columns = swift_rows(text.encode(), found, {2}, met)
    assert columns is not None
    frame = pd.DataFrame(columns)
    assert [str(kind) for kind in frame.dtypes] == ["int64", "float64", "str"]
    assert not met.codes
    assert not met.broken


def told(data):
    """Return the cells and notes of a text, or why there are none."""
    try:
        found = read(data, "t.csv")
    except Refused as refused:
        return None, str(refused)
    return found.frame, found.notes


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts(), st.sampled_from([1 << 5, 1 << 12]))
def test_a_text_is_understood_the_same_without_polars(monkeypatch, drawn, length):
    text, separator, width, _ = drawn
    head = separator.join("abcd"[:width]) + "\n"
    data = (head + (text + "\n") * 5).encode()
    with monkeypatch.context() as patch:
        patch.setattr(stretch, "STRETCH", length)
        patch.setattr(swift, "LEAST", 0)
        frame, said = told(data)
        patch.setattr(parse, "swift", lambda *_: None)
        slow, wanted = told(data)
    assert said == wanted
    if frame is None or slow is None:
        assert frame is slow is None
    else:
        pd.testing.assert_frame_equal(frame, slow, check_exact=True)


@given(st.lists(st.sampled_from(["a,b", '"x\ny",b', "", "ü,", "\r"]), max_size=40))
def test_stretches_are_whole_rows_and_leave_nothing_out(rows):
    data = "".join(row + "\n" for row in rows).encode()
    for place in (data, data[:-1]):
        quotes = b'"' in place
        source = core_format.Source(name="t", place=place)
        text = Plain(source=source, start=0, newline=b"\n", quotes=quotes)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stretch, "STRETCH", 8)
            patch.setattr(core_format, "PIECE", 16)
            cuts = stretch.spans(text, 0)
        assert b"".join(place[a:b] for a, b in cuts) == place
        for start, end in cuts[:-1]:
            assert end - start >= 8
            assert place[start:end].endswith(b"\n")
            assert place[start:end].count(b'"') % 2 == 0


@given(
    st.lists(st.sampled_from(["", None, "#", "--", "-x", "ü", "// a", "a#"])),
    st.integers(0, 4),
)
def test_rows_that_start_with_a_sign_are_found(cells, cut):
    parts = [pd.Series(cells[:cut], dtype="str"), pd.Series(cells[cut:], dtype="str")]
    whole = pd.concat(parts, ignore_index=True)
    for column in (whole, whole[1:], whole.astype(object)):
        for signs in (stray.DRAWN, stray.COMMENT):
            wanted = [
                i
                for i, cell in enumerate(column)
                if isinstance(cell, str) and cell.startswith(signs)
            ]
            assert stray._starting(column, signs).tolist() == wanted
