"""A stretch of plain cells, read by polars while other stretches are read.

Polars holds up no other thread, parses numbers faster than any other reader and takes
text at hardly any cost. What it does not take in exactly the way of pandas is left to
pandas.
"""

import codecs
import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.parsing.dialect import Dialect
from core.parsing.encoding import Plain
from core.parsing.stretch import Span

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

LEAST = 128 << 20  # bytes of a text; for less, importing polars takes what it saves
MOST_THREADS = 4
MOST_DIGITS = 15
MOST_ODD = 3  # stretches left to pandas until all others are
VIEW = 16  # bytes in which a text is described, beginning with its length
LEADING = 4  # where the first byte of a short text is in there
Piece = Mapping[int, Any]  # columns by position: numpy's arrays, or pandas' of text


@dataclass(frozen=True)
class Met:
    """What stretches of a text had in store; threads that read them add to it.

    `broken` are columns that the sample takes for whole numbers and that hold others,
    `codes` those that may hold codes such as 007, or more digits than a float has;
    `odd` are the stretches that were left to pandas.
    """

    broken: set[int] = field(default_factory=set)
    codes: set[int] = field(default_factory=set)
    odd: set[Span] = field(default_factory=set)


def threads() -> int:
    """Return how many stretches of a text to read at the same time."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        cores = os.cpu_count() or 1
    return max(1, min(MOST_THREADS, cores))


def swift(
    text: Plain, found: Dialect, span: Span, words: Collection[int], met: Met
) -> Piece | None:
    """Return the cells of whole rows as pandas would, or None where it is to do it.

    Columns in `words` become text.
    """
    start, end = span
    if text.source.size < LEAST or len(met.odd) >= MOST_ODD:
        return None
    columns = swift_rows(text.source.cut(start, end - start), found, words, met)
    if columns is None:
        met.odd.add(span)
    return columns


def swift_rows(
    data: bytes, found: Dialect, words: Collection[int], met: Met
) -> Piece | None:
    """Return the cells of rows in UTF-8; see `swift`."""
    if found.spaced or data.startswith(codecs.BOM_UTF8) or _lone_returns(data):
        return None
    while True:
        wholes = found.wholes - met.broken - set(words)
        cells = _cells(data, found, {*words, *wholes})
        if cells is None or _short(data, found, cells) or _blank(data, found, cells):
            return None
        columns = _columns(cells, wholes, met)
        if columns is not None:
            return columns
        if not wholes & met.broken:
            return None


def _lone_returns(data: bytes) -> bool:
    """Return whether a carriage return stands somewhere without a newline."""
    return b"\r" in data and data.count(b"\r") > data.count(b"\r\n")


def _cells(
    data: bytes, found: Dialect, texts: Collection[int]
) -> "list[pl.Series] | None":
    """Return the columns, or None where a cell is no number or a row too long."""
    # Its threads start at the first use, so this process may not fork from then on.
    os.environ.setdefault("POLARS_MAX_THREADS", str(threads()))
    import polars as pl

    quoted = b'"' in data
    try:
        frame = pl.read_csv(
            data,
            has_header=False,
            separator=found.separator,
            schema={
                str(i): pl.String if i in texts else pl.Float64
                for i in range(found.width)
            },
            quote_char='"' if quoted else None,
            null_values="" if quoted and b'""' in data else None,
        )
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return None
    return frame.get_columns() if frame.height else None


def _columns(
    cells: "list[pl.Series]", wholes: Collection[int], met: Met
) -> "dict[int, Any] | None":
    """Return columns by position, or None where a cell is no number for pandas.

    Those in `wholes` are text that ought to be whole numbers.
    """
    import pandas as pd
    import polars as pl

    columns = {}
    text = pd.StringDtype(na_value=float("nan"))
    for i, column in enumerate(cells):
        if i in wholes:
            columns[i] = _whole(column, i, met)
        elif column.dtype == pl.String:
            columns[i] = text.__from_arrow__(column.to_arrow())
        else:
            columns[i] = _finite(column)
        if columns[i] is None:
            return None
    return columns


def _finite(column: "pl.Series") -> "np.ndarray | None":
    """Return numbers with NaN for gaps, or None where one is infinite or NaN."""
    import numpy as np

    values = column.to_numpy()
    finite = np.count_nonzero(np.isfinite(values))
    return values if finite + column.null_count() == len(values) else None


def _whole(cells: "pl.Series", i: int, met: Met) -> "np.ndarray | None":
    """Return text as whole numbers, floats where there are gaps, None for others."""
    import polars as pl

    if cells.null_count() < len(cells) and _has_codes(cells):
        met.codes.add(i)
    try:
        values = cells.cast(pl.Int64)
    except pl.exceptions.InvalidOperationError:
        met.codes.add(i)
        try:
            values = cells.str.strip_chars(" \t").cast(pl.Int64)
        except pl.exceptions.InvalidOperationError:
            met.broken.add(i)
            return None
    return values.to_numpy()


def _has_codes(cells: "pl.Series") -> bool:
    """Return whether one has a leading zero, or more digits than are exact."""
    import numpy as np
    import polars as pl

    views = cells.rechunk().to_arrow(compat_level=pl.CompatLevel.newest())
    codes = np.frombuffer(views.buffers()[1], dtype=np.uint8)
    codes = codes[VIEW * views.offset :][: VIEW * len(views)]
    lengths = codes.view(np.int32)[:: VIEW // 4]
    first, second = codes[LEADING::VIEW], codes[LEADING + 1 :: VIEW]
    zeros = (first == ord("0")) | ((first < ord("0")) & (second == ord("0")))
    return bool(lengths.max() > MOST_DIGITS or (zeros & (lengths > 1)).any())


def _short(data: bytes, found: Dialect, cells: "list[pl.Series]") -> bool:
    """Return whether a row was too short or blank, by counting separators."""
    import numpy as np
    import polars as pl

    if not cells[-1].null_count():
        return False
    mark, inside = found.separator, 0
    if b'"' in data:
        texts = [column for column in cells if column.dtype == pl.String]
        inside = sum(one.str.count_matches(mark, literal=True).sum() for one in texts)
    codes = np.frombuffer(data, dtype=np.uint8)
    total = int(np.count_nonzero(codes == ord(mark)))
    return total - inside != len(cells[0]) * (found.width - 1)


def _blank(data: bytes, found: Dialect, cells: "list[pl.Series]") -> bool:
    """Return whether blanks may stand where a number should: no gap for pandas."""
    import numpy as np
    import polars as pl

    numbers = [column for column in cells if column.dtype != pl.String]
    blanks = b" \t".replace(found.separator.encode(), b"")
    if not any(column.null_count() for column in numbers):
        return False
    marks = re.escape(found.separator.encode()) + b'\n"'
    codes = np.frombuffer(b"\n" + data, dtype=np.uint8)
    before = [codes[np.flatnonzero(codes == blank) - 1] for blank in blanks]
    if not np.isin(np.concatenate(before), np.frombuffer(marks, np.uint8)).any():
        return False
    return bool(re.search(b"(^|[%b])[%b]+($|[\r%b])" % (marks, blanks, marks), data))
