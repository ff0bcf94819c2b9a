"""Files that hold no table, are damaged, or would run or fill something."""

import bz2
import gzip
import pickle
import sqlite3
import zlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Refused
from core.reading import read, tables
from tests.core.one_table import (
    CSV,
    FILES,
    FRAME,
    PACKED,
    PARQUET,
    bytes_of,
    refused,
    same,
    zipped,
)
from tests.core.workbooks import workbook


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
    "cut workbook": (FILES["t.xlsx"][:900], "Excel workbook that is damaged"),
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
