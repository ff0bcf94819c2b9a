"""Tables that a person brings: by a path on the command line, or by upload."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.choices import BROUGHT, choices
from core.dataset import Dataset, DatasetSpec
from core.errors import Refused
from core.params import Text
from core.paths import upload_path

if TYPE_CHECKING:
    from core.format import Cells

UPLOADED = "Your table"  # the file's name may be shared by nobody but its owner


def _file(values: dict[str, Any]) -> Dataset:
    """Read the file at a path; raises Refused when it cannot be read or used."""
    from core.reading import read

    try:
        path = Path(values["path"]).expanduser()
        with path.open("rb"):
            pass
    except (OSError, ValueError, RuntimeError):
        raise Refused(
            f"The file '{values['path']}' cannot be opened; check the path and that "
            "you may read it."
        ) from None
    return _dataset(read(path, path.name, values["table"]), path.name, values)


def _upload(values: dict[str, Any]) -> Dataset:
    """Read the bytes kept under a token; raises Refused when they are gone."""
    from core.kept import made_once, read_once

    path = upload_path(values["file"])

    def make() -> Dataset:
        return _dataset(read_once(path, UPLOADED, values["table"]), UPLOADED, values)

    try:
        return made_once(path, values, make)
    except OSError:
        raise Refused(
            "This table is not here any more; bring the file again."
        ) from None


def _dataset(cells: "Cells", title: str, values: dict[str, Any]) -> Dataset:
    from core.columns import understand
    from core.table import to_dataset

    chosen = choices(values)
    return to_dataset(understand(cells, chosen), chosen, title)


FILE = DatasetSpec(
    key="file",
    title="A file on this machine",
    summary="A table in a file, read from a path: for the command line.",
    group="Your own",
    make=_file,
    params=(
        Text(name="path", label="Path", default="", help="Where it lies."),
        *BROUGHT,
    ),
    listed=False,
    addressed=False,
)
UPLOAD = DatasetSpec(
    key="upload",
    title=UPLOADED,
    summary="A table that this browser brought.",
    group="Your own",
    make=_upload,
    params=(
        Text(name="file", label="File", default="", help="The name of the upload."),
        *BROUGHT,
    ),
    listed=False,
)
