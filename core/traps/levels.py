"""Categories with so many different values that most are rare."""

from collections.abc import Iterator

from core.choices import to_names
from core.clue import owners
from core.dataset import Dataset
from core.tally import tallies
from core.trap import Trap, TrapSpec, listed

MOST_LEVELS = 50


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield one finding for all categories of more than 50 values."""
    made = owners(dataset)
    many: dict[str, int] = {}
    names = map(str, dataset.X.columns)
    counted = zip(names, dataset.kinds, tallies(dataset), strict=True)
    for name, kind, tally in counted:
        if kind == "category" and len(tally.values) > MOST_LEVELS:
            many[made[name]] = len(tally.values)
    if not many:
        return
    columns, one = tuple(many), len(many) == 1
    yield Trap(
        kind="levels",
        title="Very many categories",
        columns=columns,
        evidence=f"{listed(columns)} {'holds' if one else 'hold'} "
        f"{'' if one else 'up to '}{max(many.values()):,} different values, most of "
        "them in few rows.",
        advice=f"Only the {MOST_LEVELS} most frequent are told apart: join values, "
        f"or leave {'it' if one else 'them'} out.",
        fix=(("drop", to_names(columns)),),
    )


LEVELS = TrapSpec(
    key="levels",
    title="Very many categories",
    summary="A value that a model saw once or twice teaches it that one row.",
    order=120,
    find=find,
)
