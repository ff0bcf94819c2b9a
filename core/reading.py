"""The bytes of a table into cells: encoding, separator, header, numbers or words."""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from core.errors import Refused

if TYPE_CHECKING:
    import pandas as pd

MAX_BYTES = 50_000_000
SEPARATORS = (",", ";", "\t", "|")
SAMPLE_LINES = 30
SAMPLE_CHARACTERS = 200_000
LARGEST = 1e30
STRAY_SHARE = 0.05
MISSING = frozenset(
    ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None", "?", "-")
)
PLEASE = "save the table as CSV (text with a header line) and bring that"
FORMATS = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"PAR1", "a Parquet file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"SQLite format 3", "a database"),
    (b"\x80\x04\x95", "a Python pickle, which is never opened here"),
)


def read_cells(data: bytes, name: str) -> "tuple[pd.DataFrame, str, tuple[str, ...]]":
    """Return the cells as text with the header as row 0, the separator, and notes.

    A missing cell is an empty text. Raises Refused for anything but a text table.
    """
    _refuse_formats(data, name)
    text, notes = _decode(data, name)
    separator = _separator(text, name)
    cells = _parse(text, separator, name)
    if (cells.iloc[:, -1] == "").any():
        notes += _short_lines(text, separator, cells.shape[1])
    return cells, separator, notes


def _refuse_formats(data: bytes, name: str) -> None:
    if not data.strip():
        raise Refused(f"'{name}' is empty; bring a table with a header line and rows.")
    if len(data) > MAX_BYTES:
        raise Refused(
            f"'{name}' is larger than {MAX_BYTES // 1_000_000} MB; "
            "keep a random part of its rows."
        )
    for magic, what in FORMATS:
        if data.startswith(magic):
            raise Refused(f"'{name}' is {what}; {PLEASE}.")


