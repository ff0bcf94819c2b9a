"""Rows of values, as workbooks and records hold them, into columns and a table."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.errors import Refused
from core.format import EXACT, Cells, lines
from core.parsing.header import refuse_width
from core.parsing.layout import layout
from core.parsing.tidy import refuse_empty, tidied

if TYPE_CHECKING:
    import pandas as pd

LOOKED_AT = 1000


def table_of(rows: Sequence[Sequence[Any]], first_line: int, name: str) -> Cells:
    """Return the table that stands in a grid; raises Refused where there is none.

    All rows are equally long; `first_line` is the number of the first one.
    """
    import pandas as pd

    found = layout([[text_of(cell) for cell in row] for row in rows[:LOOKED_AT]])
    if found is None:
        raise Refused(
            f"'{name}' has one column only; a table needs at least two columns with a "
            "name above each."
        )
    refuse_width(found.width, name)
    notes = []
    if found.titles:
        above = lines(first_line + i for i in found.titles)
        notes.append(f"Lines above the table, skipped: {above}.")
    if found.comments:
        above = lines(first_line + i for i in found.comments)
        notes.append(f"Comment lines, skipped: {above}.")
    if found.names is None:
        notes.append(
            "The first line holds data and no names; the columns are named by "
            "their position here."
        )
    body = rows[found.first :]
    columns = {i: [row[i] for row in body] for i in range(found.width)}
    raw = pd.DataFrame({i: _gaps(cells) for i, cells in columns.items()}, dtype=object)
    frame, said = tidied(raw, found.names, found.commented)
    refuse_empty(frame, name)
    return Cells(frame=typed(frame), notes=(*notes, *said))


def typed(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a frame of values with a type a column: numbers, times or text."""
    import pandas as pd

    made = {name: column_of(frame[name].tolist()) for name in frame.columns}
    return pd.DataFrame(made, copy=False)


def column_of(values: "list[Any]") -> "pd.Series":
    """Return values as one column: all numbers, all times, all yes or no, or text."""
    import pandas as pd

    present = [value for value in values if not is_gap(value)]
    types = {type(value) for value in present}
    gaps = len(present) < len(values)
    if types <= {int, float} and _exact(present, gaps):
        whole = not gaps and all(float(value).is_integer() for value in present)
        whole = whole and all(abs(value) < 2**63 for value in present) and bool(present)
        clean = [None if is_gap(value) else value for value in values]
        return pd.Series(clean, dtype="int64" if whole else "float64")
    if types == {bool} and not gaps:
        return pd.Series(values, dtype=bool)
    if types and types <= {dt.datetime, dt.date}:
        times = [None if is_gap(value) else _moment(value) for value in values]
        if all(time is None or 1678 <= time.year <= 2261 for time in times):
            return pd.Series(times, dtype="datetime64[ns]")
    words = [None if is_gap(value) else text_of(value) for value in values]
    return pd.Series(words, dtype="str")


def is_gap(value: Any) -> bool:
    """Return whether a cell holds nothing."""
    return value is None or value == "" or value != value


def text_of(value: Any) -> str:
    """Return a cell as a person would write it."""
    if is_gap(value):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ").removesuffix(" 00:00:00")
    return str(value)


def _gaps(cells: list[Any]) -> list[Any]:
    return [None if is_gap(cell) else cell for cell in cells]


def _exact(numbers: Sequence[float], gaps: bool) -> bool:
    """Return whether 64 bits hold every whole number as it is."""
    whole = [number for number in numbers if isinstance(number, int)]
    if not whole:
        return True
    largest = max(max(whole), -min(whole))
    alone = len(whole) == len(numbers) and not gaps
    return largest < (2**63 if alone else EXACT)


def _moment(value: dt.date) -> dt.datetime:
    """Return a day or a time without its zone, in world time."""
    if not isinstance(value, dt.datetime):
        return dt.datetime(value.year, value.month, value.day)
    if value.tzinfo is not None:
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return value
