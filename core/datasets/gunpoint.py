"""The path of a hand: drawing a gun, or only pointing."""

from typing import Any

from core.bundled import Facts, as_dataset, cells
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

MOMENTS = 150
FACTS = Facts(
    key="gunpoint",
    title="Gun or point",
    target="gesture",
    positive="gun",
    kinds=tuple((f"moment {i + 1}", "number") for i in range(MOMENTS)),
)


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file: 200 series of 150 moments, each scaled to mean 0, sd 1."""
    return as_dataset(cells(FACTS.key), FACTS, values)


GUNPOINT = DatasetSpec(
    key="gunpoint",
    title="Gun or point",
    summary="200 movements of a hand at 150 moments: drawing a gun, or pointing.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="A drawn gun that is taken for a pointing hand costs a life.\n"
    "A pointing hand that is taken for a gun can cost one too.",
    trap="Few series and two actors: the same person is in training and in test, so "
    "the score says little about a third. A table forgets that columns are in order.",
)
