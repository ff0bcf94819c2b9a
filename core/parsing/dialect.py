"""How a text writes its table: separator, header, and which columns are numbers."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from core.errors import Refused
from core.format import lines
from core.parsing.encoding import Plain
from core.parsing.header import refuse_width
from core.parsing.layout import Layout, is_number, is_quantity, layout, not_plain

SEPARATORS = (";", "\t", "|", ",")  # of two that fit equally well the first is taken
HEAD_BYTES = 1 << 18
LATER_BYTES = 1 << 16
SAMPLE_ROWS = 1000
PROSE = 0.15  # of the lines have another number of commas
TRIED_ROWS = 200
CODE = re.compile(r"\s*[-+]?0\d+\s*|\s*[-+]?\d{16,}\s*")
COMMA_NUMBER = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+)?,\d+(e[-+]?\d+)?\s*%?", re.I)
WHOLE = re.compile(r"\s*[-+]?\d+\s*", re.ASCII)
TRUTHS = frozenset(("true", "false"))  # which the reader takes for no text
POINT_NUMBER = re.compile(r"[-+]?\d*\.(\d{1,2}|\d{4,})")


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """How a text is cut into cells.

    `start` is the byte where the first row of data begins, in line `line`; `words`
    are positions of columns that are not plain numbers, as far as a sample shows, and
    `texts` those among them that nobody would take for numbers or gaps. `wholes` are
    those in which the first rows have nothing but whole numbers.
    """

    separator: str
    start: int
    line: int
    width: int
    names: tuple[str, ...] | None
    words: frozenset[int]
    texts: frozenset[int]
    wholes: frozenset[int]
    decimal_comma: bool
    spaced: bool
    commented: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Cut:
    """A sample cut by one separator: rows, and the line after each of them."""

    separator: str
    rows: list[list[str]] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)


def dialect(text: Plain) -> Dialect:
    """Return how a text is written; raises Refused where it holds no table."""
    name = text.source.name
    sample = _head(text)
    marked = re.match(r"sep=(.)\r?\n?", sample, re.I)
    best = _best(sample, marked.group(1) if marked else "")
    rows = best.rows[1:] if marked else best.rows
    ends = best.ends[1:] if marked else best.ends
    found = layout(rows)
    if not any(any(row) for row in rows):
        raise Refused(f"'{name}' is empty; bring a table with a header line and rows.")
    if found is None:
        raise Refused(
            f"'{name}' has one column only; a table needs at least two, separated by "
            "commas, semicolons, tabs or bars."
        )
    refuse_width(found.width, name)
    if best.separator == "," and _is_prose(rows, found.width):
        raise Refused(
            f"'{name}' reads like running text; bring a table with a header line and a "
            "row a line."
        )
    first = found.first
    while first < len(rows) and len(rows[first]) > found.width:
        first += 1  # the reader trusts the first row, so it must not be a long one
    starts = [(1 if marked else 0), *ends]
    line = starts[first]
    seen = [*rows[first:], *_later(text, best.separator)]
    comma = best.separator != "," and _decimal_comma(seen)
    words = _words(seen, found.width, comma)
    return Dialect(
        separator=best.separator,
        start=text.start + _offset(sample, line),
        line=line + 1,
        width=found.width,
        names=found.names,
        words=words,
        texts=frozenset(i for i in words if _is_text(seen, i)),
        wholes=_wholes(rows[first:], found.width),
        decimal_comma=comma,
        spaced=bool(re.search(re.escape(best.separator) + ' +"', sample)),
        commented=found.commented,
        notes=_notes(found, starts, first),
    )


def cut(text: str, separator: str) -> Iterator[tuple[list[str], int]]:
    """Yield the rows of a text and the number of the line in which each ends."""
    csv.field_size_limit(2**31 - 1)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=False
    )
    for row in reader:
        yield row, reader.line_num


def _head(text: Plain) -> str:
    """Return the beginning of a text, cut at the end of a line."""
    length = HEAD_BYTES
    piece = text.source.cut(text.start, length)
    if len(piece) == length:
        while text.newline not in piece and length < text.source.size:
            length *= 2
            piece = text.source.cut(text.start, length)
        piece = piece[: piece.rfind(text.newline) + 1] or piece
    return piece.decode(errors="replace")


def _best(sample: str, marked: str) -> _Cut:
    """Return the sample cut by the separator that gives the evenest rows."""
    choices = (marked,) if marked else SEPARATORS
    tried = [_tried(sample, separator, TRIED_ROWS) for separator in choices]
    return _tried(sample, max(tried, key=_evenness).separator)


def _tried(sample: str, separator: str, most: int = SAMPLE_ROWS) -> _Cut:
    made = _Cut(separator)
    try:
        for row, line in cut(sample, separator):
            made.rows.append(row)
            made.ends.append(line)
            if len(made.rows) >= most:
                break
    except csv.Error:
        pass  # the reader will say where
    return made


def _evenness(made: _Cut) -> tuple[float, int]:
    """Return the share of rows as wide as most, and whether there are two columns."""
    widths = [len(row) for row in made.rows if any(row)]
    if not widths:
        return 0.0, 0
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    if usual < 2:
        return 0.0, 0
    torn = sum(cell.count('"') % 2 for row in made.rows[:200] for cell in row)
    share = widths.count(usual) / len(widths)
    return (round(share, 2) if not torn else share / 2), min(usual, 2)


def _is_prose(rows: list[list[str]], width: int) -> bool:
    """Return whether commas stand in sentences: uneven lines, no numbers, blanks."""
    full = [row for row in rows if any(row)]
    if sum(len(row) != width for row in full) < PROSE * len(full):
        return False
    later = [cell for row in full for cell in row[1:] if cell]
    if sum(cell.startswith(" ") for cell in later) < len(later) / 2:
        return False
    return not any(is_quantity(cell) for row in full for cell in row)


def _offset(sample: str, line: int) -> int:
    """Return how many bytes stand before a line, counted from 0."""
    reader = io.StringIO(sample, newline="")
    return sum(len(reader.readline().encode()) for _ in range(line))


def _later(text: Plain, separator: str) -> Iterator[list[str]]:
    """Yield rows from the middle and from the end of a long text."""
    size = text.source.size
    if size < HEAD_BYTES + 2 * LATER_BYTES:
        return
    for start in (size // 2, size - LATER_BYTES):
        piece = text.source.cut(start, LATER_BYTES)
        inner = piece[piece.find(text.newline) + 1 : piece.rfind(text.newline)]
        yield from _tried(inner.decode(errors="replace"), separator).rows


def _words(rows: list[list[str]], width: int, comma: bool) -> frozenset[int]:
    """Return the columns with a cell that is no plain number, or is a code."""
    found = set()
    even = [row for row in rows if len(row) == width]
    for i, column in enumerate(zip(*even, strict=True)):
        cells = {*column} - {""}
        odd = not_plain(cells)
        points = comma and any("." in cell for cell in cells)
        if points or any(not is_number(cell) or CODE.fullmatch(cell) for cell in odd):
            found.add(i)
    return frozenset(found)


def _wholes(rows: list[list[str]], width: int) -> frozenset[int]:
    """Return the columns without a cell that is empty or no whole number."""
    even = [row for row in rows if len(row) == width]
    return frozenset(
        i for i in range(width) if all(WHOLE.fullmatch(row[i]) for row in even)
    )


def _is_text(rows: list[list[str]], i: int) -> bool:
    """Return whether most rows of a column are filled, none with a number."""
    cells = [row[i] for row in rows if len(row) > i]
    filled = {cell.strip().casefold() for cell in cells} - {""}
    if filled <= TRUTHS or any(is_number(cell) for cell in filled):
        return False
    return 2 * cells.count("") < len(cells)


def _decimal_comma(rows: list[list[str]]) -> bool:
    """Return whether numbers are written 1.234,5 rather than 1,234.5."""
    cells = [cell.strip() for row in rows[:SAMPLE_ROWS] for cell in row]
    commas = sum(bool(COMMA_NUMBER.fullmatch(cell)) for cell in cells)
    points = sum(bool(POINT_NUMBER.fullmatch(cell)) for cell in cells if "." in cell)
    return commas > points


def _notes(found: Layout, starts: list[int], first: int) -> tuple[str, ...]:
    said = []
    if found.comments:
        said.append(
            f"Comment lines, skipped: {lines(starts[i] + 1 for i in found.comments)}."
        )
    if found.titles:
        said.append(
            "Lines above the table, skipped: "
            f"{lines(starts[i] + 1 for i in found.titles)}."
        )
    if found.names is None:
        said.append(
            "The first line holds data and no names; the columns are named by "
            "their position here."
        )
    if first > found.first:
        said.append(
            "Lines with more cells than the header, left out: "
            f"{lines(starts[i] + 1 for i in range(found.first, first))}."
        )
    return tuple(said)
