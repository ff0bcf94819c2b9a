"""One contract for every file format: the same table in, the same cells out."""

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.format import Source, specs
from core.reading import read, tables
from tests.core.one_table import (
    CSV,
    FILES,
    PACKED,
    bytes_of,
    dumped,
    grid,
    refused,
    same,
    zipped,
)
from tests.core.workbooks import far_apart, open_document, workbook


@pytest.mark.parametrize("name", [*FILES, *PACKED])
def test_the_same_table_gives_the_same_cells_without_a_word(name, tmp_path):
    data = (FILES | PACKED)[name]
    found = read(data, name)
    same(found.frame)
    assert found.notes == ()
    assert not found.decimal_comma
    path = tmp_path / "anything"
    path.write_bytes(data)
    pd.testing.assert_frame_equal(read(path, name).frame, found.frame)
    assert len(tables(path, name)) == 1
    same(read(path, name, tables(path, name)[0]).frame)


@pytest.mark.parametrize("name", FILES)
def test_one_format_recognises_each_file_and_the_name_plays_no_part(name):
    source = Source(name="x", place=FILES[name])
    first = next(spec for spec in specs().values() if spec.recognises(source))
    assert Path(name).suffix in first.endings
    same(read(FILES[name], "Your table").frame)


@pytest.mark.parametrize("spec", specs().values(), ids=lambda spec: spec.key)
def test_every_format_says_what_it_is_and_takes_any_bytes_for_its_own_or_not(spec):
    assert spec.title
    assert all(end.startswith(".") and end == end.lower() for end in spec.endings)
    for data in (b"x", bytes(range(256)) * 20, *FILES.values()):
        assert spec.recognises(Source(name="x", place=data)) in (True, False)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("t.csv", FILES["t.xlsx"], "Excel"),
        ("t.xlsx", CSV, "name ends in .xlsx"),
        ("t.parquet", FILES["t.json"], "JSON"),
        ("t.csv", gzip.compress(CSV), "gzip"),
        ("t.csv", zipped({"t.csv": CSV}), "zip"),
        ("t.csv.gz", CSV, "name ends in .gz"),
        ("t.png", CSV, "name ends in .png"),
    ],
)
def test_a_name_that_disagrees_with_the_content_is_said(name, data, words):
    (note,) = read(data, name).notes
    assert words in note


@pytest.mark.parametrize("name", ["t.txt", "t.dat", "Your table", "data.v2"])
def test_a_name_that_promises_nothing_is_no_reason_for_a_note(name):
    assert read(CSV, name).notes == ()


def test_an_archive_of_several_tables_offers_a_choice():
    archive = zipped({"a.csv": "a,b\n1,2\n", "b/c.json": FILES["t.json"]})
    assert tables(archive, "t.zip") == ("a.csv", "b/c.json")
    assert "'a.csv', 'b/c.json'" in refused(archive, "t.zip")
    assert "'none'" in refused(archive, "t.zip", "none")
    same(read(archive, "t.zip", "b/c.json").frame)


def test_a_workbook_gives_its_first_table_and_names_the_others():
    book = workbook({"Cover": [["About"]], "Data": grid(), "More": grid()})
    assert tables(book, "t.xlsx") == ("Cover", "Data", "More")
    found = read(book, "t.xlsx")
    same(found.frame)
    assert found.notes == ("The sheet 'Data' was read; others with cells: 'More'.",)
    assert found.table == "Data"
    chosen = read(book, "t.xlsx", "More")
    same(chosen.frame)
    assert chosen.notes == ()
    assert "no sheet 'None'" in refused(book, "t.xlsx", "None")
    assert read(workbook({"D": grid(), "E": []}), "t.xlsx").notes == ()


def test_a_sheet_with_titles_gaps_and_totals_is_cleared_up():
    rows = [["Sales"], [], *grid(), ["Total", 99], [], ["Source: us"]]
    found = read(workbook({"S": [[], *([None, *row] for row in rows)]}), "t.xlsx")
    same(found.frame)
    for words in ("above the table", "(line 2)", "totals", "below the table"):
        assert any(words in note for note in found.notes), words


def test_merged_names_of_groups_above_a_header_are_passed_over():
    rows = [["Counts", None, "Words", None, None], *grid()]
    same(read(workbook({"S": rows}), "t.xlsx").frame)


