"""One table as a file of every format, and what it has to come back as."""

import bz2
import gzip
import io
import json
import lzma
import zipfile

import pandas as pd
import pytest

from core.errors import Refused
from core.reading import read
from tests.core.workbooks import open_document, workbook

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
