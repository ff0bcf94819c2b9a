"""Arrests for a little marijuana: who was let go with a summons."""

from typing import Any

from core.bundled import Facts, as_dataset, cells
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

FACTS = Facts(
    key="arrests",
    title="Arrests",
    target="released",
    kinds=(("year", "number"), ("checks", "number")),
)


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file: 5,226 arrests in Toronto, 83 % released."""
    return as_dataset(cells(FACTS.key), FACTS, values)


ARRESTS = DatasetSpec(
    key="arrests",
    title="Arrests",
    summary="5,226 arrests for possession, 7 mixed columns, released or not.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="Someone harmless who is not released spends the night in a cell.\n"
    "A model that copies the police also copies whom they distrust.",
    trap="Colour and employment sway the answer: of Black people 26 % were held, of "
    "White people 14 %. And 2,347 rows repeat an earlier one: with so few coarse "
    "columns, people who only look alike, so they are no copies to throw away.",
)
