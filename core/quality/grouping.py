"""The rows of one part in groups, by each column of their table.

This reads the rows themselves: for who may see them.
"""

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset import DataConfig, Dataset, Kind, load
from core.history import Progress
from core.score import ScoredPart
from core.split import split

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_COLUMNS = 60
MOST_GROUPS = 12
PIECES = 5  # of a column of numbers
FEW = 6  # different numbers are groups of their own
WHOLE = 1e12  # beyond, digits are better counted than written out
YEARS = 10_000  # and other whole numbers that need no commas
MISSING, OTHER = "missing", "other"


@dataclass(frozen=True, kw_only=True, eq=False)
class Grouping:
    """The groups that one column puts rows into.

    `codes` (rows,) index `names`, in the order of the part's rows.
    """

    column: str
    kind: Kind
    names: tuple[str, ...]
    codes: "np.ndarray"


def group(
    data: DataConfig, seed: int, part: ScoredPart
) -> Generator[Progress, None, tuple[Grouping, ...]]:
    """Group the rows of a part by every column, also by those left out of training.

    At most MOST_COLUMNS columns; pixels and columns of one group make none. Raises
    Refused when the data set cannot be used.
    """
    dataset = load(data)
    parts = split(dataset, seed)
    rows = (parts.validation if part == "validation" else parts.test).rows
    columns, found = _columns(dataset), []
    for done, (name, cells) in enumerate(columns, 1):
        made = grouped(name, cells.iloc[rows])
        if made:
            found.append(made)
        yield Progress(done=done, total=len(columns), message=f"Grouping by {name}")
        if len(found) == MOST_COLUMNS:
            break
    return tuple(found)


def grouped(name: str, cells: "pd.Series") -> Grouping | None:
    """Return the groups of a column's cells, or None where there is only one."""
    number = cells.dtype.kind in "fiu"
    made = _numbers(cells) if number else _words(cells)
    if made is None or len(made[0]) < 2:
        return None
    return Grouping(
        column=name,
        kind="number" if number else "category",
        names=tuple(made[0]),
        codes=made[1].astype("uint8"),
    )


def _columns(dataset: Dataset) -> "list[tuple[str, pd.Series]]":
    """Return the columns by name, those of no use to models last."""
    known = [(str(name), cells) for name, cells in dataset.X.items()]
    if known[-1][0].startswith("pixel "):
        known = []
    aside = () if dataset.aside is None else dataset.aside.items()
    names = {dataset.target, *(name for name, _ in known)}
    return known + [(str(n), cells) for n, cells in aside if str(n) not in names]


def _numbers(cells: "pd.Series") -> "tuple[list[str], np.ndarray] | None":
    """Return pieces of about equally many rows; equal numbers stay together."""
    import numpy as np

    values = cells.to_numpy(dtype=np.float64)
    known = values[np.isfinite(values)]
    if not len(known):
        return None
    different = np.unique(known)
    if len(different) <= FEW:
        starts = different
    else:
        cuts = np.quantile(known, np.linspace(0, 1, PIECES + 1)[:-1], method="higher")
        # what many rows share is a group of its own, and ends before the next number
        often = np.unique(cuts[1:][cuts[1:] == cuts[:-1]])
        after = np.searchsorted(different, often, side="right")
        after = after[after < len(different)]
        starts = np.unique(np.concatenate([different[:1], cuts, different[after]]))
    codes = np.searchsorted(starts, values, side="right") - 1
    below = np.searchsorted(different, starts[1:], side="left") - 1
    names = _spans(starts, different[np.append(below, len(different) - 1)])
    missing = ~np.isfinite(values)
    if missing.any():
        codes[missing] = len(names)
        names.append(MISSING)
    return names, codes


def _pairs(low: "np.ndarray", high: "np.ndarray") -> list[tuple[float, float]]:
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _spans(low: "np.ndarray", high: "np.ndarray") -> list[str]:
    """Return names such as `18 to 25`, with as many digits as tell them apart."""
    import numpy as np

    every = np.concatenate([low, high])
    whole = bool((every == np.round(every)).all() and np.abs(every).max() < WHOLE)
    years = ".0f" if np.abs(every).max() < YEARS else ",.0f"
    for style in (years,) if whole else (",.3g", ",.4g", ",.6g", ",.9g", ",.17g"):
        ends = [(f"{a:{style}}", f"{b:{style}}") for a, b in _pairs(low, high)]
        names = [a if a == b else f"{a} to {b}" for a, b in ends]
        if len(set(names)) == len(names):
            break
    return names


def _words(cells: "pd.Series") -> "tuple[list[str], np.ndarray] | None":
    """Return the commonest words, all others together, and gaps."""
    import numpy as np
    import pandas as pd

    words = cells.astype(object).where(cells.notna(), None)
    codes, found = pd.factorize(words.map(lambda cell: cell and str(cell)))
    if not len(found) or len(found) > len(cells) / 2 > FEW:
        return None  # hardly any word comes twice: no groups
    counts = np.bincount(codes[codes >= 0], minlength=len(found))
    order = np.argsort(-counts, kind="stable")
    many = len(found) > MOST_GROUPS - 1
    shown = order[: MOST_GROUPS - 2] if many else order
    place = np.full(len(found) + 1, len(shown))  # the last one is for gaps
    place[shown] = np.arange(len(shown))
    names = [str(found[i]) for i in shown] + ([OTHER] if many else [])
    gaps = codes < 0
    made = place[codes]
    if gaps.any():
        made[gaps] = len(names)
        names.append(MISSING)
    return names, made