def test_a_sheet_of_cells_without_an_end_is_looked_through_once():
    sheet = b"<c " * 300_000 + b'<c r="A1"' * 100_000
    files = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": sheet}
    assert "damaged" in refused(zipped(files), "t.xlsx")


def test_repeated_cells_of_an_open_document_are_counted_where_they_are_filled():
    times = 'table:number-columns-repeated="16000"'
    row = '<table:table-row table:number-rows-repeated="1000000">{}</table:table-row>'
    filled = f"<table:table-cell {times}><text:p>x</text:p></table:table-cell>"
    told = refused(open_document(grid(), row.format(filled)), "t.ods")
    assert "up to column 16,000 and row 1,000,0" in told
    blank = row.format(f"<table:table-cell {times}/>")
    same(read(open_document(grid(), blank), "t.ods").frame)


def test_cells_far_apart_in_a_sheet_are_refused_before_they_take_memory():
    assert "row 1,048,576" in refused(far_apart(), "t.xlsx")


def test_a_binary_workbook_is_refused_before_anything_opens_it():
    for inside in (b"", b"\x83\x01" + b"\xff" * 5_000):
        files = {"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": inside}
        said = refused(zipped(files), "t.xlsb")
        assert "(.xlsb)" in said
        assert "save it as .xlsx" in said


def test_nested_values_are_flattened_once_or_left_out():
    rows = [{"a": i, "b": {"c": i, "d": {"e": 1}}, "f": [i]} for i in range(20)]
    found = read(dumped(rows), "t.json")
    assert list(found.frame.columns) == ["a", "b.c"]
    assert "'b'" in found.notes[0]
    assert "'b.d', 'f'" in found.notes[1]


def test_records_may_lack_values_and_mix_types():
    rows = [{"a": 1, "b": True}, {"b": False, "c": "x"}, {"a": 2.5, "b": True, "c": 7}]
    frame = read(dumped(rows * 10), "t.json").frame
    assert frame["a"].iloc[[0, 2]].tolist() == [1, 2.5]
    assert frame["b"].dtype == bool
    assert frame["c"].iloc[1:3].tolist() == ["x", "7"]
    assert frame["c"].isna().sum() == 10


def test_whole_numbers_are_exact_or_text_in_every_format():
    large, larger = 2**53 + 1, 2**64
    rows = [{"a": large, "b": larger, "c": large}, {"a": 1, "b": 2, "c": None}] * 10
    for data in (
        dumped(rows),
        bytes_of(pd.DataFrame(rows)[["a"]].assign(b=1).to_parquet),
    ):
        frame = read(data, "t").frame
        assert frame["a"].dtype == "int64"
        assert frame["a"].iloc[0] == large
    assert read(dumped(rows), "t").frame["b"].iloc[0] == str(larger)
    assert read(dumped(rows), "t").frame["c"].iloc[0] == str(large)
    unsigned = pd.DataFrame(
        {
            "a": np.array([larger - 1, 1] * 10, dtype="uint64"),
            "b": pd.array([large, None] * 10, dtype="Int64"),
        }
    )
    frame = read(bytes_of(unsigned.to_parquet), "t").frame
    assert frame["a"].iloc[0] == str(larger - 1)
    assert frame["b"].iloc[0] == str(large)


def test_types_of_parquet_become_cells():
    made = pd.DataFrame(
        {
            "group": pd.Categorical(["a", "b"] * 10),
            "day": pd.to_datetime(["2024-01-01 00:00", "2024-02-01 12:00"] * 10),
            "zone": pd.to_datetime(["2024-01-01", None] * 10, utc=True),
            "flag": [True, False] * 10,
            "gappy": pd.array([True, None] * 10, dtype="boolean"),
            "list": [[1, 2]] * 20,
        }
    )
    found = read(bytes_of(made.to_parquet), "t.parquet")
    kinds = found.frame.dtypes.astype(str).to_dict()
    assert kinds == {
        **dict.fromkeys(("group", "gappy"), "str"),
        **dict.fromkeys(("day", "zone"), "datetime64[ns]"),
        "flag": "bool",
    }
    assert found.frame["day"].iloc[1] == pd.Timestamp("2024-02-01 12:00")
    assert found.notes == ("Columns of lists, bytes or nothing, left out: 'list'.",)
