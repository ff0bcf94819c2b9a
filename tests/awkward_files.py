"""Awkward files that are no text: workbooks, Parquet and JSON."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.awkward import HEADER, Awkward, clean_rows, text
from tests.awkward_text import PLAIN, WHOLE


def frame(count: int = 160):
    import pandas as pd

    return pd.read_csv(io.StringIO(text(clean_rows(count))))


def parquet(**columns: Callable[[int], Any]) -> bytes:
    """Return the clean table as Parquet, more columns in front of the target."""
    table = frame()
    for name, make in columns.items():
        table.insert(4, name, [make(i) for i in range(len(table))])
    out = io.BytesIO()
    table.to_parquet(out)
    return out.getvalue()


def cells(count: int = 160) -> list[list[Any]]:
    return [HEADER, *frame(count).to_numpy(dtype=object).tolist()]


def workbook(sheets: Mapping[str, list[list[Any]]]) -> bytes:
    """Return an Excel workbook with these sheets."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, value in enumerate(row):
                    if hasattr(value, "year"):
                        sheet.write_datetime(i, j, value, day)
                    elif value is not None:
                        sheet.write(i, j, value)
    return out.getvalue()


def book_with_dates() -> bytes:
    from datetime import datetime, timedelta

    draw = Random(8)
    start = datetime(2022, 1, 1)
    head, *body = cells()
    rows = [[*r[:4], start + timedelta(days=draw.randrange(700)), r[4]] for r in body]
    return workbook({"Sheet1": [[*head[:4], "joined", "plan"], *rows]})


def records(count: int = 160) -> list[dict]:
    return json.loads(frame(count).to_json(orient="records"))


