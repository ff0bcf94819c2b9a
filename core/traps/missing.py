"""Columns that are empty in half of the rows or more."""

from collections.abc import Iterator

from core.choices import to_names
from core.clue import owners
from core.dataset import Dataset
from core.tally import tallies
from core.trap import Trap, TrapSpec, listed

HALF = 0.5


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for all features that are empty in half of the rows."""
    made, rows = owners(dataset), max(1, len(dataset.X))
    empty: dict[str, float] = {}
    names = map(str, dataset.X.columns)
    for name, tally in zip(names, tallies(dataset), strict=True):
        if tally.gaps / rows >= HALF:
            empty[made[name]] = tally.gaps / rows
    if not empty:
        return
    columns, one = tuple(empty), len(empty) == 1
    low, high = (f"{share:.0%}" for share in (min(empty.values()), max(empty.values())))
    share = low if low == high else f"{low} to {high}"
    yield Trap(
        kind="missing",
        title="Half empty or more",
        columns=columns,
        evidence=f"{listed(columns)} {'is' if one else 'are'} empty in {share} of the "
        "rows.",
        advice=f"Find out why, or leave {'it' if one else 'them'} out: most of what a "
        "model would see is filled in.",
        fix=(("drop", to_names(columns)),),
    )


MISSING = TrapSpec(
    key="missing",
    title="Empty columns",
    summary="Where most cells are empty, a model learns from what was filled in.",
    order=100,
    find=find,
)
