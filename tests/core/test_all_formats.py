"""One contract for every file format: the same table in, the same cells out."""

import bz2
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.format import Source, specs
from core.reading import read, tables
from tests.core.workbooks import far_apart, open_document, workbook

ROWS = [
    {
        "whole": i,
        "part": i / 8 if i % 5 else None,
        "word, odd": ["żółw", 'say "x"', "two\nlines", "a; b|c", None][i % 5],
        "code": f"0{i % 10}7",
        "yes": ["yes", "no"][i % 2],
    }
    for i in range(40)
]
NAMES = list(ROWS[0])
FRAME = pd.DataFrame(ROWS)


def bytes_of(write, **given) -> bytes:
    out = io.BytesIO()
    write(out, **given)
    return out.getvalue()


def zipped(files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def grid(rows=ROWS):
    return [NAMES, *([row[name] for name in NAMES] for row in rows)]


def dumped(value) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


CSV = FRAME.to_csv(index=False).encode()
PARQUET = bytes_of(FRAME.to_parquet)
FILES = {
    "t.csv": CSV,
    "t.tsv": FRAME.to_csv(index=False, sep="\t").encode(),
    "semicolons.csv": FRAME.to_csv(index=False, sep=";").encode("utf-8-sig"),
    "windows.csv": FRAME.to_csv(index=False, lineterminator="\r\n").encode(),
    "wide.csv": FRAME.to_csv(index=False).encode("utf-16"),
    "t.parquet": PARQUET,
    "plain.parquet": bytes_of(FRAME.to_parquet, compression=None),
    "t.xlsx": workbook({"Sheet1": grid()}),
    "t.ods": open_document(grid()),
    "t.json": dumped(ROWS),
    "columns.json": dumped({name: [row[name] for row in ROWS] for name in NAMES}),
    "numbered.json": FRAME.to_json(force_ascii=False).encode(),
    "split.json": FRAME.to_json(orient="split").encode(),
    "index.json": FRAME.to_json(orient="index").encode(),
    "held.json": dumped({"count": 40, "data": ROWS}),
    "rows.json": dumped(grid()),
    "t.jsonl": b"\n".join(map(dumped, ROWS)),
}
PACKED = {
    "t.csv.gz": gzip.compress(CSV),
    "t.csv.bz2": bz2.compress(CSV),
    "t.csv.xz": lzma.compress(CSV),
    "t.zip": zipped({"inner/t.csv": CSV}),
    "with_others.zip": zipped(
        {"__MACOSX/._t.csv": "x", ".hidden.csv": "x", "README.txt": "x", "t.csv": CSV}
    ),
    "gz.zip": zipped({"t.csv.gz": gzip.compress(CSV)}),
    "book.zip": zipped({"t.xlsx": FILES["t.xlsx"]}),
    "t.parquet.gz": gzip.compress(PARQUET),
    "t.json.gz": gzip.compress(FILES["t.json"]),
}


def same(frame):
    """Check that these are the cells of ROWS."""
    assert list(frame.columns) == NAMES
    assert frame["whole"].dtype == "int64"
    assert frame["part"].dtype == "float64"
    for name in NAMES:
        values = [None if cell != cell else cell for cell in frame[name].tolist()]
        assert values == [row[name] for row in ROWS], name
    assert all(frame[name].dtype == "str" for name in NAMES[2:])


def refused(data, name="t.csv", table=""):
    with pytest.raises(Refused) as error:
        read(data, name, table)
    text = str(error.value)
    assert text.endswith(".")
    assert "\n" not in text
    return text


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


def _database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table t (a)")
    data = connection.serialize()
    connection.close()
    return data


def _encrypted() -> bytes:
    data = bytearray(zipped({"t.csv": CSV}))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    return bytes(data)


PICKLES = [pickle.dumps(FRAME, protocol) for protocol in range(6)]
NEVER = {
    **{f"pickle {i}": (data, "never opened") for i, data in enumerate(PICKLES)},
    "packed pickle": (gzip.compress(PICKLES[4]), "never opened"),
    "joblib": (zlib.compress(PICKLES[3]), "never opened"),
    "torch": (zipped({"archive/data.pkl": PICKLES[2]}), "never opened"),
    "zipped pickle": (zipped({"t.csv": PICKLES[5]}), "never opened"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(90), "picture"),
    "page": (b"  <!DOCTYPE html><table><tr>", "web page"),
    "pdf": (b"%PDF-1.7\n", "PDF"),
    "database": (_database(), "SQLite"),
    "hdf5": (b"\x89HDF\r\n\x1a\n" + bytes(90), "HDF5"),
    "npy": (bytes_of(lambda out: np.save(out, np.eye(3))), "numpy"),
    "npz": (bytes_of(lambda out: np.savez(out, np.eye(3))), "numpy"),
    "R": (gzip.compress(b"RDX3\nX\n\0\0"), "R data"),
    "SPSS": (b"$FL2@(#) SPSS DATA FILE", "SPSS"),
    "Stata": (b"<stata_dta><header>", "Stata"),
    "tar": (bytes(257) + b"ustar\x0000" + bytes(300), "tar"),
    "7z": (b"7z\xbc\xaf\x27\x1c", "7z"),
    "word": (zipped({"word/document.xml": "<x/>"}), "document"),
    "zip in zip": (zipped({"a.zip": zipped({"t.csv": CSV})}), "archive in an archive"),
    "gz in gz": (gzip.compress(gzip.compress(CSV)), "more than once"),
    "empty zip": (zipped({"__MACOSX/._t.csv": "x"}), "no files inside"),
    "empty in gz": (gzip.compress(b"\n"), "is empty"),
    "locked zip": (_encrypted(), "password"),
    "cut gz": (gzip.compress(CSV)[:-20], "cannot be opened"),
    "cut zip": (zipped({"t.csv": CSV})[:-40], "cannot be opened"),
    "cut parquet": (PARQUET[:-9], "damaged"),
    "cut workbook": (FILES["t.xlsx"][:900], "cannot be opened"),
    "cut json": (FILES["t.json"][:-9], "broken JSON near line 1"),
    "values": (b"[1, 2, 3]", "without names"),
    "one object": (b'{"a": 1}', "no table"),
    "no records": (b"[]", "no rows"),
    "deep json": (b"[" * 100_000, "broken JSON"),
    "no rows": (bytes_of(FRAME.head(0).to_parquet), "no rows"),
    "empty sheet": (workbook({"S": []}), "empty"),
}


@pytest.mark.parametrize("name", NEVER)
def test_what_is_no_table_is_named(name):
    data, words = NEVER[name]
    assert words in refused(data)


class _Trap:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was opened",))


@pytest.mark.parametrize("protocol", range(6))
def test_a_pickle_is_never_opened(protocol):
    data = pickle.dumps([_Trap()], protocol)
    for packed in (data, gzip.compress(data), zlib.compress(data)):
        refused(packed)


def test_an_archive_never_names_a_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    archive = zipped({"../../evil.csv": CSV, "/etc/evil.csv": CSV})
    for name in tables(archive, "t.zip"):
        same(read(archive, "t.zip", name).frame)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "pack", [gzip.compress, bz2.compress, lambda data: zipped({"t.csv": data})]
)
def test_what_unpacks_to_too_much_is_refused(pack, monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_UNPACKED", "1000000")
    assert "more" in refused(pack(bytes(3_000_000)))


def test_a_zip_that_understates_its_size_is_refused():
    honest = zipped({"t.csv": CSV * 50})
    size, lie = (len(CSV) * 50).to_bytes(4, "little"), (100).to_bytes(4, "little")
    assert honest.count(size) == 2
    refused(honest.replace(size, lie))


def test_too_many_files_in_an_archive_are_refused(monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_TABLES", "3")
    assert "4 files" in refused(zipped({f"{i}.csv": CSV for i in range(4)}))


def test_a_parquet_file_that_grows_is_refused(monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_UNPACKED", "1000000")
    data = bytes_of(pd.DataFrame({"a": np.zeros(300_000), "b": 1}).to_parquet)
    assert "300,000 rows" in refused(data)


def test_a_parquet_file_of_one_long_cell_in_every_row_is_refused(monkeypatch):
    monkeypatch.setenv("CROSSOVER_MAX_UNPACKED", "5000000")
    frame = pd.DataFrame({"a": ["x" * 2000] * 20_000, "b": range(20_000)})
    data = bytes_of(frame.to_parquet)
    assert len(data) < 1_000_000
    assert "40 MB unpacked" in refused(data)
    small = read(bytes_of(frame[:100].to_parquet), "t.parquet")
    assert small.frame["a"].tolist() == ["x" * 2000] * 100


def damaged(name, data):
    """Check that a damaged file ends in an answer that somebody foresaw."""
    try:
        read(data, name)
    except Refused as error:
        return str(error)
    return ""


@settings(max_examples=300)
@given(
    st.sampled_from(sorted(FILES | PACKED)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=6),
    st.floats(0, 1),
)
def test_damaged_files_end_in_an_answer(name, changes, end):
    data = bytearray((FILES | PACKED)[name])
    for place, value in changes:
        data[min(int(place * len(data)), len(data) - 1)] = value
    cut = len(data) if end > 0.5 else max(1, int(2 * end * len(data)))
    assert "\n" not in damaged(name, bytes(data[:cut]))
