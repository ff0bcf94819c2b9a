"""The cells of a text: several stretches at a time, numbers where all of a column are.

A sample says which columns are numbers; polars, or for odd stretches pandas, then takes
them straight from the bytes. What turns out otherwise is read again as text.
"""

import csv
import warnings
from collections.abc import Iterable, Set
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

from core.format import EXACT
from core.parsing.dialect import Dialect
from core.parsing.encoding import Plain
from core.parsing.stretch import Span, Stretch, likely_rows
from core.parsing.stretch import spans as stretches
from core.parsing.swift import Met, Piece, swift, threads
from core.parsing.tidy import numbers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd


def parse(text: Plain, found: Dialect) -> "tuple[pd.DataFrame, bool]":
    """Return the cells by position, and whether lines that are too long are missing.

    Raises ValueError where a quotation mark is never closed.
    """
    spans = stretches(text, found.start)
    words = set(found.words)
    met = Met()
    frame, uneven = _parsed(text, found, words, spans, met)
    surprises = _surprises(frame, words)
    coded = _whole(frame, words | surprises) - (found.wholes - met.broken - met.codes)
    if not (coded and _has_codes(text, found)):
        coded = set()
    if surprises or coded:
        comma = found.decimal_comma
        words |= surprises | coded
        frame, uneven = _parsed(text, found, words, spans, Met())
        for i in coded:
            frame[i] = numbers(frame[i], comma)
    return frame, uneven


def _parsed(
    text: Plain, found: Dialect, words: Set[int], spans: list[Span], met: Met
) -> "tuple[pd.DataFrame, bool]":
    """Return the cells, and whether lines with too many of them were passed over."""
    import pandas as pd

    careful = set(words - found.texts)

    def slow(span: Span, long: str) -> "pd.DataFrame":
        met.codes.update(range(found.width))
        # What is text for pandas too is read in two thirds of the time without a word.
        known = frozenset(careful)  # other threads add to it
        frame = _cut(text, found, span, known, long)
        mistaken = {i for i in words - known if frame[i].dtype != "str"}
        if not mistaken:
            return frame
        careful.update(mistaken)
        return _cut(text, found, span, frozenset(careful), long)

    def part(span: Span) -> Piece:
        quick = swift(text, found, span, words, met)
        return _arrays(slow(span, "error")) if quick is None else quick

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        if len(spans) > 1:
            try:
                with ThreadPoolExecutor(threads()) as pool:
                    rows = likely_rows(text, spans)
                    frame = _joined(pool.map(part, spans), rows)
            except (ValueError, OverflowError, csv.Error):
                frame = None
            odd = any(x.category is pd.errors.ParserWarning for x in said)
            if frame is not None and not odd:
                return frame, False
            said.clear()
        span = spans[0][0], spans[-1][1]
        quick = swift(text, found, span, words, met)
        # What polars read may be read-only: it is copied.
        frame = slow(span, "warn") if quick is None else _joined([quick], 0)
    return frame, any("Skipping line" in str(one.message) for one in said)


def _cut(
    text: Plain, found: Dialect, span: Span, words: frozenset[int], long: str
) -> "pd.DataFrame":
    """Return the cells of a stretch; `long` says what to do about long lines."""
    import pandas as pd

    stream = Stretch(text, span)
    with stream.file:
        return pd.read_csv(
            cast(Any, stream),  # all that pandas asks of a file
            sep=found.separator,
            header=None,
            names=range(found.width),
            index_col=False,
            dtype=dict.fromkeys(words, str),
            keep_default_na=False,
            na_values=[""],
            skipinitialspace=found.spaced,
            on_bad_lines=long,
            low_memory=True,  # takes pieces, so that memory is used again
            engine="c",
        )


def _arrays(frame: "pd.DataFrame") -> Piece:
    """Return the columns as plain arrays, or as arrays of text."""
    return {
        i: column.array if column.dtype == "str" else column.to_numpy()
        for i, column in frame.items()
        if isinstance(i, int)
    }


def _joined(parts: Iterable[Piece], rows: int) -> "pd.DataFrame":
    """Return pieces under one another, `rows` at most being likely.

    Numbers are written into their place as each piece comes, so that the pieces never
    stand beside the whole. A column that mixes numbers and text comes back empty.
    """
    import pandas as pd

    columns: dict[int, Any] = {}
    done = 0
    for part in parts:
        for i, piece in part.items():
            columns[i] = _added(columns.get(i, ()), piece, done, rows)
        done += len(part[0])
    ready = {
        i: pd.concat(map(pd.Series, cells), ignore_index=True)
        if isinstance(cells, list)
        else cells[:done]
        if cells is not None
        else pd.Series([None] * done, dtype=object)
        for i, cells in columns.items()
    }
    return pd.DataFrame(ready, copy=False)


def _added(before: Any, piece: Any, done: int, rows: int) -> Any:
    """Return a column with one more piece: an array, a list of text, or None."""
    import numpy as np

    first = isinstance(before, tuple)
    if not isinstance(piece, np.ndarray):
        return [piece] if first else _more(before, piece)
    if piece.dtype.kind not in "if" or before is None or isinstance(before, list):
        return None
    end = done + len(piece)
    if first:
        before = np.empty(max(rows, end), dtype=piece.dtype)
    if before.dtype != piece.dtype:
        before = before.astype("float64")
    if end > len(before):
        more = np.empty(len(before) // 4 + len(piece), dtype=before.dtype)
        before = np.concatenate([before, more])
    before[done:end] = piece
    return before


def _more(before: Any, piece: Any) -> Any:
    return [*before, piece] if isinstance(before, list) else None


def _surprises(frame: "pd.DataFrame", words: Set[int]) -> set[int]:
    """Return the columns that are no numbers after all, or not exactly."""
    found = set()
    for i in set(frame.columns) - words:
        kind = frame[i].dtype.kind
        if kind not in "if" or (kind == "f" and _large(frame[i].to_numpy())):
            found.add(i)
    return found


def _large(values: "np.ndarray") -> bool:
    import numpy as np

    largest = max(np.nanmax(values, initial=0), -np.nanmin(values, initial=0))
    return bool(largest >= EXACT)


def _whole(frame: "pd.DataFrame", words: Set[int]) -> set[int]:
    """Return the columns of whole numbers."""
    found = set()
    for i in set(frame.columns) - words:
        values = frame[i].to_numpy()
        if values.dtype.kind == "f":
            some = values[:1000]
            if (some % 1 > 0).any() or (values % 1 > 0).any():
                continue
        found.add(i)
    return found


def _has_codes(text: Plain, found: Dialect) -> bool:
    """Return whether a cell somewhere is written like 007."""
    import numpy as np

    marks = found.separator.encode() + text.newline + b'"' * text.quotes
    size, before = 1 << 18, b"\n"  # small enough to stay close to the processor
    for piece in text.source.pieces(found.start):
        codes = np.frombuffer(before + piece, dtype=np.uint8)
        for place in range(0, len(codes) - 2, size):
            some = codes[place : place + size + 2]
            first, zeros, digits = (
                some[:-2],
                some[1:-1] == ord("0"),
                some[2:] - ord("0"),
            )
            zeros &= digits < 10
            opens = first == marks[0]
            for mark in marks[1:]:
                opens |= first == mark
            if (zeros & opens).any():
                return True
        before = piece[-2:]
    return False
