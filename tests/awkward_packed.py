"""Awkward archives, and files that are no tables at all."""

import bz2
import gzip
import io
import lzma
import pickle
import sqlite3
import struct
import tarfile

from tests.awkward import clean_rows, text
from tests.awkward_files import (
    GARBAGE,
    archive,
    case,
    cells,
    frame,
    json_lines,
    parquet,
    records,
    refused,
    table,
    workbook,
)
from tests.awkward_text import PLAIN, WHOLE


def encrypted() -> bytes:
    """Return an archive whose file says that it is encrypted."""
    data = bytearray(archive({"table.csv": text()}))
    local, central = data.find(b"PK\x03\x04"), data.find(b"PK\x01\x02")
    data[local + 6] |= 1
    data[central + 8] |= 1
    return bytes(data)


def tarball() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        info = tarfile.TarInfo("table.csv")
        info.size = len(text())
        packed.addfile(info, io.BytesIO(text().encode()))
    return out.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as base:
        base.execute("create table t (a, b)")
        return base.serialize()


def numpy_file(many: bool = False) -> bytes:
    import numpy as np

    out = io.BytesIO()
    (np.savez if many else np.save)(out, np.eye(30))
    return out.getvalue()


def joblib_file(compress: int) -> bytes:
    import joblib

    out = io.BytesIO()
    joblib.dump({"a": list(range(100))}, out, compress=compress)
    return out.getvalue()


def arrow_file() -> bytes:
    import pyarrow as pa

    out = io.BytesIO()
    table = pa.Table.from_pandas(frame())
    with pa.ipc.new_file(out, table.schema) as writer:
        writer.write(table)
    return out.getvalue()


def nested() -> bytes:
    return archive({"inner.zip": archive({"table.csv": text()})})


PAGE = b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>"


TWO = {"north.csv": text(), "south.csv": text(clean_rows(seed=2))}


PACKED = [
    table("CSV in gzip", "table.csv.gz", lambda: gzip.compress(text().encode())),
    table("CSV in zip", "table.zip", lambda: archive({"table.csv": text()})),
    table("Parquet in gzip", "table.parquet.gz", lambda: gzip.compress(parquet())),
    table(
        "a workbook in zip",
        "table.zip",
        lambda: archive({"t.xlsx": workbook({"S": cells()})}),
    ),
    table(
        "JSON lines in gzip", "t.jsonl.gz", lambda: gzip.compress(json_lines(records()))
    ),
    table(
        "gzip in two parts",
        "t.csv.gz",
        lambda: (
            gzip.compress(text()[:900].encode()) + gzip.compress(text()[900:].encode())
        ),
    ),
    table(
        "zip from a Mac",
        "t.zip",
        lambda: archive(
            {
                "data/table.csv": text(),
                "__MACOSX/data/._table.csv": b"\0\5\x16\7",
                "data/.DS_Store": b"\0\0\0\1Bud1",
            }
        ),
    ),
    case(
        "gzip named as CSV",
        "table.csv",
        "warn",
        "gzip",
        expect=WHOLE,
        make=lambda: gzip.compress(text().encode()),
    ),
    refused(
        "zip with two tables", "t.zip", lambda: archive(TWO), "north.csv", "south.csv"
    ),
    table(
        "one of two in a zip",
        "t.zip",
        lambda: archive(TWO),
        options=("--table", "south.csv"),
    ),
    refused(
        "a file that is not in the zip",
        "t.zip",
        lambda: archive(TWO),
        "west.csv",
        "north.csv",
        options=("--table", "west.csv"),
    ),
    refused("zip in zip", "t.zip", nested),
    refused("zip with a password", "t.zip", encrypted, "password"),
    refused("zip of nothing", "t.zip", lambda: archive({}), "no files"),
    refused(
        "zip of pictures", "t.zip", lambda: archive({"a.png": b"\x89PNG" + GARBAGE})
    ),
    refused("zip cut off", "t.zip", lambda: archive({"t.csv": text()})[:900]),
    refused("gzip cut off", "t.csv.gz", lambda: gzip.compress(text().encode())[:900]),
    refused("gzip of garbage", "t.csv.gz", lambda: gzip.compress(GARBAGE)),
    refused("a tar archive", "t.tar.gz", tarball, "tar"),
    table("bzip2", "t.csv.bz2", lambda: bz2.compress(text().encode())),
    table("xz", "t.csv.xz", lambda: lzma.compress(text().encode())),
]


NO_TABLES = [
    refused("an empty file", "t.csv", lambda: b"", "empty"),
    refused("blanks only", "t.csv", lambda: b" \n\n \t\n", "empty"),
    refused("a byte order mark only", "t.csv", lambda: b"\xef\xbb\xbf", "empty"),
    refused("one column", "t.csv", lambda: b"a\n" + b"1.5\n2.5\n" * 40, "column"),
    refused("a header only", "t.csv", lambda: b"a,b,c\n"),
    refused(
        "nineteen rows", "t.csv", lambda: text(clean_rows(19)).encode(), "19", "20"
    ),
    refused("a letter", "t.txt", lambda: b"Dear all,\n\nthe table is on its way.\n"),
    refused("a poem", "t.txt", lambda: b"A line without a mark\n" * 60),
    refused("a web page", "t.html", lambda: PAGE, "web page"),
    refused("a web page named as CSV", "t.csv", lambda: b"\n  " + PAGE, "web page"),
    refused("XML", "t.xml", lambda: b'<?xml version="1.0"?><a><b>1</b></a>'),
    refused("PDF", "t.pdf", lambda: b"%PDF-1.7\n" + GARBAGE, "pdf"),
    refused("PNG", "t.png", lambda: b"\x89PNG\r\n\x1a\n" + GARBAGE, "picture"),
    refused("JPEG", "t.jpg", lambda: b"\xff\xd8\xff\xe0" + GARBAGE, "picture"),
    refused("a database", "t.db", database, "database"),
    refused("a program", "t.exe", lambda: b"\x7fELF" + GARBAGE),
    refused("HDF5", "t.h5", lambda: b"\x89HDF\r\n\x1a\n" + GARBAGE),
    refused("Arrow", "t.arrow", arrow_file),
    refused("garbage", "t.bin", lambda: GARBAGE),
    refused("zeros", "t.bin", lambda: bytes(5000)),
    case(
        "NUL bytes among the cells",
        "t.csv",
        "warn",
        "nul",
        make=lambda: text().encode().replace(b"Oslo", b"Os\0lo", 5),
        kinds=PLAIN,
        expect=WHOLE,
    ),
    refused("a numpy array", "t.npy", numpy_file, "numpy"),
    refused("several numpy arrays", "t.npz", lambda: numpy_file(True), "numpy"),
    refused("joblib", "t.joblib", lambda: joblib_file(0), "pickle"),
    refused("joblib, packed", "t.joblib", lambda: joblib_file(3)),
    refused(
        "a pickle in gzip",
        "t.pkl.gz",
        lambda: gzip.compress(pickle.dumps(frame())),
        "pickle",
    ),
    *(
        refused(
            f"a pickle of protocol {protocol}",
            "t.pkl",
            lambda protocol=protocol: pickle.dumps({"a": [1, 2.5, "x"] * 50}, protocol),
            "pickle",
        )
        for protocol in range(6)
    ),
    refused("a length without a file", "t.bin", lambda: struct.pack("<Q", 2**63) * 50),
]


CASES = [*PACKED, *NO_TABLES]
