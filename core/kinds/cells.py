"""Cells of one column as they came; of numbers and times, what kind they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.choices import ColumnKind
from core.format import EXACT
from core.kinds.ids import telling, tokens
from core.parsing.spelling import shortened

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 1e30  # models count in single precision
COUNTED_ROWS = 20
FIRST_ROWS = 200
LONGEST_EXAMPLE = 60
# Numbers that count up in time are no names of rows.
TIME_WORDS = frozenset(
    (
        *("year", "years", "month", "week", "day", "days", "date", "time", "hour"),
        *("minute", "second", "period", "quarter", "t"),
    )
)
EPOCH_NAMES = ("time", "date", "stamp", "epoch", "created", "updated", "_at", "_on")
# Seconds, milli-, micro- and nanoseconds since 1970 that lie between 1980 and 2080.
EPOCHS = {"s": 1, "ms": 1e3, "us": 1e6, "ns": 1e9}
EPOCH_SPAN = (3.2e8, 3.5e9)
MANY = 20  # different numbers that are all dates are no accident
ONE_VALUE, NO_VALUES, NAMES_ROWS = "one value only", "no values", "an identifier"


@dataclass(frozen=True, kw_only=True, eq=False)
class Understood:
    """A column with a kind: typed values, what was done to it, why it is of no use.

    `distinct` counts the values that differ, where that took no search.
    """

    kind: ColumnKind
    values: "pd.Series"
    said: tuple[str, ...] = ()
    reason: str = ""
    distinct: int | None = None


def from_numbers(values: "pd.Series", said: tuple[str, ...] = ()) -> Understood:
    """Return what a column of float64 is: a number, dates, an identifier, constant."""
    import numpy as np

    values, said = finite(values, said)
    gaps = np.isnan(values.to_numpy()).any()
    present, name = values.dropna() if gaps else values, str(values.name)
    if not len(present):
        return Understood(kind="constant", values=values, said=said, reason=NO_VALUES)
    if np.ptp(present.to_numpy()) == 0:
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


def counted(values: "pd.Series", name: str) -> "tuple[pd.Series, str] | None":
    """Return the dates that numbers, none of them a gap, are and what they count.

    Seconds since 1970 need a name that says time; 20240131 is told by its digits. None
    where they are no dates.
    """
    import pandas as pd

    cells = values.to_numpy()
    low, high = float(cells.min()), float(cells.max())
    if low >= 1.9e7 and high < 2.1e7 and values.nunique() >= MANY:
        days = _digits(values)
        return None if days.isna().any() else (days, "Eight digits")
    if not any(word in name.casefold() for word in EPOCH_NAMES):
        return None
    for unit, factor in EPOCHS.items():
        if low >= EPOCH_SPAN[0] * factor and high <= EPOCH_SPAN[1] * factor:
            times = pd.to_datetime(values, unit=unit).astype("datetime64[ns]")
            return times, "Seconds since 1970"
    return None


def _digits(values: "pd.Series") -> "pd.Series":
    """Return 20240131 as a date, NaT where it is none."""
    import pandas as pd

    split = {"year": values // 10_000, "month": values // 100 % 100}
    frame = pd.DataFrame(split | {"day": values % 100})
    return pd.to_datetime(frame, errors="coerce").astype("datetime64[ns]")


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


def _names_rows(present: "pd.Series", name: str) -> bool:
    """Return whether whole numbers count up, or none comes twice and a name says so.

    The index holds places in the file, so that a sample of its rows counts up as well.
    """
    import numpy as np

    cells = present.to_numpy()
    if len(cells) < COUNTED_ROWS or TIME_WORDS & {*tokens(name)}:
        return False
    if (cells[:COUNTED_ROWS] % 1).any() or (cells % 1).any():
        return False
    if np.ptp(cells - present.index.to_numpy()) == 0:
        return True
    if len(np.unique(cells)) < len(cells):
        return False
    return telling(name) or bool(np.ptp(cells) == len(cells) - 1)


def first_rows(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return the first rows: numbers and times as they are, all other cells as text."""
    import numpy as np
    import pandas as pd

    made = {}
    for name, cells in frame.head(FIRST_ROWS).items():
        if isinstance(cells.dtype, pd.StringDtype):
            held = cells.to_numpy(dtype=object, na_value=None)
        else:
            plain = isinstance(cells.dtype, np.dtype) and cells.dtype.kind in "biufM"
            held = cells.to_numpy() if plain else texts(cells).to_numpy()
            if held.dtype.kind in "iu" and abs(held).max(initial=0) > EXACT:
                held = texts(cells).to_numpy()  # a browser would round them
        made[name] = pd.Series(held, dtype=held.dtype)
    return pd.DataFrame(made)


def plain_column(column: "pd.Series") -> "tuple[pd.Series, tuple[str, ...]]":
    """Return a column of any dtype as float64, datetime64[ns] or text objects."""
    import pandas as pd

    dtype = column.dtype
    if isinstance(dtype, pd.StringDtype) or dtype == "float64":
        return column, ()
    if isinstance(dtype, pd.CategoricalDtype):
        return plain_column(column.astype(dtype.categories.dtype))
    if pd.api.types.is_bool_dtype(dtype):
        named = {True: "true", False: "false"}
        return column.astype(object).map(named).astype(object), ()
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _times(column)
    if pd.api.types.is_timedelta64_dtype(dtype):
        seconds = column.dt.total_seconds().astype("float64")
        return seconds, ("Spans of time read as seconds",)
    if pd.api.types.is_integer_dtype(dtype):
        return _whole(column)
    if pd.api.types.is_float_dtype(dtype):
        return column.astype("float64"), ()
    return texts(column), ()


def _times(column: "pd.Series") -> "tuple[pd.Series, tuple[str, ...]]":
    """Return times as nanoseconds count them, those out of reach as gaps."""
    import pandas as pd

    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    low, high = pd.Timestamp("1678-01-01"), pd.Timestamp("2262-01-01")
    inside = (column >= low) & (column < high)
    said = ("Times before 1678 or after 2261 taken as missing",)
    kept = column.where(inside).astype("datetime64[ns]")
    return kept, said if (column.notna() & ~inside).any() else ()


def _whole(column: "pd.Series") -> "tuple[pd.Series, tuple[str, ...]]":
    """Return whole numbers, as text where float64 would not tell them apart."""
    values = column.astype("float64")
    if len(values) and float(abs(values.to_numpy()).max()) > EXACT:
        return texts(column), ()
    return values, ()


def texts(column: "pd.Series") -> "pd.Series":
    """Return cells of any kind as text, gaps as None."""
    import pandas as pd

    if column.dtype.kind == "f":
        return column.map(shown, na_action="ignore").astype(object)
    pairs = zip(column.astype(object), column.isna(), strict=True)
    cells = [None if gap else str(cell) for cell, gap in pairs]
    return pd.Series(cells, index=column.index, name=column.name, dtype=object)


def shown(value: Any) -> str:
    """Return a cell as a short text."""
    text = format(value, ".15g") if isinstance(value, float) else str(value)
    return shortened(text, LONGEST_EXAMPLE)