def json_lines(rows: list[Any]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def archive(files: Mapping[str, bytes | str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()


def with_key(rows: list[dict], **columns: Callable[[int], Any]) -> list[dict]:
    return [
        row | {name: make(i) for name, make in columns.items()}
        for i, row in enumerate(rows)
    ]


def case(name: str, file_name: str, outcome, *says: str, make, **more) -> Awkward:
    return Awkward(
        name=name, file_name=file_name, outcome=outcome, says=says, make=make, **more
    )


def table(name: str, file_name: str, make: Callable[[], bytes], **more) -> Awkward:
    """A clean table in a format of its own."""
    return case(name, file_name, "accept", make=make, kinds=PLAIN, expect=WHOLE, **more)


def refused(name: str, file_name: str, make, *says: str, **more) -> Awkward:
    return case(name, file_name, "reject", *says, make=make, **more)


GARBAGE = Random(9).randbytes(4000)


PARQUET = [
    table("Parquet", "table.parquet", parquet),
    table("Parquet without a name that tells", "table", parquet),
    case(
        "Parquet named as CSV",
        "table.csv",
        "warn",
        "parquet",
        make=parquet,
        expect=WHOLE,
    ),
    case(
        "Parquet with whole numbers and gaps",
        "t.parquet",
        "accept",
        make=lambda: parquet(visits=lambda i: None if i % 9 == 0 else i * 7 % 12),
        kinds={"visits": "number"},
    ),
    case(
        "Parquet with yes and no",
        "t.parquet",
        "accept",
        make=lambda: parquet(member=lambda i: i * 7 % 5 > 2),
        kinds={"member": "yes/no"},
    ),
    case(
        "Parquet with lists",
        "t.parquet",
        "warn",
        "parts",
        make=lambda: parquet(parts=lambda i: [i, i + 1]),
    ),
    case(
        "Parquet with times",
        "t.parquet",
        "warn",
        "joined",
        "date",
        make=lambda: parquet(
            joined=lambda i: __import__("datetime").datetime(
                2022, 1 + i * 5 % 12, 1 + i * 11 % 28
            )
        ),
        kinds={"joined": "date"},
    ),
    refused("Parquet cut off", "t.parquet", lambda: parquet()[:3000], "parquet"),
    refused(
        "Parquet of garbage",
        "t.parquet",
        lambda: b"PAR1" + GARBAGE + b"PAR1",
        "parquet",
    ),
]


BOOKS = [
    table("a workbook", "table.xlsx", lambda: workbook({"Sheet1": cells()})),
    case(
        "a workbook named as CSV",
        "table.csv",
        "warn",
        "excel",
        make=lambda: workbook({"Sheet1": cells()}),
        expect=WHOLE,
    ),
    case(
        "a workbook of two sheets",
        "t.xlsx",
        "warn",
        "north",
        "south",
        make=lambda: workbook({"north": cells(), "south": cells(80)}),
        expect=WHOLE,
    ),
    case(
        "a sheet by its name",
        "t.xlsx",
        "accept",
        options=("--table", "south"),
        make=lambda: workbook({"north": cells(), "south": cells(80)}),
        expect={"rows": 80},
    ),
    case(
        "a workbook with an empty sheet in front",
        "t.xlsx",
        "accept",
        make=lambda: workbook({"cover": [], "data": cells()}),
        expect=WHOLE,
    ),
    refused(
        "a sheet that is not there",
        "t.xlsx",
        lambda: workbook({"north": cells(), "south": cells()}),
        "west",
        "north",
        options=("--table", "west"),
    ),
    case(
        "a workbook with a title above",
        "t.xlsx",
        "warn",
        "above",
        make=lambda: workbook({"S": [["Customers of 2024"], [], *cells()]}),
        expect=WHOLE,
    ),
    case(
        "a workbook with dates",
        "t.xlsx",
        "warn",
        "joined",
        "date",
        make=book_with_dates,
        kinds={"joined": "date"},
    ),
    case(
        "a workbook with numbers as text",
        "t.xlsx",
        "accept",
        make=lambda: workbook({"S": [HEADER, *clean_rows()]}),
        kinds=PLAIN,
    ),
    refused(
        "a workbook with nothing in it", "t.xlsx", lambda: workbook({"S": []}), "empty"
    ),
    refused("a workbook cut off", "t.xlsx", lambda: workbook({"S": cells()})[:2000]),
    refused(
        "a document of words",
        "t.docx",
        lambda: archive(
            {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
        ),
        "document",
    ),
    refused(
        "an old Office document",
        "t.doc",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000),
    ),
]


JSON = [
    table("JSON records", "table.json", lambda: json.dumps(records()).encode()),
    table(
        "JSON records, indented",
        "table.json",
        lambda: json.dumps(records(), indent=2).encode(),
    ),
    table("JSON lines", "table.jsonl", lambda: json_lines(records())),
    table(
        "JSON lines with blank ones",
        "table.ndjson",
        lambda: json_lines(records()).replace(b"\n", b"\n\n", 20),
    ),
    case(
        "JSON named as CSV",
        "table.csv",
        "warn",
        "json",
        expect=WHOLE,
        make=lambda: json.dumps(records()).encode(),
    ),
    case(
        "JSON with gaps",
        "t.json",
        "accept",
        kinds={"visits": "number"},
        make=lambda: json.dumps(
            with_key(records(), visits=lambda i: None if i % 9 == 0 else i * 7 % 12)
        ).encode(),
        expect={"target": "plan"},
        options=("--target", "plan"),
    ),
    case(
        "JSON with nested values",
        "t.json",
        "warn",
        "parts",
        make=lambda: json.dumps(
            with_key(records(), parts=lambda i: {"a": [i]})
        ).encode(),
        options=("--target", "plan"),
    ),
    refused(
        "JSON that breaks off",
        "t.json",
        lambda: json.dumps(records())[:3000].encode(),
        "json",
    ),
    refused("a JSON number", "t.json", lambda: b"42"),
    refused("JSON of words", "t.json", lambda: json.dumps(["a", "b"] * 40).encode()),
    refused("JSON of nothing", "t.json", lambda: b"[]"),
    refused("JSON settings", "t.json", lambda: b'{"name": "x", "port": 80}'),
    refused(
        "JSON lines with a broken one",
        "t.jsonl",
        lambda: json_lines(records()).replace(b"}\n{", b"\n{", 1),
        "line",
    ),
    refused("JSON nested deep", "t.json", lambda: b"[" * 100_000 + b"]" * 100_000),
]


CASES = [*PARQUET, *BOOKS, *JSON]
