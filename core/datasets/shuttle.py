"""Readings of a space shuttle's radiators, most of them normal."""

from typing import Any

from core.bundled import Facts, as_dataset, cells
from core.choices import EDITS
from core.dataset import Dataset, DatasetSpec

SENSORS = ("time", *(f"sensor {i}" for i in range(2, 10)))
FACTS = Facts(
    key="shuttle",
    title="Shuttle",
    target="state",
    positive="anomaly",
    kinds=tuple((name, "number") for name in SENSORS),
)


def _make(values: dict[str, Any]) -> Dataset:
    """Read the bundled file: 49,097 readings, 3,511 of them anomalies."""
    return as_dataset(cells(FACTS.key), FACTS, values)


SHUTTLE = DatasetSpec(
    key="shuttle",
    title="Shuttle",
    summary="49,097 readings of nine sensors, 7 % of them anomalies.",
    group="Real table",
    make=_make,
    params=EDITS,
    story="An anomaly that is missed can cost a crew their lives.\n"
    "A false alarm costs a launch, and soon nobody listens to the next one.",
    trap="Who always says normal is right in 93 of 100 cases and finds no anomaly: "
    "look at how many are found. Three columns, each alone, reach a ROC AUC of 0.97.",
)
