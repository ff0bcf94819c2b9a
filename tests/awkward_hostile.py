"""Files that would hang, fill or trick a careless reader."""

import bz2
import gzip
import io
import json
import lzma
import zipfile
import zlib
from functools import cache
from random import Random

from tests.awkward import HEADER, Awkward, clean_rows, column, text
from tests.awkward_files import archive, parquet, workbook

EVIL = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "=HYPERLINK(1)",
    "../../etc/passwd",
    "plan",
]


def gigabyte_of_gzip() -> bytes:
    """Return a gigabyte of rows in a megabyte: one packed piece, many times over."""
    piece = gzip.compress(b"41,2000.5,170.2,Oslo,plus\n" * 400_000)
    return gzip.compress((",".join(HEADER) + "\n").encode()) + piece * 100


@cache
def gigabyte_of_zip() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed,
        packed.open("table.csv", "w", force_zip64=True) as inside,
    ):
        for _ in range(60):
            inside.write(b"1,2\n" * 2_500_000)
    return out.getvalue()


def lying_zip() -> bytes:
    """Return an archive that says its 20 MB are 100 bytes."""
    data = bytearray(archive({"table.csv": b"1,2\n" * 5_000_000}))
    for mark, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.find(mark) + place
        data[start : start + 4] = (100).to_bytes(4, "little")
    return bytes(data)


def laughing_workbook() -> bytes:
    """Return a workbook whose text is an entity of entities of entities."""
    entities = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)
    )
    strings = (
        f'<?xml version="1.0"?><!DOCTYPE sst [{entities}]>'
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        "<si><t>&a9;</t></si></sst>"
    )
    known = workbook({"S": [HEADER, *clean_rows()]})
    with zipfile.ZipFile(io.BytesIO(known)) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    return archive(parts | {"xl/sharedStrings.xml": strings})


def far_corner() -> bytes:
    """Return a workbook with one cell in its last row and column."""
    rows = [[1.5, "x"]]
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        sheet.write(0, 0, rows[0][0])
        sheet.write(1_048_575, 16_383, rows[0][1])
    return out.getvalue()


def many_columns(count: int, rows: int = 25) -> bytes:
    draw = Random(1)
    lines = [",".join(f"c{i}" for i in range(count))]
    lines += [
        ",".join(str(draw.randrange(9)) for _ in range(count)) for _ in range(rows)
    ]
    return "\n".join(lines).encode()


def many_categories(count: int) -> bytes:
    rows = clean_rows(2 * count)
    draw = Random(3)
    wider = [[*r[:4], f"w{draw.randrange(count)}", r[4]] for r in rows]
    return text(wider, [*HEADER[:4], "word", "plan"]).encode()


def case(name: str, outcome, *says: str, make, **more) -> Awkward:
    return Awkward(name=name, make=make, outcome=outcome, says=says, **more)


