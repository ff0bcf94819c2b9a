"""Whatever bytes come in, cells or one clear sentence come out: tables as text."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core import format as core_format
from core import stretch
from core.errors import Refused
from core.limits import limits
from core.reading import read, tables

ROWS = [f"{i},{i / 8},{'xyz'[i % 3]} {i % 2}" for i in range(30)]
BODY = "\n".join(ROWS) + "\n"
PLAIN = "a,b,c\n" + BODY


def cells(text, name="t.csv"):
    return read(text if isinstance(text, bytes) else text.encode(), name)


def said(text, *words):
    """Return the frame after checking that one note has all of the words."""
    found = cells(text)
    assert [note for note in found.notes if all(w in note for w in words)], found.notes
    return found.frame


def plain(frame):
    """Check that this is the table PLAIN."""
    assert list(frame.columns) == ["a", "b", "c"]
    assert frame["a"].tolist() == list(range(30))
    assert frame["b"].tolist() == [i / 8 for i in range(30)]
    assert frame["c"].tolist() == [row.split(",")[2] for row in ROWS]


def test_a_clean_table_is_read_without_a_word():
    found = cells(PLAIN)
    plain(found.frame)
    assert found.notes == ()
    assert [str(kind) for kind in found.frame.dtypes] == ["int64", "float64", "str"]
    assert tables(PLAIN.encode(), "t.csv") == ("t.csv",)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_dialects_are_recognised(separator, encoding, ending):
    lines = [f'näme{separator}"text, more; | than one"'] + [
        f'{i}{separator}"a{separator}b"' for i in range(30)
    ]
    found = cells(ending.join(lines).encode(encoding))
    assert list(found.frame.columns) == ["näme", "text, more; | than one"]
    assert found.frame["näme"].tolist() == list(range(30))
    assert set(found.frame.iloc[:, 1]) == {f"a{separator}b"}
    assert found.notes == ()


@pytest.mark.parametrize(
    ("encoding", "guess"),
    [("latin-1", "Latin-1"), ("cp1252", "Latin-1"), ("utf-16-le", "UTF-16")],
)
def test_a_guessed_encoding_is_said(encoding, guess):
    text = "käse,n,m\n" + "süß,1,2\n" * 20
    assert said(text.encode(encoding), guess, "accented")["käse"].iloc[0] == "süß"


def test_quoted_newlines_and_quotes_belong_to_cells():
    text = "a,b\n" + '1,"two\nlines, and ""quotes"""\n' * 20
    found = cells(text)
    assert set(found.frame["b"]) == {'two\nlines, and "quotes"'}
    assert found.notes == ()


def test_a_line_that_names_the_separator_is_no_data():
    found = cells("sep=;\na;b;c\n" + BODY.replace(",", ";"))
    plain(found.frame)
    assert found.notes == ()


def test_decimal_commas_are_told_and_left_as_text():
    rows = "".join(f"{i}.250,5;1.500;{i}\n" for i in range(1, 30))
    found = cells("a;b;c\n" + rows)
    assert found.decimal_comma
    assert found.frame["a"].iloc[0] == "1.250,5"
    assert found.frame["b"].iloc[0] == "1.500"
    assert found.frame["c"].dtype == "int64"
    assert not cells("a;b;c\n" + BODY.replace(",", ";")).decimal_comma


@pytest.mark.parametrize(
    ("top", "words"),
    [
        ("My title\nExported on 2024-01-01\n\n", ("above the table", "lines 1, 2")),
        ("My title,,\n\n", ("above the table", "line 1")),
        ("# one\n# two, three\n", ("Comment lines", "lines 1, 2")),
        ("// one\n", ("Comment lines", "line 1")),
    ],
)
def test_lines_above_the_table_are_skipped_and_said(top, words):
    plain(said(top + PLAIN, *words))


def test_a_header_behind_a_mark_is_a_header():
    plain(cells("# " + PLAIN).frame)
    plain(said("# a remark\n#" + PLAIN, "Comment lines", "line 1"))


def test_remarks_between_the_rows_are_left_out():
    text = "a,b,c\n" + "\n".join([*ROWS[:10], "# half way", *ROWS[10:]])
    plain(said(text, "Comment lines", "1"))


def test_a_value_that_starts_with_a_mark_is_a_value():
    text = "colour,n\n" + "#ff0000,1\n#00ff00,2\n" * 10
    found = cells(text)
    assert set(found.frame["colour"]) == {"#ff0000", "#00ff00"}
    assert found.notes == ()


@pytest.mark.parametrize(
    "body", [BODY, "5.1,3.5,setosa\n4.9,3.0,setosa\n" * 10, "m,yes\nf,no\n" * 15]
)
def test_a_missing_header_is_made_up_and_said(body):
    frame = said(body, "no names")
    assert list(frame.columns) == [f"column {i + 1}" for i in range(frame.shape[1])]
    assert len(frame) == body.count("\n")


@pytest.mark.parametrize(
    "header", ["country,2019,2020,2021", "0,1,2,3", "a,b,c,d", "x1,2 m,3rd,4th"]
)
def test_numbers_in_a_header_do_not_make_it_data(header):
    frame = cells(header + "\n" + "c,1.5,20,3\nd,2.5,31,4\n" * 10).frame
    assert list(frame.columns) == header.split(",")


def test_a_header_that_comes_again_is_left_out():
    frame = said(PLAIN + PLAIN, "repeat the header", "1")
    assert frame["a"].dtype == "int64"
    assert frame["a"].tolist() == [*range(30), *range(30)]


