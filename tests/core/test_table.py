"""Whatever bytes come in, a table or one clear sentence comes out."""

import io
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.table import (
    MAX_COLUMNS,
    candidates,
    kinds,
    outcome,
    read_table,
    suggest_target,
    to_dataset,
)


def csv(header: str, *columns, separator: str = ",") -> bytes:
    """Return a table whose columns are given as sequences."""
    rows = [separator.join(map(str, row)) for row in zip(*columns, strict=True)]
    return "\n".join([header, *rows]).encode()


def noisy(rows: int, seed: int = 0) -> list[float]:
    """Return numbers that say nothing."""
    return np.random.default_rng(seed).normal(size=rows).round(3).tolist()


def made(data: bytes, target: str):
    """Read bytes and make a data set."""
    return to_dataset(read_table(data, "t.csv"), target, title="t")


YES_NO = ["yes", "no"] * 50
PLAIN = csv("a,b,t", noisy(100), noisy(100, 1), YES_NO)


def test_numbers_words_and_gaps_are_told_apart():
    frame = read_table(csv("a,b", ["1", "", "NA", "-2e3"] * 10, "xy?z" * 10), "t.csv")
    assert kinds(frame) == ("number", "category")
    assert frame["a"].iloc[[0, 3]].tolist() == [1, -2000]
    assert frame["a"].isna().sum() == 20
    assert frame["b"].iloc[:4].tolist() == ["x", "y", None, "z"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_dialects_are_recognised(separator, encoding, ending):
    lines = [f'näme{separator}"text, more; | than one"'] + [
        f'{i}{separator}"a{separator}b"' for i in range(30)
    ]
    frame = read_table(ending.join(lines).encode(encoding), "t.csv")
    assert list(frame.columns) == ["näme", "text, more; | than one"]
    assert frame["näme"].tolist() == list(range(30))
    assert set(frame.iloc[:, 1]) == {f"a{separator}b"}
    assert frame.attrs["notes"] == ()


def test_latin_1_is_read_with_a_note():
    frame = read_table("käse;n\n".encode("latin-1") + b"1;2\n" * 20, "t.csv")
    assert list(frame.columns) == ["käse", "n"]
    assert "Latin-1" in frame.attrs["notes"][0]


def test_decimal_commas_are_numbers():
    data = csv("a;b", ["1,5", "-2,25"] * 10, ["1.234,5", "2.000"] * 10, separator=";")
    frame = read_table(data, "t.csv")
    assert frame.iloc[:2].to_numpy().tolist() == [[1.5, 1234.5], [-2.25, 2000]]


def test_codes_with_leading_zeros_stay_words():
    frame = read_table(csv("plz,n", ["01234", "99999"] * 10, range(20)), "t.csv")
    assert kinds(frame) == ("category", "number")


def test_true_and_false_are_words():
    dataset = made(csv("a,b,t", noisy(40), ["True", "False"] * 20, YES_NO[:40]), "t")
    assert dataset.kinds == ("number", "category")
    assert set(dataset.X["b"]) == {"True", "False"}


@pytest.mark.parametrize("word", ["inf", "-Infinity", "1e400", "1e35"])
def test_infinite_numbers_count_as_missing(word):
    frame = read_table(csv("a,b", [word, *noisy(49)], range(50)), "t.csv")
    assert np.isnan(frame["a"].iloc[0])
    assert "taken as missing: 1" in frame.attrs["notes"][0]


def test_a_stray_word_among_numbers_counts_as_missing():
    frame = read_table(csv("a,b", ["unknown", *noisy(49)], range(50)), "t.csv")
    assert kinds(frame) == ("number", "number")
    assert "'a': words among the numbers" in frame.attrs["notes"][0]


def test_short_lines_are_filled_with_gaps():
    frame = read_table(b"a,b,c\n" + b"1,2,3\n" * 20 + b"4,5\n", "t.csv")
    assert np.isnan(frame["c"].iloc[-1])
    assert "fewer cells than the header, filled with gaps: 1" in frame.attrs["notes"][0]


def test_equal_and_empty_headers_are_told_apart():
    frame = read_table(csv("a,a,,a (2)", *[noisy(20)] * 4), "t.csv")
    assert list(frame.columns) == ["a", "a (2)", "column 3", "a (2) (2)"]
    assert "'column 3'" in frame.attrs["notes"][0]


def _zip(name: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (_zip("xl/workbook.xml"), "Excel"),
        (b"PAR1\0\0", "Parquet"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\x80\x04\x95abc", "never opened"),
        (bytes(range(256)) * 9, "not a text file"),
        (b"a,b\n1,\x002\n" * 30, "not a text file"),
        (b"<!doctype html><html>", "web page"),
        (b'[{"a": 1}]', "JSON"),
        (b"a\n1\n2\n", "one column"),
        (b"1,2\n" * 30, "add a header line"),
        (b"5.1,3.5,1.4,setosa\n" * 30, "add a header line"),
        (b"a,b\n" + b"1,2\n" * 19, "has 19 rows"),
        (b"a,b\n" + b"1,2\n" * 30 + b"1,2,3\n", "Line 32 of 't.csv' has 3 cells"),
        (b"a,b\n" + b"1,2\n" * 30 + b'1,"2\n', "line 32 .* never closed"),
        (b"a,b,c\n" + b"1,2,3\n" * 700_000, "at most 666,666 rows"),
        (b"a" * 50_000_001, "larger than 50 MB"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(data, reason):
    with pytest.raises(Refused, match=reason) as refused:
        read_table(data, "t.csv")
    assert str(refused.value).endswith(".")
    assert "\n" not in str(refused.value)


def test_too_many_columns_are_refused():
    line = ",".join(f"c{i}" for i in range(MAX_COLUMNS + 1))
    data = "\n".join([line] + [line.replace("c", "")] * 20).encode()
    with pytest.raises(Refused, match="201 columns"):
        read_table(data, "t.csv")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["same"] * 100, "same value in every row"),
        ([""] * 100, "no values"),
        (range(100), "is a quantity"),
        ([f"word {i}" for i in range(100)], "free text or an identifier"),
        (["a"] * 98 + ["b"] * 2, "choose another target"),
        (["a"] * 9 + ["b"] * 9 + [""] * 82, "leaves 18 rows"),
    ],
)
def test_an_unusable_target_is_refused(values, reason):
    data = csv("a,b,t", noisy(100), noisy(100, 1), values)
    with pytest.raises(Refused, match=reason):
        made(data, "t")
    assert "t" not in candidates(read_table(data, "t.csv"))


def test_an_unknown_target_is_refused_with_at_most_eight_columns():
    data = csv(",".join("abcdefghij"), *[noisy(20)] * 10)
    with pytest.raises(Refused, match=r"known are 'a', .*'h' and 2 more"):
        made(data, "z")


def test_a_table_of_nothing_but_its_target_is_refused():
    with pytest.raises(Refused, match="No column besides"):
        made(csv("a,t", [1] * 100, YES_NO), "t")


def test_a_clean_table_has_nothing_to_warn_of():
    dataset = made(PLAIN, "t")
    assert (dataset.notes, dataset.traps, outcome(dataset)) == ((), (), "accept")
    assert dataset.classes == ("no", "yes")
    assert dataset.y.tolist() == [1, 0] * 50


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        (["0", "1"], ("0", "1")),
        (["1.0", "2.0"], ("1", "2")),
        (["-1", "10"], ("-1", "10")),
        (["Yes", "maybe"], ("maybe", "Yes")),
        (["left", "stayed"], ("stayed", "left")),
        (["b", "a"], ("a", "b")),
    ],
)
def test_the_class_that_means_yes_is_code_one(values, classes):
    dataset = made(csv("a,t", noisy(40), values * 20), "t")
    assert dataset.classes == classes
    assert dataset.y[0] == classes.index(values[0].removesuffix(".0"))


