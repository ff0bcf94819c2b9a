"""Columns that say the same in every row, or nearly."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.choices import to_names
from core.clue import owners, unasked
from core.dataset import Dataset
from core.trap import Trap, TrapSpec, listed

if TYPE_CHECKING:
    import pandas as pd

NEARLY = 0.995
GLANCE, HALF = 2_000, 0.5
LEAST_ROWS = 50
TITLES = {
    "Empty in every row": ("has no values", "have no values"),
    "The same in every row": ("says the same in every row", "never differ by row"),
    "The same in nearly every row": (
        "says the same in at least 99.5 % of the rows",
        "say the same in at least 99.5 % of the rows each",
    ),
}
MANY = 32  # columns from which a value that they share may be a background


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for constant columns and one for those that nearly are."""
    still = [c for c in dataset.columns if c.kind == "constant" and unasked(c)]
    empty = {column.name for column in still if not column.distinct}
    always = {column.name for column in still} - empty
    nearly: set[str] = set()
    made = owners(dataset)
    background = _background(dataset)
    for place, name in enumerate(map(str, dataset.X.columns)):
        share, lowest = _common(dataset.X.iloc[:, place])
        if share < NEARLY or (lowest is not None and lowest == background):
            continue
        if share == 1:
            always.add(made[name])
        elif len(dataset.y) >= LEAST_ROWS:
            nearly.add(made[name])
    for title, names in zip(TITLES, (empty, always, nearly), strict=True):
        ordered = tuple(n for n in _order(dataset) if n in names)
        if ordered:
            yield _trap(ordered, title)


def _order(dataset: Dataset) -> tuple[str, ...]:
    named = tuple(column.name for column in dataset.columns)
    return named or tuple(map(str, dataset.X.columns))


def _common(cells: "pd.Series") -> tuple[float, float | None]:
    """Return the share of the commonest value, and it where it is the lowest number."""
    import numpy as np
    import pandas as pd

    present = cells[cells.notna()].to_numpy()
    if not len(present):
        return 0.0, None
    # A glance at some rows spares most columns the count of all.
    codes, different = pd.factorize(present[:: 1 + len(present) // GLANCE])
    if np.bincount(codes).max() < HALF * len(codes):
        return 0.0, None
    codes, different = pd.factorize(present)
    counts = np.bincount(codes)
    value = different[counts.argmax()]
    lowest = cells.dtype.kind == "f" and value == different.min()
    return float(counts.max() / len(present)), float(value) if lowest else None


def _background(dataset: Dataset) -> float | None:
    """Return what stands for nothing in a table of pixels or of counted words."""
    if len(dataset.kinds) < MANY or "category" in dataset.kinds:
        return None
    lows = dataset.X.min()
    shared = lows.value_counts()
    if not len(shared) or shared.iloc[0] < len(lows) / 2:
        return None
    return float(shared.index[0])


def _trap(columns: tuple[str, ...], title: str) -> Trap:
    one = len(columns) == 1
    says = TITLES[title]
    return Trap(
        kind="constant",
        title=title,
        columns=columns,
        evidence=f"{listed(columns)} {says[0] if one else says[1]}.",
        advice=f"Leave {'it' if one else 'them'} out, for so little tells nothing.",
        fix=(("drop", to_names(columns)),),
    )


CONSTANT = TrapSpec(
    key="constant",
    title="Constant columns",
    summary="A column that hardly ever differs tells a model next to nothing.",
    order=110,
    find=find,
)
