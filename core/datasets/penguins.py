"""Penguins of three species: numbers, words and gaps in one table."""

from dataclasses import replace
from typing import Any

from core.dataset import Dataset, DatasetSpec
from core.paths import assets


def _make(_: dict[str, Any]) -> Dataset:
    """Read the bundled file: 344 penguins, 19 gaps, nothing left out."""
    from core.table import read_table, to_dataset

    frame = read_table((assets() / "penguins.csv").read_bytes(), "penguins.csv")
    dataset = to_dataset(frame, "species", title="Penguins")
    return replace(
        dataset,
        source="Gorman, Williams and Fraser 2014: Palmer Archipelago penguins, "
        "as packaged by Horst, Hill and Gorman (palmerpenguins).",
        licence="CC0 1.0",
    )


PENGUINS = DatasetSpec(
    key="penguins",
    title="Penguins",
    summary="344 penguins, 7 mixed columns with gaps, three species.",
    group="Real table",
    make=_make,
    story="A bird counted as the wrong species hides that a colony is shrinking.\n"
    "The biologist pays with a season of field work, the colony with its protection.",
)
