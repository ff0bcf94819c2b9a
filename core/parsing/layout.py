"""Where the table stands in a grid of rows: titles above it, its header, its width."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

NUMBER = re.compile(
    r"\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*|[-+]?(nan|inf|infinity)", re.I
)
PLAIN = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?", re.ASCII)  # a number and no code
PLAINS = re.compile(rf"(?:{PLAIN.pattern}\n)*", re.ASCII)
# As people write them: currency, percent, thousands, decimal commas, dates.
QUANTITY = re.compile(r"[^\w]*[-+(]?[^\w]*\d[\d.,'\s:/eE+-]*[^\w]*")
COMMENT = ("#", "//")
OFTEN = 0.9  # a header that comes again does so between many rows of data
FAR = 60  # rows in which a header is looked for
Row = Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The row where the data starts, the names above it, and what was passed over.

    `names` is None where the first row holds data; `comments` and `titles` are
    positions of rows.
    """

    first: int
    width: int
    names: tuple[str, ...] | None
    comments: tuple[int, ...] = ()
    titles: tuple[int, ...] = ()
    commented: bool = False


def layout(rows: Sequence[Row]) -> Layout | None:
    """Return where the table stands, or None where no row has two cells."""
    comments = tuple(_comments(rows))
    if comments and _heads(rows, comments[-1]):
        comments = comments[:-1]
    left = [i for i, row in enumerate(rows) if any(row) and i not in comments]
    width = _width([rows[i] for i in left])
    if width < 2:
        return None
    top = _top(rows, left, width)
    titles = tuple(left[:top])
    head, body = left[top], left[top + 1 :]
    names = _names(rows, head, body, width)
    if names is not None and len(names) > width:
        width = len(names)
    return Layout(
        first=head if names is None else head + 1,
        width=width,
        names=names,
        comments=tuple(i for i in comments if i < head),
        titles=titles,
        commented=bool(comments),
    )


def not_plain(cells: Collection[str]) -> list[str]:
    """Return the cells that are not plainly numbers, or may be codes."""
    text = "\n".join((*cells, ""))  # one look at all takes far less time
    if text.count("\n") == len(cells) and PLAINS.fullmatch(text):
        return []
    return [cell for cell in cells if not PLAIN.fullmatch(cell)]


def is_number(cell: str) -> bool:
    """Return whether a cell is a plain number, as computers write them."""
    return bool(NUMBER.fullmatch(cell))


def is_quantity(cell: str) -> bool:
    """Return whether a cell is an amount or a date, as people write them."""
    return bool(QUANTITY.fullmatch(cell)) or is_number(cell)


def fill(row: Row) -> int:
    """Return how many cells of a row are not empty."""
    return sum(map(bool, map(str.strip, row)))


def _comments(rows: Sequence[Row]) -> list[int]:
    """Return the rows at the top that are remarks."""
    found = []
    for i, row in enumerate(rows):
        if row and row[0].startswith(COMMENT):
            found.append(i)
        elif any(row):
            break
    return found


def _heads(rows: Sequence[Row], last: int) -> bool:
    """Return whether the last remark is a header written behind a #."""
    later = [len(row) for row in rows[last + 1 :] if any(row)]
    same = bool(later) and Counter(later).most_common(1)[0][0] == len(rows[last])
    return same and len(rows[last]) > 1 and fill(rows[last]) == len(rows[last])


def _width(rows: Sequence[Row]) -> int:
    """Return how many cells most rows have; the larger where two are as frequent."""
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _top(rows: Sequence[Row], left: Sequence[int], width: int) -> int:
    """Return how many rows stand above the header."""
    fills = sorted(fill(rows[i]) for i in left)
    usual = fills[len(fills) // 2]
    for top, i in enumerate(left[:FAR]):
        short = len(rows[i]) < width
        if short and _row_names_below(rows, left[top:], width):
            return top
        sparse = width > 2 and fill(rows[i]) * 3 < usual
        if not (short or sparse or _spans(rows, left[top:], usual)):
            return top
    return 0


def _row_names_below(rows: Sequence[Row], left: Sequence[int], width: int) -> bool:
    """Return whether a header has one cell less, as R writes it, or as body ends."""
    row = rows[left[0]]
    below = [rows[i] for i in left[1:3]]
    return (
        len(row) == width - 1
        and width > 2
        and fill(row) == len(row)
        and not any(is_quantity(cell) for cell in row)
        and bool(below)
        and all(len(other) == width for other in below)
    )


def _spans(rows: Sequence[Row], left: Sequence[int], usual: int) -> bool:
    """Return whether a row names groups of columns and the names stand below it."""
    if len(left) < 4:
        return False
    upper, lower, body = rows[left[0]], rows[left[1]], [rows[i] for i in left[2:20]]
    if not fill(upper) < fill(lower) or fill(lower) < usual:
        return False
    if any(is_quantity(cell) for cell in lower if cell):
        return False
    return any(all(is_quantity(c) for c in column) for column in _columns(body, lower))


def _columns(body: Sequence[Row], like: Row) -> list[list[str]]:
    """Return the filled cells of each column that has some."""
    columns = [[r[i] for r in body if i < len(r) and r[i]] for i in range(len(like))]
    return [column for column in columns if column]


def _names(
    rows: Sequence[Row], head: int, body: Sequence[int], width: int
) -> tuple[str, ...] | None:
    """Return the names in the header row, or None where it holds data."""
    row = list(rows[head])
    if row and row[0].startswith("#") and len(row) > 1:
        row[0] = row[0].lstrip("#").strip()
    all_below = [rows[i] for i in body[:200]]
    below = [other for other in all_below if other != rows[head]]
    if len(below) < OFTEN * len(all_below):
        below = all_below
    if _is_data(row, below):
        return None
    if len(row) == width - 1:
        trailing = all(len(r) == width and not r[-1].strip() for r in below)
        first = [r[0] for r in below if r]
        named = not trailing and len(set(first)) == len(first)
        row = ["", *row] if named else [*row, ""]
    return tuple(row)


def _is_data(row: Row, below: Sequence[Row]) -> bool:
    """Return whether a row is one of the data rather than the names above them."""
    numeric = [i for i, cell in enumerate(row) if is_quantity(cell)]
    if not numeric:
        return len(below) >= 10 and _seen_below(row, below)
    if _counts([row[i] for i in numeric]):
        return False
    bodies = {i: [r[i] for r in below if i < len(r) and r[i]] for i in range(len(row))}
    amounts = [
        i
        for i, cells in bodies.items()
        if cells and sum(map(is_quantity, cells)) > 0.8 * len(cells)
    ]
    if not amounts:
        return 2 * len(numeric) >= len(row)
    return all(is_quantity(row[i]) or not row[i].strip() for i in amounts)


def _seen_below(row: Row, below: Sequence[Row]) -> bool:
    """Return whether every word of a row comes again in its column."""
    return all(
        cell in {r[i] for r in below if i < len(r)} for i, cell in enumerate(row)
    )


def _counts(cells: Sequence[str]) -> bool:
    """Return whether numbers go up one by one, as years or positions in a header do."""
    if len(cells) < 3 or not all(cell.strip().isdecimal() for cell in cells):
        return False
    numbers = [int(cell) for cell in cells]
    return all(b - a == 1 for a, b in pairwise(numbers))