def test_what_is_left_out_is_said():
    target = [*YES_NO[:92], "", "", "", "", "", "", "rare", "rare"]
    names = [f"person {i}" for i in range(100)]
    cities = [f"city {i % 60}" for i in range(90)] + ["city 0"] * 10
    columns = noisy(100), [""] * 100, ["x"] * 100, names, cities, target
    dataset = made(csv("a,empty,same,name,city,t", *columns), "t")
    assert list(dataset.X) == ["a", "city"]
    assert len(dataset.y) == 92
    assert dataset.X["city"].nunique() == 50
    said = " ".join(dataset.notes)
    for words in (
        "Rows without a 't', left out: 6",
        "fewer than 3 rows are left out: 'rare'",
        "no values: 'empty'",
        "one value only: 'same'",
        "identifier: 'name'",
        "'city': all but the 49 most frequent",
    ):
        assert words in said
    assert outcome(dataset) == "warn"


def test_a_category_with_gaps_is_kept_for_its_gaps():
    dataset = made(csv("a,b,t", noisy(100), ["x", ""] * 50, YES_NO), "t")
    assert list(dataset.X) == ["a", "b"]


@pytest.mark.parametrize(
    "leak",
    [
        [float(i % 2 == 0) + 0.001 * i / 100 for i in range(100)],
        ["bad" if i % 2 == 0 else "good" for i in range(100)],
        ["7%" if i % 2 == 0 else "" for i in range(100)],
    ],
    ids=["number", "word", "gap"],
)
def test_a_column_that_gives_the_class_away_is_a_trap(leak):
    data = csv("a,leak,t", noisy(100), leak, YES_NO)
    assert [t for t in made(data, "t").traps if "'leak' alone" in t]


