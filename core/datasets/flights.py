"""A year of flights out of New York: which ones arrive late."""

from typing import Any

from core.bundled import Facts, as_dataset, cells
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec
from core.params import Int

ALL = 327_346
NUMBERS = ("scheduled arrival hour", "distance", "departure delay", "air time")
FACTS = Facts(
    key="flights",
    title="Flights",
    target="late",
    kinds=(
        ("scheduled departure", "date"),
        *((name, "number") for name in NUMBERS),
    ),
    usual=("Dates turned into", "Numbers and words mixed"),  # carriers such as 9E
)


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file in order of departure; miles, minutes, local time."""
    return as_dataset(cells(FACTS.key, values["n"]), FACTS, values)


FLIGHTS = DatasetSpec(
    key="flights",
    title="Flights",
    summary="Flights that left New York in 2013: 8 mixed columns, late or not.",
    group="Real table",
    make=_make,
    params=(
        Int(
            name="n",
            label="Rows",
            default=20_000,
            low=200,
            high=ALL,
            help="How many of the 327,346 flights are drawn.",
            step=100,
            log=True,
        ),
        *EDITS,
    ),
    story="A traveller who trusts a wrong forecast misses the next flight.\n"
    "One who is warned for nothing takes an earlier flight and loses half a day.",
    trap="The delay at departure and the time in the air are known only when a flight "
    "has left or landed, so they give the answer away. The rows are in order of time: "
    "a random split learns from the days that it is tested on. "
    "Half of the destinations are too rare to be told apart.",
)
