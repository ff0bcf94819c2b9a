"""Tables as text, in whatever way they are written, come back as they were meant."""

import pytest

from core.errors import Refused
from core.reading import tables
from tests.core.texts import BODY, PLAIN, ROWS, cells, plain, said


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


def test_a_few_nul_characters_are_removed():
    plain(said(PLAIN.encode() * 1 + b"\0", "NUL characters", "1"))


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


def test_a_second_table_below_the_first_is_named():
    with pytest.raises(Refused, match=r"From line 32 on .* second table"):
        cells(PLAIN + "a,b,c,d\n" + "1,2,3,4\n" * 9)
