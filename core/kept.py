"""Tables read once and kept beside their upload, so that a race reads them no more.

They are Arrow files of our own making, named by the upload's token: they go when the
upload goes, and lie in the same folder.
"""

import hashlib
import json
from pathlib import Path

from core.files import write_whole
from core.format import Cells
from core.paths import TOKEN, home, upload_path

FACTS = b"crossover"  # in the file's metadata


def read_once(path: Path, name: str, table: str = "") -> Cells:
    """Return the cells of a table in the file at `path`, read from the file only once.

    Only uploads are kept so. What was guessed on the first reading is said again on
    every other. Raises Refused as `read` does, and OSError where there is no file.
    """
    from core.reading import read

    beside = _beside(path, table)
    if beside is None:
        return read(path, name, table)
    found = path.stat()
    age = [found.st_size, found.st_mtime_ns]
    cells = _taken(beside, age)
    if cells is None:
        cells = read(path, name, table)
        _keep(beside, cells, age)
        if not path.exists():
            beside.unlink(missing_ok=True)  # deleted while this was being read
    return cells


def drop_kept(token: str) -> None:
    """Delete what was read of an upload."""
    for path in upload_path(token).parent.glob(f"{token}.*"):
        path.unlink(missing_ok=True)


def _beside(path: Path, table: str) -> Path | None:
    if not TOKEN.fullmatch(path.name) or path.parent != home() / "uploads":
        return None
    digest = hashlib.blake2b(table.encode("utf-8", "replace"), digest_size=10)
    return path.with_name(f"{path.name}.{digest.hexdigest()}.arrow")


def _taken(beside: Path, age: list[int]) -> Cells | None:
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


def _keep(beside: Path, cells: Cells, age: list[int]) -> None:
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
