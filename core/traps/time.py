"""Rows in time: a random split learns from days after those it is tested on."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.dataset import Column, Dataset
from core.trap import Trap, TrapSpec

if TYPE_CHECKING:
    import pandas as pd

LEAST_DATES = 20
LEAST_ROWS = 40
MOST_GAPS = 0.05
BIRTH = re.compile(
    r"birth|born|dob\b|founded|established|geburt|naissance", re.IGNORECASE
)


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield a finding where a date runs through the table and the split ignores it."""
    if dataset.protocol in ("time", "group") or len(dataset.y) < LEAST_ROWS:
        return
    dated = {c.name: d for c in dataset.columns if (d := _days(dataset, c)) is not None}
    if not dated:
        return
    name = max(dated, key=lambda n: (_in_order(dated[n]), dated[n].nunique()))
    days = dated[name]
    yield Trap(
        kind="time",
        title="Rows in time",
        columns=(name,),
        evidence=f"'{name}' {_span(days)}, and a random split learns from rows that "
        "are later than those it is tested on.",
        advice="Split by time if the model is to be used on later rows.",
        fix=(("split", "time"), ("by", name)),
    )


def _days(dataset: Dataset, column: Column) -> "pd.Series | None":
    """Return a date column's days, parts of them included, if they may order rows."""
    if column.kind != "date" or BIRTH.search(column.name):
        return None
    # Where all rows are of one day, that day is no feature, but the hour is.
    told = {f"{column.name}: day": 1, f"{column.name}: hour": 1 / 24}
    parts = [dataset.X[name] * of for name, of in told.items() if name in dataset.X]
    if not parts or not column.features:
        return None
    days = sum(parts[1:], parts[0])
    if days.isna().mean() > MOST_GAPS or days.nunique() < LEAST_DATES:
        return None
    return days.dropna()


def _span(days: "pd.Series") -> str:
    """Return from when to when rows are, in days or in hours."""
    import pandas as pd

    low, high = float(days.min()), float(days.max())
    if high < 1:
        return "runs through one day"
    first, last = (pd.Timestamp(day, unit="D") for day in (low, high))
    return f"runs from {first:%Y-%m-%d} to {last:%Y-%m-%d}"


def _in_order(days: "pd.Series") -> bool:
    return days.is_monotonic_increasing or days.is_monotonic_decreasing


TIME = TrapSpec(
    key="time",
    title="Time order",
    summary="Whoever learns from tomorrow predicts today too well.",
    order=50,
    find=find,
)
