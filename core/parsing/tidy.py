"""Rows and columns that belong to no table: taken out, with a note for each kind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.errors import Refused
from core.parsing.header import told_apart
from core.parsing.stray import stray

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 10_000  # characters of a cell
NUMBER = r"\s*[-+]?(?:0|[1-9]\d{0,14}|\d*\.\d+|[1-9]\d*\.|0\.)(?:[eE][-+]?\d+)?\s*"
WHOLE = r"\s*[-+]?(?:0|[1-9]\d{0,14})\s*"


def tidied(
    frame: "pd.DataFrame",
    names: Sequence[str] | None,
    commented: bool = False,
    comma: bool = False,
) -> "tuple[pd.DataFrame, tuple[str, ...]]":
    """Return the rows of a table under names that differ, and notes.

    `frame` has its columns by position; `names` is None where nobody named them. Left
    out are remarks, header lines that come again, totals, and what is empty. Text that
    is plain numbers once they are gone becomes numbers; with `comma` a point parts
    thousands, and only whole ones do.
    """
    import numpy as np

    gone = np.zeros(len(frame), dtype=bool)
    notes: list[str] = []
    for what, rows in stray(frame, names, commented):
        fresh = rows[~gone[rows]]
        gone[fresh] = True
        if len(fresh):
            notes.append(f"{what}, left out: {len(fresh):,}.")
    if gone.any():
        frame = frame[~gone].reset_index(drop=True)
        for i in frame:
            frame[i] = numbers(frame[i], comma)
    frame, named, said = _columns(frame, names)
    said += _shortened(frame)
    frame.columns, changed = told_apart(named)
    if names is None:
        changed = ()
    return frame, (*notes, *said, *changed)


def refuse_empty(frame: "pd.DataFrame", name: str) -> None:
    """Raise Refused for a table without rows, or with one column."""
    if not len(frame):
        raise Refused(f"'{name}' has no rows of data; bring a table with rows.")
    if frame.shape[1] < 2:
        raise Refused(f"'{name}' has one column only; a table needs at least two.")


def numbers(column: "pd.Series", comma: bool = False) -> "pd.Series":
    """Return a column of text as numbers where every cell is plainly one."""
    import pandas as pd

    if not isinstance(column.dtype, pd.StringDtype):
        return column
    present, plain = column.dropna(), WHOLE if comma else NUMBER
    if not (present.head(50).str.fullmatch(plain).all()):
        return column
    if not present.str.fullmatch(plain).all():
        return column
    return pd.to_numeric(column)


def _columns(
    frame: "pd.DataFrame", names: Sequence[str] | None
) -> "tuple[pd.DataFrame, list[str], tuple[str, ...]]":
    """Return the columns worth a name, the names, and what was left out."""
    if names is None:
        return frame, [f"column {i + 1}" for i in range(frame.shape[1])], ()
    blank = [i for i, name in enumerate(names) if not str(name or "").strip()]
    bare = [i for i in blank if frame.iloc[:, i].isna().all()]
    notes = []
    if bare:
        notes.append(f"Columns without name and values, left out: {len(bare):,}.")
    if blank[:1] == [0] and 0 not in bare and _counts(frame.iloc[:, 0]):
        bare.append(0)
        notes.append(
            "The first column has no name and counts the rows; it is left out."
        )
    kept = [i for i in range(len(names)) if i not in set(bare)]
    if not bare:
        return frame, list(names), ()
    return frame.iloc[:, kept], [names[i] for i in kept], tuple(notes)


def _shortened(frame: "pd.DataFrame") -> tuple[str, ...]:
    """Cut cells that nobody reads to the end, and return a note on them."""
    count = 0
    for i in frame.columns:
        # A letter has a byte or more, and bytes are counted at once.
        if frame[i].dtype == "str" and _most_bytes(frame[i]) > LONGEST:
            long = frame[i].str.len() > LONGEST
            if long.any():
                count += int(long.sum())
                frame[i] = frame[i].str.slice(0, LONGEST)
    note = f"Cells longer than {LONGEST:,} characters, cut off: {count:,}."
    return (note,) if count else ()


def _most_bytes(column: "pd.Series") -> int:
    """Return how many bytes the longest text of a column has."""
    import pyarrow as pa
    from pyarrow import compute

    cells = pa.Array.from_pandas(column)
    lengths = compute.call_function("binary_length", [cells])
    return compute.call_function("min_max", [lengths])["max"].as_py() or 0


def _counts(column: "pd.Series") -> bool:
    """Return whether a column holds 0, 1, 2 and so on, or 1, 2, 3."""
    import numpy as np
    import pandas as pd

    column = pd.to_numeric(column, errors="coerce")
    if not len(column) or column.hasnans:
        return False
    return column.iloc[0] in (0, 1) and bool((np.diff(column.to_numpy()) == 1).all())