def test_three_classes_in_a_row_along_a_column_are_a_trap():
    dataset = made(
        csv("a,t", range(0, 120, 2), ["x"] * 20 + ["y"] * 20 + ["z"] * 20), "t"
    )
    assert "'a' alone" in dataset.traps[0]


def test_a_column_that_counts_rows_is_a_trap():
    dataset = made(csv("id,a,t", range(1, 101), noisy(100), YES_NO), "t")
    assert dataset.traps == (
        "'id' counts the rows: a model can learn their order, which new rows do not "
        "have. Remove it from the file.",
    )


def test_copies_and_imbalance_are_traps():
    numbers = [i * 37 % 90 for i in range(100)]
    target = ["no"] * 86 + ["yes"] * 4 + ["no"] * 10
    copies, rare = made(csv("a,b,t", numbers, numbers, target), "t").traps
    assert "10% of the rows are exact copies" in copies
    assert "4.0%" in rare


@pytest.mark.parametrize(
    ("header", "expected"),
    [("a,b,target", "target"), ("Class,b,c", "Class"), ("a,b,c", "c")],
)
def test_the_likeliest_target_is_suggested(header, expected):
    data = csv(header, ["x", "y"] * 20, noisy(40), YES_NO[:40])
    assert suggest_target(read_table(data, "t.csv")) == expected


def test_a_table_without_a_target_suggests_none():
    assert suggest_target(read_table(csv("a,b", noisy(40), noisy(40)), "t.csv")) is None


def test_long_tables_are_read_whole():
    dataset = made(csv("a,b,t", noisy(5000), ["u", "v"] * 2500, YES_NO * 50), "t")
    assert dataset.X.shape == (5000, 2)


def _never_a_traceback(data: bytes) -> None:
    try:
        frame = read_table(data, "t.csv")
    except Refused:
        return
    assert isinstance(frame, pd.DataFrame)
    for target in [suggest_target(frame) or "none", *frame.columns[:3]]:
        try:
            dataset = to_dataset(frame, target, title="t")
        except Refused:
            continue
        assert len(dataset.y) == len(dataset.X) >= 20


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_never_give_a_traceback(data):
    _never_a_traceback(data)


WORDS = "1 -2.5 1e999 NA x yes no \" 1,5 ü 0x1f nan 1_000 true \x1f ' 007 2024-01-01 ٣"
CELLS = st.sampled_from(["", "9" * 400, "\u2028", *WORDS.split(" ")])


@settings(max_examples=120, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda width: st.lists(
            st.lists(CELLS, min_size=width, max_size=width), min_size=3, max_size=12
        )
    ),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
def test_almost_tables_never_give_a_traceback(rows, separator, encoding):
    lines = [separator.join(row) for row in rows]
    text = "\n".join([lines[0], *(lines[1:] * 8)])
    _never_a_traceback(text.encode(encoding, errors="replace"))
