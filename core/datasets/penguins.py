"""Penguins of three species: numbers, words and gaps in one table."""

from typing import Any

from core.bundled import Facts, as_dataset, cells
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

FACTS = Facts(
    key="penguins", title="Penguins", target="species", kinds=(("year", "number"),)
)


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file: 344 penguins, 19 gaps, nothing left out."""
    return as_dataset(cells(FACTS.key), FACTS, values)


PENGUINS = DatasetSpec(
    key="penguins",
    title="Penguins",
    summary="344 penguins, 7 mixed columns with gaps, three species.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="A bird counted as the wrong species hides that a colony is shrinking.\n"
    "The biologist pays with a season of field work, the colony with its protection.",
    trap="The island nearly gives the species away: Gentoo live on Biscoe only, "
    "Chinstrap on Dream only. A model that leans on it fails on a fourth island.",
)
