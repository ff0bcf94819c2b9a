"""How far the cells of a workbook reach, told from its text before any is read.

A reader takes memory for the whole rectangle around them, so a few bytes can ask for
more than there is.
"""

import re
from collections.abc import Iterable, Iterator

from core.errors import Refused
from core.limits import limits

# No sign is looked at from more than one start: text without an end costs no time.
CELL = re.compile(
    rb'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]{1,3})(\d{1,7})"(?![^<>]*/>)', re.IGNORECASE
)
OPEN_CELL = re.compile(
    rb"<(?:\w+:)?(?:covered-)?table(?:-(row|cell))?(?=[\s/>])([^<>]*)>"
)
REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d+)"')
OVERLAP = 500
LONGEST_TAG = 1 << 16


def refuse_area(pieces: Iterable[bytes], name: str) -> None:
    """Raise Refused for cells so far apart that the rectangle around them is huge.

    The reader takes memory for all of it, and two cells in opposite corners suffice.
    """
    rows: set[int] = set()
    columns: set[bytes] = set()
    before = b""
    for piece in pieces:
        text = before + piece
        found = CELL.findall(text)
        columns.update({column for column, _ in found})
        numbers = {int(row) for _, row in found}
        rows = {min(rows | numbers), max(rows | numbers)} if rows | numbers else rows
        before = text[-OVERLAP:]
    if not rows:
        return
    width = max(_position(column) for column in columns)
    if (max(rows) - min(rows) + 1) * width > limits().max_cells:
        raise _wide_apart(name, max(rows), width)


def refuse_repeats(pieces: Iterable[bytes], name: str) -> None:
    """Raise Refused for cells of an .ods that say how often they are repeated."""
    last_row = last_column = 0
    for row, column in _filled_cells(pieces):
        last_row = max(row, last_row) if row else 0
        last_column = max(column, last_column) if row else 0
        if last_row * last_column > limits().max_cells:
            raise _wide_apart(name, last_row, last_column)


def _filled_cells(pieces: Iterable[bytes]) -> Iterator[tuple[int, int]]:
    """Yield the row and the column where each filled cell ends, 0, 0 for a new sheet.

    Blank cells reach to the end of the largest sheet in every .ods, and cost nothing.
    """
    rest, row, repeats, column = b"", 0, 0, 0
    for piece in pieces:
        text = rest + piece
        end = text.rfind(b">") + 1
        rest = text[end:][-LONGEST_TAG:]
        for what, said in OPEN_CELL.findall(text[:end]):
            found = REPEATED.search(said)
            times = int(found[1]) if found else 1
            if what == b"row":
                row, repeats, column = row + repeats, times, 0
            elif what == b"cell":
                column += times
                if not said.endswith(b"/") or b"value" in said:
                    yield row + repeats, column
            else:
                row = repeats = column = 0
                yield 0, 0


def _wide_apart(name: str, row: int, column: int) -> Refused:
    return Refused(
        f"'{name}' has cells up to column {column:,} and row {row:,}; delete those "
        "that stand alone, or save the table as CSV."
    )


def _position(letters: bytes) -> int:
    """Return the number of a column, 1 for A and 27 for AA."""
    number = 0
    for letter in letters:
        number = 26 * number + (letter & 31)
    return number