@pytest.mark.parametrize("word", ["Total", "SUMME:", "Grand total"])
def test_totals_at_the_end_are_left_out(word):
    plain(said(PLAIN + f"{word},33,\n", "totals", "1"))


def test_a_class_named_total_is_no_totals_row():
    text = "a,b\n" + "total,1\npart,2\n" * 15 + "total,3\n"
    assert len(cells(text).frame) == 31


def test_a_remark_below_the_table_is_left_out():
    plain(said(PLAIN + "Source: our own counts\n", "below the table"))


def test_empty_rows_and_columns_are_left_out():
    plain(said(PLAIN + ",,\n,,\n", "Rows without any cell", "2"))
    wider = "".join(f"{line},\n" for line in PLAIN.splitlines())
    plain(said(wider, "without name and values", "1"))
    plain(said("a,b,c\n" + BODY.replace("\n", ",\n"), "without name and values"))


@pytest.mark.parametrize("header", [",b,c", "b,c"])
def test_a_column_without_a_name_that_counts_rows_is_left_out(header):
    assert list(said(f"{header}\n{BODY}", "counts the rows").columns) == ["b", "c"]


def test_blank_and_equal_names_are_told_apart():
    row = "3,1,x,2\n4,1,y,2\n"
    frame = said("a,a,,a (2)\n" + row * 10, "without a name", "'column 3'")
    assert list(frame.columns) == ["a", "a (3)", "column 3", "a (2)"]


def test_names_are_text_without_anything_invisible():
    odd = 'a\u202eb\x07,<script>x</script>,=1+1,😀,שלום,"two\nlines",' + "n" * 300
    frame = said(odd + "\n" + "1,2,3,4,5,6,x\n2,2,3,4,5,6,y\n" * 10, "invisible")
    assert list(frame.columns) == [
        *("ab", "<script>x</script>", "=1+1", "😀", "שלום", "two lines", "n" * 100)
    ]


def test_short_lines_are_filled_and_named():
    frame = said(PLAIN + "30,1.5\n31\n", "fewer cells", "2 (lines 32, 33)")
    assert frame.tail(2).isna().sum().tolist() == [0, 1, 2]


def test_gaps_at_the_end_of_full_lines_are_no_short_lines():
    assert cells(PLAIN + "30,1.5,\n").notes == ()
    assert cells(PLAIN + '30,1.5,""\n').notes == ()


def test_a_few_long_lines_are_left_out_and_named():
    middle = 'a,b,c\n"0\n",1,2\n' + "\n".join([*ROWS[1:20], "1,2,3,4", *ROWS[20:]])
    frame = said(middle + "\n", "more cells", "1 (line 23)")
    assert len(frame) == 30


def test_many_long_lines_are_refused_with_the_first():
    with pytest.raises(Refused, match=r"Line 32 of 't\.csv' has 4 cells"):
        cells(PLAIN + "1,2,3,4\n" * 3 + "1,2,3\n")


def test_longer_lines_up_to_the_end_are_told_as_a_second_table():
    with pytest.raises(Refused, match=r"From line 32 on 't\.csv' has 4 cells"):
        cells(PLAIN + "1,2,3,4\n" * 3)


@pytest.mark.parametrize(
    "column",
    [
        ["01234", "99999"],
        ["9007199254740993", "9007199254740995"],
        ["1", "18446744073709551617"],
        ["1", "12345678901234567890123"],
        ["1e5", "0x1f"],
        ["1", "NA"],
        ["True", "False"],
        ["1", "nan"],
        ["1,234", "5"],
    ],
)
def test_cells_that_are_no_plain_numbers_stay_as_they_are(column):
    written = [f'"{cell}"' if "," in cell else cell for cell in column]
    text = "a,b\n" + "".join(f"{cell},1\n" for cell in written * 10)
    assert cells(text).frame["a"].tolist() == column * 10


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


def test_a_few_nul_characters_are_removed():
    plain(said(PLAIN.encode() * 1 + b"\0", "NUL characters", "1"))


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


def test_remarks_with_commas_and_a_total_above_them_are_left_out():
    below = "Total,900,\n\nSource: an office, 2021\n* estimated\n(c) 2022\n"
    frame = said(PLAIN.replace("\n0,", "\nx0,", 1) + below, "Remarks", "3")
    said(PLAIN.replace("\n0,", "\nx0,", 1) + below, "totals", "1")
    assert len(frame) == 30
    assert frame["b"].tolist() == [i / 8 for i in range(30)]


def test_lines_of_units_and_questions_below_the_header_are_left_out():
    plain(said("a,b,c\ns,mm,\n" + BODY, "below the header", "'mm'", "1"))
    plain(
        said(
            "a,b,c\nHow old?,How tall?,Who?\nkey1,key2,key3\n" + BODY,
            "below the header",
            "'key2'",
            "2",
        )
    )


def test_ruled_lines_are_left_out():
    bars = PLAIN.replace(",", "|").splitlines()
    plain(said("\n".join([bars[0], "----|----|----", *bars[1:]]), "Ruled", "1"))


def test_titles_of_later_pages_are_left_out():
    page = "a,b,c\n" + "\n".join(ROWS[:15]) + "\nPage 2 of 2\n\na,b,c\n"
    plain(said(page + "\n".join(ROWS[15:]), "Titles above a header", "1"))


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


def test_a_second_table_below_the_first_is_named():
    with pytest.raises(Refused, match=r"From line 32 on .* second table"):
        cells(PLAIN + "a,b,c,d\n" + "1,2,3,4\n" * 9)
