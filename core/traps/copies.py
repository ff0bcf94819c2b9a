"""Rows that occur more than once, so that the test repeats what training saw."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.dataset import Dataset
from core.errors import Refused
from core.split import split
from core.trap import Trap, TrapSpec

if TYPE_CHECKING:
    import numpy as np

LEAST_SHARE = 0.01
BY_CHANCE = 1.5  # times as many copies as shuffled columns make
TURNS, FEW = 8, 10_000  # shuffles of tables of so few rows, whose copies vary
SURE = 4.0  # or so many standard deviations more: both counts vary


def find(dataset: Dataset) -> Iterator[Trap]:
    """Yield a finding where rows repeat more often than chance would have it."""
    import numpy as np

    codes = _codes(dataset)
    row = _same(codes)
    rows = len(row)
    copies = rows - (int(row.max(initial=-1)) + 1)
    if copies < max(2, LEAST_SHARE * rows):
        return
    chance = _chance(codes)
    if copies < max(BY_CHANCE * chance, chance + SURE * (2 * chance) ** 0.5):
        return
    said = f"{copies:,} of {rows:,} rows repeat an earlier one"
    try:
        parts = split(dataset, 0)
    except Refused:
        parts = None
    if parts is not None and len(parts.test):
        twins = np.isin(row[parts.test.rows], row[parts.train.rows]).mean()
        said += f"; about {twins:.0%} of the test rows have a twin in training"
    yield Trap(
        kind="copies",
        title="Copies of rows",
        columns=(),
        evidence=f"{said}.",
        advice="Keep one of each, unless every row is a case of its own.",
        fix=(("drop_copies", "true"),),
    )


def _codes(dataset: Dataset) -> "np.ndarray":
    """Return every cell as a code, the target last, uint64 (rows, columns)."""
    import numpy as np
    import pandas as pd

    codes = np.empty((len(dataset.y), len(dataset.kinds) + 1), dtype=np.uint64)
    for place, kind in enumerate(dataset.kinds):
        cells = dataset.X.iloc[:, place]
        if kind == "number":
            codes[:, place] = _mixed(cells.to_numpy())
        else:
            codes[:, place] = pd.factorize(cells)[0].astype(np.uint64)
    codes[:, -1] = pd.factorize(dataset.y)[0].astype(np.uint64)
    return codes


def _mixed(cells: "np.ndarray") -> "np.ndarray":
    """Return a code for each number, the same for equal ones.

    Their own bits, which are made to look random (the end of splitmix64): those of
    whole numbers end in zeros, and of sums of them next to nothing would be left.
    """
    import numpy as np

    bits = (cells + 0.0).view(np.uint64)  # a zero has one sign
    bits[np.isnan(cells)] = 1
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def _same(codes: "np.ndarray") -> "np.ndarray":
    """Return one number a row, the same for equal rows."""
    import numpy as np
    import pandas as pd

    # Sums with random factors of 64 bits differ where rows differ.
    draw = np.random.default_rng(1)
    factors = draw.integers(1, 2**63, codes.shape[1], dtype=np.uint64)
    return pd.factorize(codes @ factors)[0]


def _chance(codes: "np.ndarray") -> float:
    """Return how many copies there are when each column is shuffled on its own."""
    import numpy as np

    rng = np.random.default_rng(0)
    found = []
    for _ in range(TURNS if len(codes) <= FEW else 1):
        mixed = np.column_stack([rng.permutation(column) for column in codes.T])
        found.append(len(mixed) - (int(_same(mixed).max(initial=-1)) + 1))
    return sum(found) / len(found)


COPIES = TrapSpec(
    key="copies",
    title="Copies",
    summary="A row in the test that training has seen is no test.",
    order=30,
    find=find,
)