def _decode(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the text and what had to be guessed to read it."""
    notes: tuple[str, ...] = ()
    try:
        text = data.decode(_unicode(data))
    except UnicodeDecodeError:
        notes = (
            "The file is not UTF-8 and was read as Latin-1: check accented letters.",
        )
        text = _western(data)
    text = text.removeprefix("\ufeff")
    strange = len(re.findall(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]", text))
    if "\0" in text or strange > len(text) / 100:
        raise Refused(f"'{name}' is not a text file; {PLEASE}.")
    if re.match(r"\s*(<(!doctype|html|\?xml)|[{\[]\s*[{\[\"])", text, re.IGNORECASE):
        raise Refused(f"'{name}' looks like a web page or JSON; {PLEASE}.")
    if not text.strip():
        raise Refused(f"'{name}' is empty; bring a table with a header line and rows.")
    return text, notes


def _unicode(data: bytes) -> str:
    """Return the Unicode encoding that the first bytes point to."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[:2000]
    half = len(head) / 2
    if len(head) >= 4 and head[1::2].count(0) > 0.7 * half and not head[0::2].count(0):
        return "utf-16-le"
    if len(head) >= 4 and head[0::2].count(0) > 0.7 * half and not head[1::2].count(0):
        return "utf-16-be"
    return "utf-8"


def _western(data: bytes) -> str:
    """Decode as Windows does, which is Latin-1 plus the euro sign and dashes."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _separator(text: str, name: str) -> str:
    """Return the separator that cuts the first lines into equally many cells."""
    found = {mark: _fit(text, mark) for mark in SEPARATORS}
    best = max(SEPARATORS, key=lambda mark: found[mark])
    if found[best] == (0.0, 0):
        raise Refused(
            f"'{name}' has one column only; a table needs at least two, separated by "
            "commas, semicolons, tabs or bars."
        )
    return best


def _fit(text: str, separator: str) -> tuple[float, int]:
    """Return the share of lines as wide as the first, and that width, or zeros."""
    sample = io.StringIO(text[:SAMPLE_CHARACTERS], newline="")
    try:
        lines = list(islice(csv.reader(sample, delimiter=separator), SAMPLE_LINES))
    except csv.Error:
        return 0.0, 0
    widths = [len(line) for line in lines if line]
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _parse(text: str, separator: str, name: str) -> "pd.DataFrame":
    import pandas as pd

    try:
        return pd.read_csv(
            io.StringIO(text, newline=""),
            sep=separator,
            header=None,
            dtype=object,
            keep_default_na=False,
            na_filter=False,
            skip_blank_lines=True,
            engine="c",
            low_memory=False,
        )
    except (ValueError, csv.Error, OverflowError, MemoryError) as error:
        raise Refused(_explained(str(error), name)) from None


def _short_lines(text: str, separator: str, width: int) -> tuple[str, ...]:
    """Return a note on lines that pandas has silently filled up."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        short = sum(0 < len(line) < width for line in lines)
    except csv.Error:
        return ()
    note = f"Lines with fewer cells than the header, filled with gaps: {short}."
    return (note,) if short else ()


def _explained(error: str, name: str) -> str:
    """Return pandas' complaint as a sentence with the line it is about."""
    ragged = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", error)
    if ragged:
        wanted, line, seen = ragged.groups()
        return (
            f"Line {line} of '{name}' has {seen} cells where the header has {wanted}; "
            "put quotation marks around cells that contain the separator."
        )
    opened = re.search(r"EOF inside string starting at row (\d+)", error)
    if opened:
        line = int(opened.group(1)) + 1
        return f"A quotation mark in line {line} of '{name}' is never closed; close it."
    return f"'{name}' cannot be read as a table; check that every line is as long."


def header(cells: list[str], name: str) -> tuple[list[str], list[str]]:
    """Return names that differ, and what had to be changed for that."""
    given = [" ".join(str(cell).split())[:100] for cell in cells]
    numeric = sum(
        bool(re.fullmatch(r"[-+]?[\d.,]+(e[-+]?\d+)?", cell)) for cell in given
    )
    if 2 * numeric >= len(given):
        raise Refused(
            f"The first line of '{name}' holds numbers, not names; add a header line "
            "with the names of the columns."
        )
    names: list[str] = []
    for position, cell in enumerate(given):
        wanted = base = cell or f"column {position + 1}"
        again = 1
        while wanted in names:
            again += 1
            wanted = f"{base} ({again})"
        names.append(wanted)
    changed = [new for old, new in zip(given, names, strict=True) if old != new]
    return names, [f"Named here, to tell them apart: {listing(changed)}."] * bool(
        changed
    )


def typed(column: "pd.Series", commas: bool) -> "tuple[pd.Series, str]":
    """Return the column as numbers or as text, and what was lost by that."""
    import numpy as np
    import pandas as pd

    text = column.str.strip()
    missing = text.isin(MISSING)
    plain = _decimal_points(text) if commas else text
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    stray = numbers.isna() & ~missing
    codes = text.str.fullmatch(r"0\d{3,}").any()
    if codes or stray.sum() > STRAY_SHARE * (~missing).sum():
        return text.where(~missing, None).astype(object), ""
    numbers = numbers.mask(missing)
    huge = numbers.abs() > LARGEST
    notes = []
    if stray.any():
        notes.append(f"words among the numbers, taken as missing: {stray.sum()}.")
    if huge.any():
        notes.append(
            f"infinite or absurdly large numbers, taken as missing: {huge.sum()}."
        )
    return numbers.mask(huge, np.nan), " ".join(notes)


def _decimal_points(text: "pd.Series") -> "pd.Series":
    """Turn 1.234,5 and 1234,5 into 1234.5."""
    number = text.str.fullmatch(r"[-+]?[\d.]*,\d+")
    if text.str.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+,\d+").any():
        number = number | text.str.fullmatch(r"[-+]?\d{1,3}(\.\d{3})+")
    swapped = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return text.mask(number, swapped)


def listing(names: Iterable[object]) -> str:
    """Return at most eight names in a row, and how many more there are."""
    quoted = [f"'{name}'" for name in names]
    more = f" and {len(quoted) - 8} more" if len(quoted) > 8 else ""
    return ", ".join(quoted[:8]) + more
