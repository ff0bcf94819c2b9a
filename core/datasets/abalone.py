"""Sea snails whose age is to be told without cutting them open: a regression."""

from typing import Any

from core.bundled import Facts, as_dataset, cells
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

FACTS = Facts(key="abalone", title="Abalone", target="rings")


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file: 4,177 snails; lengths in 200 mm, weights in 200 g."""
    return as_dataset(cells(FACTS.key), FACTS, values)


ABALONE = DatasetSpec(
    key="abalone",
    title="Abalone",
    summary="4,177 sea snails, 8 measurements, and the rings that tell the age.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="A snail taken for older than it is gets fished before it has bred.\n"
    "One taken for younger keeps a fisher from a catch that was allowed.",
    trap="Two snails have a height of 0 and one is more than twice as tall as it is "
    "long: slips of the pen, which bend a straight line more than they bend a forest.",
)
