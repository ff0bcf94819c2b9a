"""Text with a row a line and separators between the cells: CSV and its relatives."""

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.errors import Refused
from core.format import Cells, FormatSpec, Source, lines, only
from core.parsing.dialect import Dialect, dialect
from core.parsing.encoding import Plain, looks_like_text, plain
from core.parsing.parse import parse
from core.parsing.tidy import refuse_empty, tidied

if TYPE_CHECKING:
    import pandas as pd

LONG_SHARE = 0.05


def _read(source: Source, table: str) -> Cells:
    """Read a text table; raises Refused."""
    text = plain(source)
    found = dialect(text)
    try:
        frame, skipped = parse(text, found)
    except (ValueError, csv.Error, OverflowError) as error:
        raise Refused(_explained(str(error), text, found)) from None
    notes = _uneven_notes(text, found, frame, skipped)
    comma = found.decimal_comma
    frame, said = tidied(frame, found.names, found.commented, comma)
    refuse_empty(frame, source.name)
    return Cells(
        frame=frame,
        notes=(*text.notes, *found.notes, *notes, *said),
        decimal_comma=comma,
    )


def _uneven_notes(
    text: Plain, found: Dialect, frame: "pd.DataFrame", skipped: bool
) -> tuple[str, ...]:
    """Return notes on lines of another length; raises Refused for too many."""
    if not skipped and not (frame.iloc[:, -1].hasnans and _short(text, found, frame)):
        return ()
    short, long = [], []
    for line, cells in _rows(text, found):
        if 0 < cells < found.width:
            short.append(line)
        elif cells > found.width:
            long.append((line, cells))
    if len(long) > LONG_SHARE * (len(long) + len(frame)):
        raise _too_long(text, found, long)
    said = []
    if long:
        numbered = lines(line for line, _ in long)
        said.append(f"Lines with more cells than the header, left out: {numbered}.")
    if short:
        said.append(
            f"Lines with fewer cells than the header, filled with gaps: {lines(short)}."
        )
    return tuple(said)


def _too_long(text: Plain, found: Dialect, long: list[tuple[int, int]]) -> Refused:
    """Return the refusal of lines that are too long."""
    (line, cells), name = long[0], text.source.name
    others = (at for at, count in _rows(text, found) if 0 < count <= found.width)
    last = max(others, default=0)
    if len(long) > 2 and line > last:
        return Refused(
            f"From line {line:,} on '{name}' has {cells:,} cells a line where the "
            f"header has {found.width:,}, as if a second table began there; bring one "
            "table a file."
        )
    return Refused(
        f"Line {line:,} of '{name}' has {cells:,} cells where the header has "
        f"{found.width:,}, and {len(long):,} lines have too many; put quotation marks "
        "around cells that contain the separator."
    )


def _short(text: Plain, found: Dialect, frame: "pd.DataFrame") -> bool:
    """Return whether separators are missing somewhere, as far as counting tells."""
    import numpy as np

    if text.quotes:
        return True
    mark = ord(found.separator)
    pieces = text.source.pieces(found.start)
    count = sum(
        int(np.count_nonzero(np.frombuffer(piece, dtype=np.uint8) == mark))
        for piece in pieces
    )
    return count != len(frame) * (found.width - 1)


def _rows(text: Plain, found: Dialect) -> Iterator[tuple[int, int]]:
    """Yield the line in which each row starts, and how many cells it has."""
    csv.field_size_limit(2**31 - 1)
    with text.source.open() as file:
        file.seek(found.start)
        wrapped = io.TextIOWrapper(file, encoding="utf-8", newline="")
        reader = csv.reader(
            wrapped, delimiter=found.separator, skipinitialspace=found.spaced
        )
        start = found.line
        for row in reader:
            yield start, len(row)
            start = found.line + reader.line_num


def _explained(error: str, text: Plain, found: Dialect) -> str:
    """Return the complaint of pandas as a sentence with the line it is about."""
    name = text.source.name
    if re.search(r"EOF inside string starting at row (\d+)", error):
        line = found.line
        for start, _ in _rows(text, found):
            line = start
        return (
            f"A quotation mark in line {line:,} of '{name}' is never closed; close it."
        )
    return f"'{name}' cannot be read as a table; check that every line is as long."


def _recognises(source: Source) -> bool:
    return looks_like_text(source.head)


DELIMITED = FormatSpec(
    key="delimited",
    title="Text with separators",
    order=90,
    endings=(".csv", ".tsv", ".tab", ".txt", ".dat", ".data", ".psv"),
    recognises=_recognises,
    tables=only,
    read=_read,
)
