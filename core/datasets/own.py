"""Tables that a person brings: by a path on the command line, or by upload."""

from pathlib import Path
from typing import Any

from core.dataset import Dataset, DatasetSpec
from core.errors import Refused
from core.params import Text
from core.paths import upload_path

TARGET = Text(
    name="target",
    label="Target",
    default="",
    help="The column to predict; empty means the likeliest one.",
)


def _file(values: dict[str, Any]) -> Dataset:
    """Read the file at a path; raises Refused when it cannot be read or used."""
    try:
        path = Path(values["path"]).expanduser()
        data = path.read_bytes()
    except (OSError, ValueError, RuntimeError):
        raise Refused(
            f"The file '{values['path']}' cannot be opened; check the path and that "
            "you may read it."
        ) from None
    return _dataset(data, path.name, values["target"])


def _upload(values: dict[str, Any]) -> Dataset:
    """Read the bytes kept under a token; raises Refused when they are gone."""
    path = upload_path(values["file"])
    try:
        data = path.read_bytes()
    except OSError:
        raise Refused(
            "This table is not here any more; bring the file again."
        ) from None
    return _dataset(data, "Your table", values["target"])


def _dataset(data: bytes, title: str, target: str) -> Dataset:
    from core.table import read_table, suggest_target, to_dataset

    frame = read_table(data, title)
    chosen = target or suggest_target(frame)
    if not chosen:
        raise Refused(
            "No column of this table looks like something to predict; a target needs "
            "2 to 20 different values with at least 3 rows each."
        )
    return to_dataset(frame, chosen, title=title)


FILE = DatasetSpec(
    key="file",
    title="A file on this machine",
    summary="A table with a header, read from a path: for the command line.",
    group="Your own",
    make=_file,
    params=(Text(name="path", label="Path", default="", help="Where it lies."), TARGET),
    listed=False,
)
UPLOAD = DatasetSpec(
    key="upload",
    title="Your table",
    summary="A table that this browser brought.",
    group="Your own",
    make=_upload,
    params=(
        Text(name="file", label="File", default="", help="The name of the upload."),
        TARGET,
    ),
    listed=False,
)
