"""A stretch of plain cells, read by arrow while other stretches are read.

Arrow holds up no other thread and takes text at hardly any cost. What it does not take
in exactly the way of pandas is left to pandas.
"""

import codecs
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.dialect import Dialect
from core.encoding import Plain
from core.stretch import Span

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

BLOCK = 1 << 25  # bytes that arrow takes: a stretch is hardly ever longer
MOST_DIGITS = 15
MOST_ODD = 3  # stretches left to pandas until all others are


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


def swift(
    text: Plain, found: Dialect, span: Span, words: Collection[int], met: Met
) -> "pd.DataFrame | None":
    """Return the cells of whole rows as pandas would, or None where it is to do it.

    Columns in `words` become text.
    """
    start, end = span
    if end - start > BLOCK or len(met.odd) >= MOST_ODD:
        return None
    frame = swift_rows(text.source.cut(start, end - start), found, words, met)
    if frame is None:
        met.odd.add(span)
    return frame


def swift_rows(
    data: bytes, found: Dialect, words: Collection[int], met: Met
) -> "pd.DataFrame | None":
    """Return the cells of rows in UTF-8; see `swift`."""
    import pyarrow as pa

    if found.spaced or data.startswith(codecs.BOM_UTF8) or _lone_returns(data):
        return None
    quoted = b'"' in data
    if quoted and not data.endswith(b"\n"):
        data += b"\n"  # which shows in the last cell if that is never closed
    while True:
        wholes = found.wholes - met.broken - set(words)
        try:
            table = _table(data, found, {*words, *wholes})
        except pa.ArrowInvalid:
            return None
        if not table.num_rows or (quoted and str(table[-1][-1]).endswith("\n")):
            return None
        frame = _frame(table, wholes, met)
        if frame is not None or not wholes & met.broken:
            return frame


def _lone_returns(data: bytes) -> bool:
    """Return whether a carriage return stands somewhere without a newline."""
    return b"\r" in data and data.count(b"\r") > data.count(b"\r\n")


def _table(data: bytes, found: Dialect, texts: Collection[int]) -> "pa.Table":
    """Return the cells; raises ArrowInvalid where one is no number."""
    import pyarrow as pa
    from pyarrow import csv

    kinds = {
        str(i): pa.large_string() if i in texts else pa.float64()
        for i in range(found.width)
    }
    return csv.read_csv(
        pa.BufferReader(data),
        read_options=csv.ReadOptions(
            use_threads=False, block_size=BLOCK, column_names=list(kinds)
        ),
        parse_options=csv.ParseOptions(
            delimiter=found.separator, newlines_in_values=b'"' in data
        ),
        convert_options=csv.ConvertOptions(
            check_utf8=False,  # it was
            column_types=kinds,
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


def _frame(
    table: "pa.Table", wholes: Collection[int], met: Met
) -> "pd.DataFrame | None":
    """Return a table by position, or None where a cell is no number for pandas.

    Columns in `wholes` are text that ought to be whole numbers.
    """
    import pandas as pd
    import pyarrow as pa

    columns = {}
    text = pd.StringDtype(na_value=float("nan"))
    for i, column in enumerate(table.columns):
        if i in wholes:
            columns[i] = _whole(column.combine_chunks(), i, met)
        elif column.type == pa.large_string():
            columns[i] = text.__from_arrow__(column.combine_chunks())
        else:
            columns[i] = _finite(column)
        if columns[i] is None:
            return None
    return pd.DataFrame(columns, copy=False)


def _finite(column: "pa.ChunkedArray") -> "np.ndarray | None":
    """Return numbers with NaN for gaps, or None where one is infinite or NaN."""
    import numpy as np

    values = column.to_numpy()
    finite = np.count_nonzero(np.isfinite(values))
    return values if finite + column.null_count == len(values) else None


def _whole(cells: "pa.LargeStringArray", i: int, met: Met) -> "np.ndarray | None":
    """Return text as whole numbers, floats where there are gaps, None for others."""
    import pyarrow as pa
    from pyarrow import compute

    try:
        values = cells.cast(pa.int64())
    except pa.ArrowInvalid:
        trim = compute.TrimOptions(" \t")
        cells = compute.call_function("ascii_trim", [cells], trim)
        met.codes.add(i)
        try:
            values = cells.cast(pa.int64())
        except pa.ArrowInvalid:
            # A sign in front is a whole number for pandas, and one with a part here.
            plus = compute.MatchSubstringOptions("+")
            signed = compute.call_function("starts_with", [cells], plus)
            if not signed.true_count:
                met.broken.add(i)
            return None
    if cells.null_count < len(cells) and _unlike_numbers(cells, i, met):
        return None
    if values.null_count:
        values = values.cast(pa.float64(), safe=False)
    return values.to_numpy(zero_copy_only=False)


def _unlike_numbers(cells: "pa.LargeStringArray", i: int, met: Met) -> bool:
    """Return whether one is written 0x1f, which is a number for arrow; note codes."""
    import numpy as np

    _, places, text = cells.buffers()
    places = np.frombuffer(places, dtype=np.int64)[cells.offset :][: len(cells) + 1]
    codes = np.frombuffer(text, dtype=np.uint8)
    lengths = np.diff(places)
    starts = places[:-1][lengths > 1]
    first, second = codes[starts], codes[starts + 1]
    if lengths.max() > MOST_DIGITS or (second[first < ord("1")] == ord("0")).any():
        met.codes.add(i)
    zeros = first == ord("0")
    if zeros.any():
        met.codes.add(i)
    return bool((second[zeros] > ord("9")).any())
