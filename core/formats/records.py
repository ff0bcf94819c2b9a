"""JSON: records one after another, in a list, or columns by name."""

import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

from core.errors import Refused
from core.format import Cells, FormatSpec, Source, listing, only
from core.parsing.encoding import looks_like_text, plain
from core.parsing.grid import typed
from core.parsing.header import refuse_width, told_apart
from core.parsing.tidy import refuse_empty

BLANK = re.compile(r"[ \t\r\n]*")
HOLDERS = ("data", "records", "rows", "results", "items", "features")
VALUES = tuple(bytes([code]) for code in b'"-0123456789tfn')  # how a value starts
Record = dict[str, Any]


def _recognises(source: Source) -> bool:
    head = source.head
    if not looks_like_text(head):
        return False
    start = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if start[:1] == b"{":
        return start[1:].lstrip()[:1] in (b'"', b"}")
    if start[:1] != b"[":
        return False
    following = start[1:].lstrip()[:1]
    if following in (b"{", b"[", b"]"):
        return True
    last = source.cut(max(0, source.size - 100), 100).replace(b"\0", b"")
    return following in VALUES and last.rstrip().endswith(b"]")


def _read(source: Source, table: str) -> Cells:
    """Read records, whatever way they are listed; raises Refused."""
    text = plain(source, any_line=True)
    whole = text.source.cut(text.start, text.source.size).decode()
    columns, notes = _columns(_records(whole, source.name), source.name)
    return _cells(columns, (*text.notes, *notes), source.name)


def _records(text: str, name: str) -> Iterator[Record]:
    """Yield the records of a text, without reading the rest before."""
    start = _skip(text, 0)
    if text[start] == "[":
        yield from _listed(text, start + 1, name)
        return
    values = _values(text, start, name)
    first = next(values)
    second = next(values, None)
    if second is not None:
        for value in chain((first, second), values):
            yield _checked(value, name)
        return
    yield from _held(first, name)


def _values(text: str, place: int, name: str) -> Iterator[Any]:
    """Yield values that stand one after another; raises Refused for what is none."""
    decoder = json.JSONDecoder()
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            line = text.count("\n", 0, place) + 1
            raise Refused(
                f"'{name}' is broken JSON from line {line:,} on; write it again."
            ) from None
        yield value
        place = _skip(text, place)


def _listed(text: str, place: int, name: str) -> Iterator[Record]:
    """Yield the records of a list."""
    place = _skip(text, place)
    if text[place : place + 1] == "[":
        yield from _from_rows(next(_values(text, text.index("["), name)), name)
        return
    decoder = json.JSONDecoder()
    while text[place : place + 1] not in ("]", ""):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            value = text[place:place]
        place = _skip(text, place)
        mark = text[place : place + 1]
        if value == "" or mark not in (",", "]"):
            line = text.count("\n", 0, place) + 1
            raise Refused(
                f"'{name}' is broken JSON near line {line:,}; write it again."
            )
        yield _checked(value, name)
        place = _skip(text, place + (mark == ","))


def _skip(text: str, place: int) -> int:
    """Return the place of the next character that is not blank."""
    match = BLANK.match(text, place)
    return match.end() if match else place


def _checked(value: Any, name: str) -> Record:
    if not isinstance(value, dict):
        raise Refused(
            f"'{name}' lists values without names; each row must be an object such as "
            '{"age": 41, "city": "Bern"}.'
        )
    return value


def _held(value: Record, name: str) -> Iterator[Record]:
    """Yield the records in one object: a list in it, columns by name, or both parts."""
    if isinstance(value.get("columns"), list) and isinstance(value.get("data"), list):
        yield from _from_rows([value["columns"], *value["data"]], name)
        return
    for holder in HOLDERS:
        rows = value.get(holder)
        if isinstance(rows, list) and rows and isinstance(rows[0], dict):
            for row in rows:
                yield _checked(row, name)
            return
    yield from _from_columns(value, name)


def _from_rows(rows: Any, name: str) -> Iterator[Record]:
    """Yield records from a list of lists whose first one holds the names."""
    even = all(isinstance(row, list) and len(row) == len(rows[0]) for row in rows)
    if not even or len(set(map(str, rows[0]))) < len(rows[0]):
        raise Refused(
            f"'{name}' lists rows of different lengths or names; each row must be an "
            'object such as {"age": 41, "city": "Bern"}.'
        )
    for row in rows[1:]:
        yield dict(zip(map(str, rows[0]), row, strict=True))


def _from_columns(value: Record, name: str) -> Iterator[Record]:
    """Yield records from columns: lists, or objects that number their cells."""
    inner = [cells for cells in value.values() if isinstance(cells, dict)]
    numbered = all(key.isdecimal() for key in value)
    if numbered and inner and not any(key.isdecimal() for key in inner[0]):
        yield from (_checked(row, name) for row in value.values())
        return
    columns = {
        key: list(cells.values()) if isinstance(cells, dict) else cells
        for key, cells in value.items()
    }
    lengths = {
        len(cells) if isinstance(cells, list) else -1 for cells in columns.values()
    }
    if len(lengths) != 1 or -1 in lengths:
        raise Refused(
            f"'{name}' is JSON but no table; bring a list of objects such as "
            '[{"age": 41, "city": "Bern"}].'
        )
    for cells in zip(*columns.values(), strict=True):
        yield dict(zip(columns, cells, strict=True))


def _columns(
    records: Iterator[Record], name: str
) -> tuple[dict[str, list], tuple[str, ...]]:
    """Return the cells by name, a gap where a record lacks one, and notes."""
    columns: dict[str, list] = {}
    spread: dict[str, None] = {}
    dropped: dict[str, int] = {}
    count = 0
    for record in records:
        for key, value in _flat(record, spread, dropped):
            cells = columns.get(key)
            if cells is None:
                cells = columns[key] = []
                refuse_width(len(columns), name)
            if len(cells) <= count:
                cells.extend([None] * (count - len(cells)))
                cells.append(value)
        count += 1
    for cells in columns.values():
        cells.extend([None] * (count - len(cells)))
    notes = []
    if spread:
        notes.append(f"Objects inside records, one column a part: {listing(spread)}.")
    if dropped:
        notes.append(f"Lists inside records, left out: {listing(dropped)}.")
    return columns, tuple(notes)


def _flat(
    record: Record, spread: dict[str, None], dropped: dict[str, int]
) -> Iterator[tuple[str, Any]]:
    """Yield the values of a record, objects in it taken apart once."""
    for key, value in record.items():
        if isinstance(value, dict):
            spread[key] = None
            for part, inner in value.items():
                if isinstance(inner, dict | list):
                    dropped[f"{key}.{part}"] = 1
                else:
                    yield f"{key}.{part}", inner
        elif isinstance(value, list):
            dropped[key] = 1
        else:
            yield key, value


def _cells(columns: dict[str, list], notes: tuple[str, ...], name: str) -> Cells:
    import pandas as pd

    frame = typed(pd.DataFrame(columns, dtype=object))
    refuse_empty(frame, name)
    frame.columns, changed = told_apart(list(frame.columns))
    return Cells(frame=frame, notes=(*notes, *changed))


RECORDS = FormatSpec(
    key="records",
    title="JSON",
    order=30,
    endings=(".json", ".jsonl", ".ndjson"),
    recognises=_recognises,
    tables=only,
    read=_read,
)
