"""Columns that name the rows and say nothing about them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.choices import to_names
from core.clue import known
from core.dataset import Dataset, Kind
from core.kinds.ids import names_rows
from core.tally import Tally, tallies
from core.telling import counts_up
from core.trap import Trap, TrapSpec, listed

if TYPE_CHECKING:
    import pandas as pd

LEAST_ROWS = 20
NEARLY_ALL = 0.95


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for all identifiers in use."""
    if len(dataset.y) < LEAST_ROWS:
        return
    facts = known(dataset)
    used: dict[str, int] = {}
    for place, tally in enumerate(tallies(dataset)):
        if len(tally.values) < NEARLY_ALL * len(dataset.y):
            continue
        cells = dataset.X.iloc[:, place]
        # A part of a date is no identifier, however often it counts up.
        known_one = not facts or str(cells.name) in facts
        if known_one and _names_rows(cells, tally, dataset.kinds[place]):
            used[str(cells.name)] = len(tally.values)
    if used:
        yield _trap(used, len(dataset.y))


def _names_rows(cells: "pd.Series", tally: Tally, kind: Kind) -> bool:
    """Return whether values that differ in nearly every row are no amounts."""
    words = kind == "category"
    if not words and (tally.values % 1).any():
        return False
    if tally.rows < LEAST_ROWS:
        return False
    if words or counts_up(cells.to_numpy()):
        return True
    return len(tally.values) == tally.rows and names_rows(str(cells.name))


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
