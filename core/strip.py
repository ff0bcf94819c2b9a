"""Strip: a split drawn as rows, in the order by which they were dealt."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.choices import splits_by
from core.dataset import Dataset
from core.split import Split

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

STRIP_ROWS = 240


@dataclass(frozen=True, kw_only=True)
class Strip:
    """A sample of the rows in the order that `label` names, for drawing the split.

    `rows` are positions in the data set from 0, `parts` indices into PARTS; `values`
    names the time or the group of each row, and is empty for a split at random.
    """

    label: str
    rows: tuple[int, ...]
    parts: tuple[int, ...]
    values: tuple[str, ...] = ()


def membership(parts: Split, rows: int) -> "np.ndarray":
    """Return the index into PARTS of every row, int8 (rows,)."""
    import numpy as np

    found = np.empty(rows, dtype="int8")
    for index, part in enumerate(parts.parts):
        found[part.rows] = index
    return found


def strip(dataset: Dataset, parts: Split) -> Strip:
    """Return rows evenly spaced in table order, in time order, or group by group."""
    import numpy as np
    import pandas as pd

    role, by = membership(parts, len(dataset.y)), pd.Series(dataset.by)
    order, label = np.arange(len(role)), "rows in table order"
    if dataset.protocol == "time":
        order, label = by.argsort(kind="stable").to_numpy(), "earliest to latest"
    elif dataset.protocol == "group":
        order, label = _by_group(by), "rows group by group"
    rows = _evenly(order)
    return Strip(
        label=label,
        rows=tuple(rows.tolist()),
        parts=tuple(role[rows].tolist()),
        values=_values(dataset, rows),
    )


def _values(dataset: Dataset, rows: "np.ndarray") -> tuple[str, ...]:
    """Return the time or the group of some rows, as text."""
    import pandas as pd

    if dataset.protocol not in ("time", "group"):
        return ()
    reason = splits_by(dataset.protocol)
    named = [column.name for column in dataset.columns if column.reason == reason]
    if named and dataset.aside is not None and named[0] in dataset.aside:
        cells = dataset.aside[named[0]].iloc[rows]
        return tuple(f"{c:.15g}" if isinstance(c, float) else str(c) for c in cells)
    if dataset.protocol == "group" or dataset.by is None:
        return ()
    moments = pd.to_datetime(pd.Series(dataset.by[rows]), unit="s")
    return tuple(moments.dt.strftime("%Y-%m-%d").astype(str))


def _by_group(by: "pd.Series") -> "np.ndarray":
    """Return rows group by group; of many small groups, as many as can be drawn."""
    import numpy as np

    code, groups = by.factorize(use_na_sentinel=False)
    order = np.argsort(code, kind="stable")
    wanted = max(1, STRIP_ROWS * len(groups) // max(1, len(by)))
    if wanted >= len(groups) or wanted < 10:
        return order
    chosen = np.isin(code, _evenly(np.arange(len(groups)), wanted))
    return order[chosen[order]]


def _evenly(order: "np.ndarray", most: int = STRIP_ROWS) -> "np.ndarray":
    import numpy as np

    places = np.linspace(0, len(order) - 1, min(most, len(order)))
    return order[places.round().astype(int)]
