"""Numbers and times of one column: what kind they are and whether they only name."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.choices import ColumnKind
from core.dates import counted

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 1e30  # models count in single precision
COUNTED_ROWS = 20
# The last word of a name that numbers or names rows.
ID_WORDS = frozenset(
    (
        *("id", "ids", "uid", "uuid", "guid", "key", "code", "nr", "no", "num"),
        *("number", "rowid", "serial", "isbn", "sku", "ssn"),
    )
)
# Numbers that count up in time are no names of rows.
TIME_WORDS = frozenset(
    (
        *("year", "years", "month", "week", "day", "days", "date", "time", "hour"),
        *("minute", "second", "period", "quarter", "t"),
    )
)
ONE_VALUE, NO_VALUES, NAMES_ROWS = "one value only", "no values", "an identifier"


@dataclass(frozen=True, kw_only=True, eq=False)
class Understood:
    """A column with a kind: typed values, what was done to it, why it is of no use."""

    kind: ColumnKind
    values: "pd.Series"
    said: tuple[str, ...] = ()
    reason: str = ""


def from_numbers(values: "pd.Series", said: tuple[str, ...] = ()) -> Understood:
    """Return what a column of float64 is: a number, dates, an identifier, constant."""
    values, said = finite(values, said)
    present, name = values.dropna(), str(values.name)
    if not len(present):
        return Understood(kind="constant", values=values, said=said, reason=NO_VALUES)
    if present.min() == present.max():
        return Understood(kind="constant", values=values, said=said, reason=ONE_VALUE)
    if (found := counted(present, name)) is not None:
        times, what = found
        said = (*said, f"{what} read as dates")
        return Understood(kind="date", values=times.reindex(values.index), said=said)
    if _names_rows(present, name):
        return Understood(
            kind="identifier", values=values, said=said, reason=NAMES_ROWS
        )
    return Understood(kind="number", values=values, said=said)


def from_times(values: "pd.Series", said: tuple[str, ...] = ()) -> Understood:
    """Return a column of datetime64[ns] as dates, or as a constant."""
    present = values.dropna()
    if len(present) and present.min() < present.max():
        return Understood(kind="date", values=values, said=said)
    reason = ONE_VALUE if len(present) else NO_VALUES
    return Understood(kind="constant", values=values, said=said, reason=reason)


def finite(
    values: "pd.Series", said: tuple[str, ...] = ()
) -> "tuple[pd.Series, tuple[str, ...]]":
    """Return numbers with gaps in place of infinite and absurdly large ones."""
    import numpy as np

    endless = np.abs(values.to_numpy()) > LARGEST
    if not endless.any():
        return values, said
    what = "Infinite or absurdly large numbers taken as missing"
    return values.mask(endless), (*said, what)


def telling(name: str) -> bool:
    """Return whether a column's name says that its values name rows."""
    tokens = _tokens(name)
    return bool(tokens) and (tokens[-1] in ID_WORDS or tokens[0] == "id")


def _tokens(name: str) -> list[str]:
    return [t.casefold() for t in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)]


def _names_rows(present: "pd.Series", name: str) -> bool:
    """Return whether whole numbers count up, or none comes twice and a name says so.

    The index holds places in the file, so that a sample of its rows counts up as well.
    """
    import numpy as np

    cells = present.to_numpy()
    if len(cells) < COUNTED_ROWS or TIME_WORDS & {*_tokens(name)}:
        return False
    if (cells[:COUNTED_ROWS] % 1).any() or (cells % 1).any():
        return False
    if np.ptp(cells - present.index.to_numpy()) == 0:
        return True
    if len(np.unique(cells)) < len(cells):
        return False
    return telling(name) or bool(np.ptp(cells) == len(cells) - 1)
