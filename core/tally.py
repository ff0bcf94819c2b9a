"""Tally: the different values of one feature, each with its rows, counted once.

Many questions about a column are answered by them, and a table may have a thousand.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from core.dataset import Dataset

if TYPE_CHECKING:
    import numpy as np

_COUNTED: "WeakKeyDictionary[Dataset, tuple[Tally, ...]]" = WeakKeyDictionary()


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """The values of a feature and the rows of each (int64), gaps left out.

    Numbers are sorted, words come in the order of their first rows.
    """

    values: "np.ndarray"
    counts: "np.ndarray"
    gaps: int

    @property
    def rows(self) -> int:
        """Return how many rows have a value."""
        return int(self.counts.sum())


def tallies(dataset: Dataset) -> tuple[Tally, ...]:
    """Return one tally a feature, in their order."""
    if dataset not in _COUNTED:
        _COUNTED[dataset] = tuple(_tallies(dataset))
    return _COUNTED[dataset]


def _tallies(dataset: Dataset) -> "list[Tally]":
    import pandas as pd

    made = []
    for kind, (_, column) in zip(dataset.kinds, dataset.X.items(), strict=True):
        if kind == "number":
            made.append(_of_numbers(column.to_numpy()))
        else:
            codes, values = pd.factorize(column)
            made.append(_of_codes(codes, list(values)))
    return made


def _of_numbers(cells: "np.ndarray") -> Tally:
    import numpy as np

    ordered = np.sort(cells)  # gaps last
    gaps = int(np.isnan(cells).sum()) if len(cells) and np.isnan(ordered[-1]) else 0
    ordered = ordered[: len(ordered) - gaps]
    first = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    starts = np.flatnonzero(first)
    ends = np.append(starts[1:], len(ordered)) if len(starts) else starts
    return Tally(values=ordered[starts], counts=ends - starts, gaps=gaps)


def _of_codes(codes: "np.ndarray", values: list[str]) -> Tally:
    import numpy as np

    counts = np.bincount(codes[codes >= 0], minlength=len(values))
    held = np.array(values, dtype=object)
    return Tally(values=held, counts=counts, gaps=int((codes < 0).sum()))
