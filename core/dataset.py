"""A table with a target, and the declaration that makes one."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.choices import ColumnKind
from core.errors import Refused
from core.params import Param, Values, resolve
from core.registry import declared

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

Task = Literal["binary", "multiclass", "regression"]
Kind = Literal["number", "category"]  # what a model is given
Protocol = Literal["ours", "published", "time", "group"]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table as it was understood.

    `features` names the columns of X that were made of it, none where it is left out;
    `reason` says why it is, or what was done to it; `examples` are three raw cells.
    """

    name: str
    kind: ColumnKind
    use: Literal["feature", "target", "left out"]
    examples: tuple[str, ...] = ()
    missing: int = 0
    distinct: int = 0
    features: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Dataset:
    """A table ready to be split.

    `X` has one column a feature: float64 with NaN for kind `number`, strings with None
    for kind `category`. `y` holds int64 class codes that index `classes`; for two
    classes code 1 is the positive one. In a regression `classes` is empty and `y` holds
    float64 amounts.

    `columns` says what each column of the table was taken for, also those left out,
    whose cells are in `aside`, row by row; both are empty for generated data. `first`
    holds the first rows of the table as it came, all columns.
    `protocol="published"` asks for the split of published code: 80/20, nothing held
    back for validation, the run's seed used unchanged. `time` tests on the rows with
    the largest `by`, `group` on values of `by` that training never saw.
    """

    title: str
    X: "pd.DataFrame"
    y: "np.ndarray"
    target: str
    classes: tuple[str, ...]
    kinds: tuple[Kind, ...]
    source: str
    licence: str
    protocol: Protocol = "ours"
    by: "np.ndarray | None" = None
    columns: tuple[Column, ...] = ()
    aside: "pd.DataFrame | None" = None
    first: "pd.DataFrame | None" = None
    notes: tuple[str, ...] = ()

    @property
    def task(self) -> Task:
        """Return `binary` for two classes, `multiclass` for more, else `regression`."""
        if not self.classes:
            return "regression"
        return "binary" if len(self.classes) == 2 else "multiclass"

    @property
    def planar(self) -> bool:
        """Return whether the rows are points with a class: two numbers, no gaps."""
        plane = self.kinds == ("number", "number") and bool(self.classes)
        return plane and not self.X.isna().to_numpy().any()


@dataclass(frozen=True, kw_only=True)
class DatasetSpec:
    """A declared data set: its parameters and how to make it.

    `make` takes the resolved values as a dict and returns the same Dataset every time.
    `listed=False` keeps a member out of the catalogue, `addressed=False` out of
    addresses. `trap` is the hidden trap to find, for those who have looked for it.
    """

    key: str
    title: str
    summary: str
    group: Literal[
        "Shapes in two dimensions", "Generated table", "Real table", "Your own"
    ]
    make: Callable[[dict], Dataset]
    params: tuple[Param, ...] = ()
    story: str = ""
    trap: str = ""
    listed: bool = True
    addressed: bool = True


@dataclass(frozen=True, kw_only=True)
class DataConfig:
    """All that determines a Dataset: the key of its declaration and its values."""

    key: str
    values: Values = ()

    @property
    def digest(self) -> str:
        """Return a short content key, equal for equal configs in every process."""
        return hashlib.blake2b(repr(self).encode(), digest_size=10).hexdigest()


def specs() -> dict[str, DatasetSpec]:
    """Return every declared data set by key."""
    return declared("core.datasets", DatasetSpec)


def data_config(key: str, given: Mapping[str, object] | Values = ()) -> DataConfig:
    """Return a checked config; raises Refused for unknown keys, names and values."""
    if key not in specs():
        known = ", ".join(spec.key for spec in specs().values() if spec.listed)
        raise Refused(f"There is no data set '{key}'; known are {known}.")
    return DataConfig(key=key, values=resolve(specs()[key].params, given))


def load(config: DataConfig) -> Dataset:
    """Make the data set of a config; raises Refused when it cannot be used."""
    return specs()[config.key].make(dict(config.values))
