"""Columns that say the same in every row, or nearly."""

from collections import Counter
from collections.abc import Iterator

from core.choices import to_names
from core.clue import owners, unasked
from core.dataset import Dataset
from core.tally import Tally, tallies
from core.trap import Trap, TrapSpec, listed

NEARLY = 0.995
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
    names = map(str, dataset.X.columns)
    for name, tally in zip(names, tallies(dataset), strict=True):
        share = _common(tally)
        common = tally.values[tally.counts.argmax()] if share >= NEARLY else None
        # Only a table of numbers has a background, and the lowest value is it.
        if share < NEARLY or (background is not None and common == background):
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


def _common(tally: Tally) -> float:
    """Return the share of the commonest value among all that are there."""
    return float(tally.counts.max() / tally.rows) if tally.rows else 0.0


def _background(dataset: Dataset) -> float | None:
    """Return what stands for nothing in a table of pixels or of counted words."""
    if len(dataset.kinds) < MANY or "category" in dataset.kinds:
        return None
    met = [float(tally.values[0]) for tally in tallies(dataset) if tally.rows]
    shared = Counter(met).most_common(1)
    if not shared or shared[0][1] < len(dataset.kinds) / 2:
        return None
    return shared[0][0]


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
