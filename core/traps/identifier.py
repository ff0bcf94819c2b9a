"""Columns that name the rows and say nothing about them."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.choices import to_names
from core.clue import known
from core.dataset import Dataset
from core.telling import counts_up
from core.trap import Trap, TrapSpec, listed

if TYPE_CHECKING:
    import pandas as pd

LEAST_ROWS = 20
NEARLY_ALL = 0.95
NAMED = re.compile(
    r"(?:^|[\W_])(?:id|ids|uuid|guid|key|index|idx|ssn|isbn|serial|rowid|row)$"
    r"|[a-z]I[dD]$|(?:^|[\W_])(?:no|nr|number|num|code)$",
    re.IGNORECASE,
)


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for all identifiers in use."""
    if len(dataset.y) < LEAST_ROWS:
        return
    facts = known(dataset)
    used: dict[str, int] = {}
    for place, kind in enumerate(dataset.kinds):
        cells = dataset.X.iloc[:, place]
        column = facts.get(str(cells.name))
        # A part of a date is no identifier, however often it counts up.
        if (column or not facts) and _names_rows(cells, kind == "category"):
            used[str(cells.name)] = int(cells.nunique())
    if used:
        yield _trap(used, len(dataset.y))


def _names_rows(cells: "pd.Series", words: bool) -> bool:
    """Return whether values are different in nearly every row and are no amounts."""
    first = cells.iloc[: 1 + len(cells) // 10]
    if first.nunique() + len(cells) - len(first) < NEARLY_ALL * len(cells):
        return False  # most columns repeat themselves soon
    if not words and (cells.dropna().to_numpy() % 1).any():
        return False
    distinct, rows = int(cells.nunique()), int(cells.count())
    if rows < LEAST_ROWS or distinct < NEARLY_ALL * len(cells):
        return False
    if words or counts_up(cells.to_numpy()):
        return True
    return distinct == rows and bool(NAMED.search(str(cells.name)))


def _trap(distinct: dict[str, int], rows: int) -> Trap:
    columns, one = tuple(distinct), len(distinct) == 1
    return Trap(
        kind="identifier",
        title="Names of rows",
        columns=columns,
        evidence=f"{listed(columns)} {'has' if one else 'have'} "
        f"{min(distinct.values()):,}{'' if one else ' or more'} different values in "
        f"{rows:,} rows.",
        advice=f"Leave {'it' if one else 'them'} out: new rows have values that "
        "no model has seen.",
        fix=(("drop", to_names(columns)),),
    )


IDENTIFIER = TrapSpec(
    key="identifier",
    title="Identifiers",
    summary="A model can learn rows by their names, and new rows have other names.",
    order=60,
    find=find,
)
