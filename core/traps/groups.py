"""Rows that belong together: a random split tests on relatives of what it saw."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.clue import unasked
from core.dataset import Column, Dataset
from core.kinds.ids import names_entity
from core.trap import Trap, TrapSpec

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEAST_GROUPS = 10
LEAST_ROWS = 40
LEAST_MEAN = 2  # rows a group
MOST_SHARE = 0.2  # of the rows that the largest group may have
STEADY = 0.95  # of the groups in which a column does not change
LEAST_STEADY = 2  # columns of many values that are steady in a group
MANY_VALUES = 10
MOST_BESIDE = 40  # columns that are looked at for that
MOST_ROWS = 20_000
MOST_ASKED = 40  # columns of any name that may mark groups


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield a finding for each column that names something with several rows."""
    if dataset.protocol in ("time", "group") or len(dataset.y) < LEAST_ROWS:
        return
    beside, asked = _beside(dataset), 0
    for column in dataset.columns:
        cells = _cells(dataset, column)
        if cells is None or not (_named(column) or asked < MOST_ASKED):
            continue
        code, names = cells.factorize()
        known = code >= 0
        rows = int(known.sum())
        if not _repeats(code[known], len(names), rows):
            continue
        asked += not _named(column)
        if _named(column) or _steady(beside, column, code) >= LEAST_STEADY:
            yield _trap(column, rows, len(names))


def _cells(dataset: Dataset, column: Column) -> "pd.Series | None":
    """Return a column's cells where it may name groups, whether it is in use or not."""
    if column.kind == "number" and not _named(column):
        return None
    if column.kind not in ("number", "category", "identifier", "text"):
        return None
    if column.features == (column.name,):
        return dataset.X[column.name]
    left = dataset.aside is not None and column.name in dataset.aside
    if left and dataset.aside is not None and unasked(column):
        return dataset.aside[column.name]
    return None


def _repeats(code: "np.ndarray", groups: int, rows: int) -> bool:
    """Return whether there are many groups and none has most of the rows."""
    import numpy as np

    if groups < LEAST_GROUPS or rows < LEAST_MEAN * groups:
        return False
    return int(np.bincount(code).max()) <= MOST_SHARE * rows


def _named(column: Column) -> bool:
    return names_entity(column.name)


def _beside(dataset: Dataset) -> "pd.DataFrame":
    """Return the first number features of many values, as far as they are needed."""
    X = dataset.X.iloc[:MOST_ROWS]
    places = [place for place, kind in enumerate(dataset.kinds) if kind == "number"]
    told = [
        p for p in places[: 3 * MOST_BESIDE] if X.iloc[:, p].nunique() > MANY_VALUES
    ]
    return X.iloc[:, told[:MOST_BESIDE]]


def _steady(beside: "pd.DataFrame", column: Column, code: "np.ndarray") -> int:
    """Return how many other columns hardly change inside a group."""
    import numpy as np

    first = code[: len(beside)]
    known = first >= 0
    several = np.bincount(first[known]) > 1
    if not several.any():
        return 0
    grouped = beside[known].groupby(first[known])
    sizes = np.bincount(first[known])
    same = (grouped.max() == grouped.min()).to_numpy()[several[sizes > 0]]
    own = [name in column.features for name in beside.columns]
    return int((same.mean(axis=0) >= STEADY)[~np.array(own, dtype=bool)].sum())


def _trap(column: Column, rows: int, groups: int) -> Trap:
    return Trap(
        kind="groups",
        title="Rows that belong together",
        columns=(column.name,),
        evidence=f"'{column.name}' has {groups:,} values in {rows:,} rows, so most "
        "test rows have relatives in training.",
        advice="Split by group if the model is to be used on new ones.",
        fix=(("split", "group"), ("by", column.name)),
    )


GROUPS = TrapSpec(
    key="groups",
    title="Groups",
    summary="Who knows the family has seen the test rows before.",
    order=40,
    find=find,
)
