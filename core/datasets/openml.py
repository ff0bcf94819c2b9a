"""Tables of openml.org, fetched by number or name through scikit-learn."""

import re
import socket
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from core.choices import BROUGHT, choices
from core.dataset import Dataset, DatasetSpec, specs
from core.errors import Refused
from core.format import Cells
from core.limits import limits
from core.params import Text
from core.paths import home

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.utils import Bunch

PATIENCE_S = 8.0  # for one answer; scikit-learn asks up to four times
NAME = re.compile(r"[A-Za-z0-9][\w.()+-]{0,99}", re.ASCII)  # never a path or an address
# The bundled table that comes nearest, for those who are offline.
NEAREST = {
    "abalone": ("183", "abalone", "531", "boston", "california", "california_housing"),
    "arrests": ("1590", "179", "adult"),
    "breast_cancer": ("37", "diabetes", "15", "breast-w", "1510", "wdbc"),
    "digits": ("28", "optdigits"),
    "flights": ("1596", "150", "covertype", "1169", "airlines"),
    "mnist": ("554", "mnist_784", "40996", "fashion-mnist"),
    "segments": ("36", "segment"),
    "shuttle": ("31", "credit-g", "1597", "creditcard", "40685", "shuttle"),
    "wine": ("61", "iris", "187", "wine", "wine_quality", "wine-quality-red"),
}
OTHERWISE = "penguins"


def _make(values: dict[str, Any]) -> Dataset:
    """Fetch the table, once for this machine; raises Refused when it cannot be had."""
    from core.columns import understand
    from core.table import to_dataset

    found = _fetched(values["id"].strip())
    about, columns = found.bunch.details, found.bunch.frame.columns
    edits = choices(values)
    given = (about.get("default_target_attribute") or "").split(",")[0]
    chosen = replace(
        edits,
        target=edits.target or (given if given in columns else ""),
        kinds=(*((name, "category") for name in found.nominal), *edits.kinds),
    )
    return to_dataset(
        understand(Cells(frame=_cells(found), notes=found.notes), chosen),
        chosen,
        about["name"],
        source=f"OpenML data set {about['id']}: {about['name']}, version "
        f"{about['version']}, {found.bunch.url}.",
        licence=about.get("licence") or "Not stated on OpenML.",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Fetched:
    """What OpenML holds: the table, which columns hold classes, what to say of it."""

    bunch: "Bunch"
    nominal: tuple[str, ...]
    notes: tuple[str, ...]


def _fetched(wanted: str) -> Fetched:
    """Return a table of OpenML; raises Refused."""
    from http.client import HTTPException

    if not NAME.fullmatch(wanted):
        raise Refused(
            f"'{wanted}' is no number or name of a data set on OpenML; give one such "
            "as 61 or iris."
        )
    try:
        with _patience(), warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            found = _read(wanted)
    except Refused:
        raise
    except (OSError, HTTPException) as error:
        raise _out_of_reach(wanted, getattr(error, "code", 0)) from None
    except Exception as error:  # whatever a foreign description or table can raise
        raise _unusable(wanted, error) from None
    several = any("Multiple active versions" in str(one.message) for one in said)
    return replace(found, notes=_notes(wanted, found.bunch.details, several))


def _read(wanted: str) -> Fetched:
    """Fetch, look at the columns, then read the rows of what scikit-learn has kept."""
    from sklearn.datasets import fetch_openml

    fetch = partial(
        fetch_openml,
        **({"data_id": int(wanted)} if wanted.isdecimal() else {"name": wanted}),
        target_column=None,  # one with gaps would be refused
        as_frame=True,
        parser="pandas",
        data_home=home() / "openml",
        n_retries=1,
        delay=0.1,
    )
    empty = fetch(read_csv_kwargs={"nrows": 0}).frame
    _refuse_columns(empty.shape[1], wanted)
    nominal = tuple(empty.select_dtypes("category").columns)
    # As categories, classes named by numbers are too much for scikit-learn 1.9.1 with
    # pandas 3.1 (its pull request 34902), so a table that has classes is read as text.
    bunch = fetch(read_csv_kwargs={"dtype": "str"} if nominal else {})
    return Fetched(bunch=bunch, nominal=nominal, notes=())


def _refuse_columns(columns: int, name: str) -> None:
    """Raise Refused for more columns than the limits allow."""
    most = limits().max_columns
    if columns > most:
        raise Refused(
            f"'{name}' has {columns:,} columns and {most:,} are allowed; choose a "
            "narrower table."
        )


@contextmanager
def _patience() -> Generator[None, None, None]:
    """Wait for a silent server only so long."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE_S)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _notes(wanted: str, about: dict[str, Any], several: bool) -> tuple[str, ...]:
    notes = []
    if several:
        notes.append(
            f"OpenML has several tables named '{wanted}': version {about['version']} "
            "was taken."
        )
    if about["status"] != "active":
        notes.append(
            "OpenML has withdrawn this table because something is wrong with it."
        )
    return tuple(notes)


def _out_of_reach(wanted: str, code: int) -> Refused:
    if code in (404, 412):
        return _unknown(wanted)
    near = (key for key, known in NEAREST.items() if wanted.casefold() in known)
    title = specs()[next(near, OTHERWISE)].title
    return Refused(
        f"OpenML cannot be reached from here, so '{wanted}' cannot be loaded; try the "
        f"bundled table '{title}', or bring the file yourself."
    )


def _unusable(wanted: str, error: Exception) -> Refused:
    if type(error).__name__ == "OpenMLError":
        return _unknown(wanted)
    sparse = " because it is sparse" if "Sparse" in str(error) else ""
    return Refused(
        f"'{wanted}' of OpenML cannot be read as a table{sparse}; choose another one."
    )


def _unknown(wanted: str) -> Refused:
    return Refused(
        f"OpenML has no data set '{wanted}'; look up its number on openml.org."
    )


def _cells(found: Fetched) -> "pd.DataFrame":
    """Return the table as words and numbers, as OpenML says which column is which."""
    import pandas as pd

    frame = found.bunch.frame.copy()
    for name in frame.columns:
        if name in found.nominal:
            frame[name] = frame[name].str.replace(r"^'(.*)'$", r"\1", regex=True)
        elif found.nominal:
            numbers = pd.to_numeric(frame[name], errors="coerce")
            if numbers.notna().sum() == frame[name].notna().sum():
                frame[name] = numbers.astype("float64")
        elif frame[name].dtype == "Int64":
            frame[name] = frame[name].astype("float64")
    return frame


OPENML = DatasetSpec(
    key="openml",
    title="A table of OpenML",
    summary="Any table of openml.org, by its number or name.",
    group="Your own",
    make=_make,
    params=(
        Text(
            name="id",
            label="Number or name",
            default="",
            help="As on openml.org, such as 61 or iris.",
            longest=100,
        ),
        *BROUGHT,
    ),
    listed=False,
)
