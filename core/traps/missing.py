"""Columns that are empty in half of the rows or more."""

from collections.abc import Iterator

from core.choices import to_names
from core.clue import owners
from core.dataset import Dataset
from core.trap import Trap, TrapSpec, listed

HALF = 0.5


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for all features that are empty in half of the rows."""
    made, gaps = owners(dataset), dataset.X.isna().mean()
    empty: dict[str, float] = {}
    for name, share in zip(map(str, dataset.X.columns), gaps, strict=True):
        if share >= HALF:
            empty[made[name]] = float(share)
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
