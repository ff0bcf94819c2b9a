"""Patches of outdoor pictures and what they show."""

from typing import Any

from core.bundled import Facts, as_dataset, cells
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

SPARSE = ("short line density 5", "short line density 2")
FACTS = Facts(
    key="segments",
    title="Image segments",
    target="surface",
    kinds=tuple((name, "number") for name in SPARSE),
)


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file: 2,310 patches of 3 by 3 pixels, 330 of each surface."""
    return as_dataset(cells(FACTS.key), FACTS, values)


SEGMENTS = DatasetSpec(
    key="segments",
    title="Image segments",
    summary="2,310 patches of pictures, 18 measurements, seven surfaces.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="A robot that takes a window for sky drives into the glass.\n"
    "One that takes the path for cement stands still, and its owner waits.",
    trap="224 rows repeat an earlier one. The patches come from seven pictures only, "
    "and where a patch lay in its picture is a column: it says much about these "
    "pictures and nothing about the next.",
)
