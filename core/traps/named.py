"""Columns that were left out because they name the rows, for whoever misses one."""

from collections.abc import Iterator

from core.clue import unasked
from core.dataset import Dataset
from core.trap import Trap, TrapSpec, listed
from core.traps.identifier import LEAST_ROWS


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for all identifiers that nobody asked to leave out."""
    if len(dataset.y) < LEAST_ROWS:
        return
    left = [c for c in dataset.columns if c.kind == "identifier" and unasked(c)]
    columns = tuple(column.name for column in left)
    if not columns:
        return
    one = len(columns) == 1
    yield Trap(
        kind="named",
        title="Left out: names of rows",
        columns=columns,
        evidence=f"{listed(columns)} {'names' if one else 'name'} the rows"
        f"{_counted(dataset, columns)}, so {'it is' if one else 'they are'} left out.",
        advice=f"If {'it means' if one else 'they mean'} something, tick "
        f"{'it' if one else 'them'} among the columns.",
    )


def _counted(dataset: Dataset, columns: tuple[str, ...]) -> str:
    """Return how many values there are, on the rows that are in use."""
    aside = dataset.aside
    if aside is None or not set(columns) <= set(aside.columns):
        return ""
    distinct = min(int(aside[name].nunique()) for name in columns)
    more = "" if len(columns) == 1 else " or more"
    return f" ({distinct:,}{more} different values in {len(dataset.y):,} rows)"


NAMED = TrapSpec(
    key="named",
    title="Names of rows",
    summary="Some columns only name the rows and were left out.",
    order=130,
    find=find,
)
