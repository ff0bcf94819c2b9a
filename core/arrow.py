"""A Dataset as bytes in Arrow's format, and back to the last bit.

Reading such bytes runs nothing, whoever wrote them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from core.dataset import Column, Dataset

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

FACTS = b"crossover"  # in the metadata of the rows
FRAMES = ("X", "aside", "first")
CELLS = (*FRAMES, "y", "by")  # the fields of a Dataset that are no facts


def to_arrow(dataset: Dataset, about: object) -> memoryview:
    """Return a data set as bytes, with what is to be known of them.

    Raises ArrowException, ValueError or TypeError for cells that Arrow does not hold
    exactly: all but numbers, times without a zone, and text with None.
    """
    import pyarrow as pa

    own = {field.name: getattr(dataset, field.name) for field in fields(Dataset)}
    frames = {name: own[name] for name in FRAMES if own[name] is not None}
    heads = {name: list(frame.columns) for name, frame in frames.items()}
    facts = {name: value for name, value in own.items() if name not in CELLS}
    facts["columns"] = [asdict(column) for column in dataset.columns]
    cells = {
        f"{name} {place}": column.to_numpy()
        for name, frame in frames.items()
        for place, (_, column) in enumerate(frame.items())
    }
    cells |= {name: own[name] for name in ("y", "by") if own[name] is not None}
    told = json.dumps({"about": about, "facts": facts, "heads": heads}).encode()
    sink = pa.BufferOutputStream()
    # The first rows are fewer than the others: a table of their own.
    few = {name: values for name, values in cells.items() if name.startswith("first")}
    many = {name: values for name, values in cells.items() if name not in few}
    for part in (many, few):
        _write(sink, part, told)
    return memoryview(sink.getvalue())


def from_arrow(data: "pa.Buffer", about: object) -> Dataset:
    """Return the data set; raises ValueError where something else is known of it.

    Raises ArrowException, ValueError, KeyError or TypeError for damaged bytes.
    """
    import pyarrow as pa

    stream = pa.BufferReader(data)
    rows = pa.ipc.open_stream(stream).read_all()
    told = json.loads(rows.schema.metadata[FACTS])
    if told["about"] != about:
        raise ValueError("These bytes are of another table")
    tables = dict.fromkeys(FRAMES, rows) | {
        "first": pa.ipc.open_stream(stream).read_all()
    }
    facts = _tuples(told["facts"])
    facts["columns"] = tuple(Column(**_tuples(one)) for one in facts["columns"])
    heads = told["heads"].items()
    return Dataset(
        **facts,
        **{name: _frame(tables[name], name, head) for name, head in heads},
        y=_cells(rows["y"]),
        by=_cells(rows["by"]) if "by" in rows.column_names else None,
    )


def _tuples(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with tuples, as they were before they became text."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in facts.items()}


def _write(sink: Any, cells: "Mapping[str, np.ndarray]", told: bytes) -> None:
    import pyarrow as pa

    columns = {name: _array(values) for name, values in cells.items()}
    table = pa.table(columns).replace_schema_metadata({FACTS: told})
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with pa.ipc.new_stream(sink, table.schema, options=options) as file:
        file.write_table(table)


def _array(values: "np.ndarray") -> "pa.Array":
    """Return one column: text as codes of its different cells."""
    import pyarrow as pa

    if values.dtype.kind not in "biufMO":
        raise TypeError(f"{values.dtype} is not kept")
    if values.dtype == object:
        return pa.array(values, type=pa.large_string()).dictionary_encode()
    return pa.array(values)


def _frame(table: "pa.Table", name: str, head: list[str]) -> "pd.DataFrame":
    """Return a frame, its cells lying in memory as `to_dataset` lays them."""
    import pandas as pd

    cells = [_cells(table[f"{name} {place}"]) for place in range(len(head))]
    # With the dtype said, or text of None and words would become another type.
    made = {place: pd.Series(own, dtype=own.dtype) for place, own in enumerate(cells)}
    frame = pd.DataFrame(made, index=pd.RangeIndex(table.num_rows))
    return frame.set_axis(pd.Index(head, dtype="str"), axis=1)


def _cells(column: "pa.ChunkedArray") -> "np.ndarray":
    import numpy as np
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return column.to_numpy()
    whole = column.combine_chunks()
    codes = whole.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return np.array([*whole.dictionary.to_pylist(), None], dtype=object)[codes]
