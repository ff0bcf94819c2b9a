"""Tables read and understood once, kept beside their upload.

They are Arrow files of our own making, named by the upload's token: they go when the
upload goes, and lie in the same folder. Two processes that start together may both
make one; the second replaces the first, which is the same.
"""

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from core.arrow import FACTS, from_arrow, to_arrow
from core.dataset import Dataset
from core.files import write_whole
from core.format import Cells
from core.limits import limits
from core.params import Value
from core.paths import TOKEN, home, upload_path

# Where the code is that has a part in reading and understanding.
READERS = ("*.py", "parsing/*.py", "kinds/*.py", "formats/*.py", "datasets/own.py")
MOST_SETS = 3  # data sets of one upload, each decided on in another way


def read_once(path: Path, name: str, table: str = "") -> Cells:
    """Return the cells of a table in the file at `path`, read from the file only once.

    Only uploads are kept so. What was guessed on the first reading is said again on
    every other. Raises Refused as `read` does, and OSError where there is no file.
    """
    from core.reading import read

    beside = _beside(path, table, "cells")
    if beside is None:
        return read(path, name, table)
    age = _age(path)
    cells = _taken(beside, age)
    if cells is None:
        cells = read(path, name, table)
        _keep(beside, cells, age)
        _drop_orphan(beside, path)
    return cells


def made_once(
    path: Path, decided: Mapping[str, Value], make: Callable[[], Dataset]
) -> Dataset:
    """Return the data set that `make` makes of an upload, made once for each decision.

    Raises OSError where there is no file, and what `make` raises.
    """
    told = [*sorted(decided.items()), str(limits())]
    beside = _beside(path, json.dumps(told), "set")
    if beside is None:
        return make()
    age = _age(path)
    dataset = _taken_set(beside, age)
    if dataset is None:
        dataset = make()
        _keep_set(beside, dataset, age)
        _drop_orphan(beside, path)
        _bound(path)
    return dataset


def drop_kept(token: str) -> None:
    """Delete what was read of an upload."""
    for path in upload_path(token).parent.glob(f"{token}.*"):
        path.unlink(missing_ok=True)


def _beside(path: Path, told: str, kind: str) -> Path | None:
    """Return where it is kept what was made of a file, None for what is no upload."""
    if not TOKEN.fullmatch(path.name) or path.parent != home() / "uploads":
        return None
    digest = hashlib.blake2b(told.encode("utf-8", "replace"), digest_size=10)
    return path.with_name(f"{path.name}.{digest.hexdigest()}.{kind}.arrow")


def _age(path: Path) -> list[int | str]:
    """Return what changes when the file does, or the code that reads it."""
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, _code()]


@cache
def _code() -> str:
    """Return a digest of all code that has a part in reading and understanding."""
    import numpy as np
    import pandas as pd

    digest = hashlib.blake2b(f"{np.__version__} {pd.__version__}".encode())
    core = Path(__file__).parent
    for part in READERS:
        for file in sorted(core.glob(part)):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def _drop_orphan(beside: Path, path: Path) -> None:
    """Delete what was made of a file that was deleted meanwhile."""
    if not path.exists():
        beside.unlink(missing_ok=True)


def _taken(beside: Path, age: list[int | str]) -> Cells | None:
    """Return the kept cells, or None where none were read from the file as it is."""
    import pyarrow as pa
    from pyarrow import feather

    try:
        table = feather.read_table(beside)
        facts = json.loads(table.schema.metadata[FACTS])
        if facts.pop("age") != age:
            return None
        notes = tuple(facts.pop("notes"))
        return Cells(frame=table.to_pandas(), notes=notes, **facts)
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
        return None


def _keep(beside: Path, cells: Cells, age: list[int | str]) -> None:
    """Keep the cells if Arrow can hold them exactly; else they are read again."""
    import pandas as pd
    import pyarrow as pa
    from pyarrow import feather

    if any(pd.api.types.is_object_dtype(dtype) for dtype in cells.frame.dtypes):
        return
    said = {name: value for name, value in vars(cells).items() if name != "frame"}
    facts = json.dumps(said | {"age": age}).encode()
    sink = pa.BufferOutputStream()
    try:
        table = pa.Table.from_pandas(cells.frame, preserve_index=False)
        label = {**(table.schema.metadata or {}), FACTS: facts}
        feather.write_feather(table.replace_schema_metadata(label), sink, "lz4")
        write_whole(beside, memoryview(sink.getvalue()))
    except (OSError, pa.ArrowException, ValueError, TypeError):
        return  # no room, or gone while this was written: the file is read again


def _taken_set(beside: Path, age: list[int | str]) -> Dataset | None:
    """Return the kept data set, or None where none was made of the file as it is."""
    import pyarrow as pa

    try:
        with pa.memory_map(str(beside)) as file:
            dataset = from_arrow(file.read_buffer(), age)
        os.utime(beside)  # what is in use goes last
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
        return None
    return dataset


def _keep_set(beside: Path, dataset: Dataset, age: list[int | str]) -> None:
    """Keep the data set if Arrow can hold it exactly and it is of a bearable size."""
    import pyarrow as pa

    with suppress(OSError, pa.ArrowException, ValueError, TypeError):
        data = to_arrow(dataset, age)
        if len(data) <= limits().max_bytes:
            write_whole(beside, data)


def _bound(path: Path) -> None:
    """Delete the data sets of an upload that were in use longest ago."""
    with suppress(OSError):
        kept = sorted(
            path.parent.glob(f"{path.name}.*.set.arrow"),
            key=lambda file: -file.stat().st_mtime,
        )
        for old in kept[MOST_SETS:]:
            old.unlink(missing_ok=True)
