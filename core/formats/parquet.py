"""Parquet: typed columns, as data tools write them."""

from typing import TYPE_CHECKING, Any

from core.errors import Refused
from core.format import EXACT, Cells, FormatSpec, Source, listing, only
from core.limits import limits
from core.parsing.header import refuse_width, told_apart
from core.parsing.tidy import refuse_empty

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

CELL_BYTES = 8
INDEX = "__index_level_"


def _recognises(source: Source) -> bool:
    return source.head.startswith(b"PAR1")


def _read(source: Source, table: str) -> Cells:
    """Read all columns that hold plain values; raises Refused."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with source.open() as raw:
            words = _repeating(parquet.read_metadata(raw))
            raw.seek(0)
            with parquet.ParquetFile(raw, read_dictionary=words) as file:
                _refuse_size(file, source.name)
                kept, nested = _kept(file.schema_arrow)
                read = file.read(columns=kept if nested else None, use_threads=False)
        _refuse_words(read, source.name)
    except (pa.ArrowException, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(
            f"'{source.name}' is a damaged Parquet file; write it again."
        ) from None
    names = ["" if n.startswith(INDEX) else n for n in read.column_names]
    return _cells(read, names, nested, source.name)


def _repeating(found: Any) -> list[str]:
    """Return the columns of text that keep each different cell once.

    They are read as that, since one long cell can stand in any number of rows.
    """
    plain, repeating = set(), set()
    for i in range(found.num_row_groups):
        group = found.row_group(i)
        for column in map(group.column, range(group.num_columns)):
            once = any(coding.endswith("_DICTIONARY") for coding in column.encodings)
            delta = any(coding.startswith("DELTA") for coding in column.encodings)
            text = column.physical_type == "BYTE_ARRAY"
            kind = repeating if text and once and not delta else plain
            kind.add(column.path_in_schema)
    return sorted(repeating - plain)


def _refuse_words(read: "pa.Table", name: str) -> None:
    """Raise Refused where cells that are kept once take too much memory one a row."""
    from pyarrow import compute, types

    size = 0
    for column in read.columns:
        if types.is_dictionary(column.type) and _is_text(column.type.value_type):
            for part in column.chunks:
                lengths = compute.call_function("binary_length", [part.dictionary])
                each = compute.call_function("take", [lengths, part.indices])
                size += compute.call_function("sum", [each]).as_py() or 0
    most = 2 * limits().max_unpacked
    if size > most:
        raise Refused(
            f"'{name}' has cells of {size // 1_000_000:,} MB unpacked, more than "
            f"{most // 1_000_000:,} MB; keep a random part of the rows."
        )


def _is_text(kind: "pa.DataType") -> bool:
    from pyarrow import types

    return types.is_string(kind) or types.is_large_string(kind)


def _refuse_size(file: Any, name: str) -> None:
    """Raise Refused for a table that is larger than its packed bytes let expect."""
    found = file.metadata
    refuse_width(len(file.schema_arrow), name)
    groups = [found.row_group(i) for i in range(found.num_row_groups)]
    size = max(
        sum(group.total_byte_size for group in groups),
        found.num_rows * found.num_columns * CELL_BYTES,
    )
    most = 2 * limits().max_unpacked
    if size > most:
        raise Refused(
            f"'{name}' has {found.num_rows:,} rows of {found.num_columns:,} columns, "
            f"more than {most // 1_000_000:,} MB unpacked; keep a random part of them."
        )


def _kept(schema: "pa.Schema") -> tuple[list[str], list[str]]:
    """Return the names of columns of plain values, and of all others."""
    from pyarrow import types

    def odd(kind: "pa.DataType") -> bool:
        return types.is_nested(kind) or types.is_binary(kind) or types.is_null(kind)

    nested = [field.name for field in schema if odd(field.type)]
    return [field.name for field in schema if field.name not in nested], nested


def _cells(table: "pa.Table", names: list[str], nested: list[str], name: str) -> Cells:
    import pandas as pd

    columns = {i: _column(table.column(i)) for i in range(table.num_columns)}
    frame = pd.DataFrame(columns, copy=False)
    refuse_empty(frame, name)
    frame.columns, notes = told_apart(names)
    if nested:
        said = f"Columns of lists, bytes or nothing, left out: {listing(nested)}."
        notes = (said, *notes)
    return Cells(frame=frame, notes=notes)


def _column(values: "pa.ChunkedArray") -> "pd.Series":
    """Return a column as numbers, times, yes or no, or text."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import types

    if types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    kind = values.type
    if types.is_integer(kind):
        return _whole(values)
    if types.is_floating(kind) or types.is_decimal(kind):
        numbers = values.cast(pa.float64(), safe=False)
        return pd.Series(numbers.to_numpy(), dtype="float64")
    if types.is_boolean(kind) and not values.null_count:
        return pd.Series(values.to_numpy(), dtype=bool)
    if types.is_timestamp(kind) or types.is_date(kind):
        return _times(values)
    if types.is_boolean(kind):
        words = [None if v is None else str(v) for v in values.to_pylist()]
        return pd.Series(words, dtype="str")
    words = values.cast(pa.large_string())
    return pd.Series(words.to_pandas(), dtype="str").replace("", None)


def _whole(values: "pa.ChunkedArray") -> "pd.Series":
    """Return whole numbers; as text where 64 bits do not hold each as it is."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import compute

    ends = compute.call_function("min_max", [values]).as_py()
    largest = max(abs(ends["min"] or 0), abs(ends["max"] or 0))
    if largest >= (EXACT if values.null_count else 2**63):
        return pd.Series(values.cast(pa.large_string()).to_pandas(), dtype="str")
    if values.null_count:
        return pd.Series(values.cast(pa.float64()).to_numpy(), dtype="float64")
    return pd.Series(values.cast(pa.int64()).to_numpy(), dtype="int64")


def _times(values: "pa.ChunkedArray") -> "pd.Series":
    """Return times without a zone; as text where they lie outside 1678 to 2261."""
    import pandas as pd
    import pyarrow as pa

    try:
        moments = values.cast(pa.timestamp("us")).cast(pa.timestamp("ns"))
    except pa.ArrowInvalid:
        return pd.Series(values.cast(pa.large_string()).to_pandas(), dtype="str")
    return pd.Series(moments.to_numpy(), dtype="datetime64[ns]")


PARQUET = FormatSpec(
    key="parquet",
    title="Parquet file",
    order=20,
    endings=(".parquet", ".pq"),
    recognises=_recognises,
    tables=only,
    read=_read,
)