BOMBS = [
    case(
        "a bomb in gzip",
        "reject",
        "unpack",
        make=gigabyte_of_gzip,
        file_name="t.csv.gz",
    ),
    case(
        "a bomb in bzip2",
        "reject",
        "unpack",
        make=lambda: bz2.compress(bytes(30_000_000)) * 20,
        file_name="t.csv.bz2",
    ),
    case(
        "a bomb in xz",
        "reject",
        "unpack",
        make=lambda: lzma.compress(bytes(30_000_000), preset=0) * 20,
        file_name="t.csv.xz",
    ),
    case("a bomb in zip", "reject", "unpack", make=gigabyte_of_zip, file_name="t.zip"),
    case("a zip that lies about its size", "reject", make=lying_zip, file_name="t.zip"),
    case(
        "a workbook of laughter", "reject", make=laughing_workbook, file_name="t.xlsx"
    ),
    case("a workbook with a far corner", "reject", make=far_corner, file_name="t.xlsx"),
    case("one line of 2 MB", "reject", make=lambda: b"x" * 2_000_000),
    case("one line of 2 MB with separators", "reject", make=lambda: b"1," * 1_000_000),
    case("700,000 names", "reject", make=lambda: many_columns(700_000, 1)),
    case("5,000 columns", "reject", "5,000", "1,000", make=lambda: many_columns(5_000)),
    case(
        "a workbook of 5,000 columns",
        "reject",
        "5,000",
        file_name="t.xlsx",
        make=lambda: workbook({"S": [[f"c{i}" for i in range(5_000)]] * 30}),
    ),
    case(
        "10,000 categories",
        "warn",
        "word",
        make=lambda: many_categories(10_000),
        expect={"target": "plan"},
    ),
    case(
        "a cell of 500,000 characters",
        "warn",
        "cut",
        make=lambda: text().replace("Oslo", "x" * 500_000, 1).encode(),
    ),
    case("100,000 quotes", "reject", make=lambda: b'"' * 100_000),
    case("100,000 quotes and commas", "reject", make=lambda: b'",' * 100_000),
    case(
        "a hundred thousand blank lines",
        "reject",
        "empty",
        make=lambda: b"\n" * 100_000,
    ),
    case(
        "a number of 4,000 digits",
        "warn",
        make=lambda: column(
            "big", ["9" * 4_000 if i == 7 else str(i * 37 % 101) for i in range(160)]
        ),
    ),
    case(
        "JSON with a number of 5,000 digits",
        "reject",
        file_name="t.json",
        make=lambda: b'[{"a": ' + b"9" * 5_000 + b'}, {"a": 2}]',
    ),
    case(
        "1,000 tables in a zip",
        "reject",
        "1,000",
        file_name="t.zip",
        make=lambda: archive({f"{i}.csv": b"a,b\n1,2\n" for i in range(1_000)}),
    ),
    case(
        "zlib without an archive",
        "reject",
        make=lambda: zlib.compress(b"a,b\n" * 99),
        file_name="t.zz",
    ),
]
NAMES = [
    case(
        "names with markup and scripts",
        "accept",
        make=lambda: text(
            header=[f'"{name.replace(chr(34), chr(34) * 2)}"' for name in EVIL]
        ).encode(),
        expect={"target": "plan"},
        kinds=dict.fromkeys(EVIL[:3], "number"),
    ),
    case(
        "names from right to left",
        "accept",
        make=lambda: text(header=["عمر", "הכנסה", "גובה", "مدينة", "plan"]).encode(),
        kinds={"عمر": "number"},
    ),
    case(
        "names with emoji",
        "accept",
        make=lambda: text(header=["🎂", "💰", "📏", "🏙️", "plan"]).encode(),
        kinds={"💰": "number"},
    ),
    case(
        "names with commas and colons",
        "accept",
        make=lambda: text(header=['"a, b"', "c:d", "e%2C", '"f""g"', "plan"]).encode(),
        kinds={"a, b": "number", "c:d": "number", "e%2C": "number", 'f"g': "category"},
    ),
    case(
        "a column with a comma left out",
        "accept",
        make=lambda: text(header=['"a, b"', "c:d", "e", "f", "plan"]).encode(),
        options=("--drop", "a%2C b,f"),
        expect={"used": ["c:d", "e"]},
    ),
    case(
        "a name of 3,000 characters",
        "warn",
        make=lambda: text(header=["x" * 3_000, *HEADER[1:]]).encode(),
    ),
    case(
        "names with NUL bytes",
        "warn",
        "nul",
        make=lambda: text(header=["a\0b", *HEADER[1:]]).encode(),
    ),
    case(
        "names with control characters",
        "warn",
        make=lambda: text(header=["a\x07b", *HEADER[1:]]).encode(),
    ),
    case(
        "a name of a file's path in zip",
        "accept",
        file_name="t.zip",
        make=lambda: archive({"../../../tmp/evil.csv": text()}),
        expect={"rows": 160},
    ),
    case(
        "a whole path in zip",
        "accept",
        file_name="t.zip",
        make=lambda: archive({"/etc/cron.d/evil.csv": text()}),
        expect={"rows": 160},
    ),
    case(
        "a file name with markup",
        "accept",
        make=lambda: text().encode(),
        file_name="<b>bold & more.csv",
    ),
    case(
        "Parquet with names that are odd",
        "accept",
        file_name="t.parquet",
        make=lambda: parquet(**{"<i>x</i>": lambda i: i * 7 % 12}),
    ),
    case(
        "JSON with names that are odd",
        "accept",
        file_name="t.json",
        options=("--target", "plan"),
        make=lambda: json.dumps(
            [
                dict(
                    zip(
                        EVIL,
                        [int(r[0]), float(r[1]), float(r[2]), r[3], r[4]],
                        strict=True,
                    )
                )
                for r in clean_rows()
            ]
        ).encode(),
    ),
]

CASES = [*BOMBS, *NAMES]
