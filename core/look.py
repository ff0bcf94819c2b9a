"""Pieces of a summary: facts and samples of a table, small enough for a page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.dataset import Column, Dataset, Kind
from core.seeds import derive
from core.split import Split
from core.strip import membership
from core.tally import Tally, tallies

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

HEAD_ROWS = 200
MOST_POINTS = 1500
PICTURES = 20
MOST_BARS = 40
EXAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class ColumnFacts:
    """One feature at a glance; low, mean and high are None for words or no values."""

    name: str
    kind: Kind
    missing: int
    distinct: int
    examples: tuple[str, ...]
    low: float | None = None
    mean: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """A sample of a planar table: positions, class codes, index into PARTS."""

    x: "np.ndarray"
    y: "np.ndarray"
    code: "np.ndarray"
    part: "np.ndarray"


@dataclass(frozen=True, kw_only=True, eq=False)
class Pictures:
    """A sample of rows that are pictures: (pictures, side, side) from 0 to 1, codes."""

    pixels: "np.ndarray"
    code: "np.ndarray"


@dataclass(frozen=True, kw_only=True)
class Amounts:
    """How the amounts of a regression's target are spread, in its own unit.

    `counts` has the rows between each edge and the next; the last bar includes both.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    low: float
    mean: float
    high: float


def feature_facts(dataset: Dataset) -> tuple[ColumnFacts, ...]:
    """Return the facts of every feature."""
    means = dict(dataset.X.mean(numeric_only=True))  # all at once: ten times as fast
    columns = zip(dataset.X.items(), tallies(dataset), strict=True)
    return tuple(
        _facts(cells, tally, means.get(name)) for (name, cells), tally in columns
    )


def _facts(column: "pd.Series", tally: Tally, mean: float | None) -> ColumnFacts:
    number = column.dtype.kind == "f"
    low = high = None
    if number and tally.rows:
        low, high = float(tally.values[0]), float(tally.values[-1])
    shown = _first_different(column, min(EXAMPLES, len(tally.values)))
    return ColumnFacts(
        name=str(column.name),
        kind="number" if number else "category",
        missing=tally.gaps,
        distinct=len(tally.values),
        examples=tuple(f"{v:.4g}" if number else str(v) for v in shown),
        low=low,
        mean=None if low is None or mean is None else float(mean),
        high=high,
    )


def _first_different(column: "pd.Series", wanted: int) -> list:
    """Return the first values that differ, of which there are so many at least."""
    whole = column.to_numpy()
    found: dict = {}
    for piece in (whole[:20], whole[20:HEAD_ROWS], whole[HEAD_ROWS:]):
        if len(found) < wanted:
            cells = piece[piece == piece].tolist()  # a gap is NaN or None
            found |= {cell: None for cell in cells if cell is not None}
    return list(found)[:wanted]


def table_columns(
    dataset: Dataset, features: tuple[ColumnFacts, ...]
) -> tuple[Column, ...]:
    """Return every column of the table, as understood or, if made here, as it is."""
    if dataset.columns:
        return dataset.columns
    made = tuple(
        Column(
            name=facts.name,
            kind=facts.kind,
            use="feature",
            examples=facts.examples,
            missing=facts.missing,
            distinct=facts.distinct,
            features=(facts.name,),
        )
        for facts in features
    )
    answers = named_target(dataset)
    shown = answers.head(HEAD_ROWS).drop_duplicates().head(EXAMPLES)
    target = Column(
        name=dataset.target,
        kind="category" if dataset.classes else "number",
        use="target",
        examples=tuple(str(a) if dataset.classes else f"{a:.4g}" for a in shown),
        distinct=len(dataset.classes) or int(answers.nunique()),
    )
    return (*made, target)


def named_target(dataset: Dataset) -> "pd.Series":
    """Return the target row by row: names of classes, or amounts."""
    import numpy as np
    import pandas as pd

    if not dataset.classes:
        return pd.Series(dataset.y)
    return pd.Series(np.array(dataset.classes, dtype=object)[dataset.y])


def head(dataset: Dataset) -> "pd.DataFrame":
    """Return the first rows as they came; of data made here, with the target last."""
    if dataset.first is not None:
        return plain(dataset.first.head(HEAD_ROWS))
    first = dataset.X.head(HEAD_ROWS).reset_index(drop=True)
    name = dataset.target
    while name in first:
        name += " (target)"
    first[name] = named_target(dataset).head(HEAD_ROWS)
    return plain(first)


def plain(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a copy that carries nothing but its cells."""
    copy = frame.copy()
    copy.attrs = {}
    return copy


def amounts(dataset: Dataset) -> Amounts | None:
    """Return how a regression's target is spread, or None for classes."""
    import numpy as np

    if dataset.classes:
        return None
    y = dataset.y
    bars = len(np.histogram_bin_edges(y[: 10 * HEAD_ROWS], bins="sturges")) - 1
    counts, edges = np.histogram(y, bins=int(np.clip(2 * bars, 5, MOST_BARS)))
    return Amounts(
        edges=tuple(edges.tolist()),
        counts=tuple(counts.tolist()),
        low=float(y.min()),
        mean=float(y.mean()),
        high=float(y.max()),
    )


def points(dataset: Dataset, parts: Split, seed: int) -> Points | None:
    """Return a sample of a planar data set's rows, or None for any other."""
    if not dataset.planar:
        return None
    rows = _sample(len(dataset.y), MOST_POINTS, derive(seed, "points"))
    xy, role = dataset.X.to_numpy()[rows], membership(parts, len(dataset.y))
    return Points(x=xy[:, 0], y=xy[:, 1], code=dataset.y[rows], part=role[rows])


def pictures(dataset: Dataset, seed: int) -> Pictures | None:
    """Return some rows as pictures, where the columns are pixels of a square."""
    side = picture_side(dataset)
    if not side:
        return None
    rows = _sample(len(dataset.y), PICTURES, derive(seed, "pictures"))
    pixels = dataset.X.to_numpy()
    bright = pixels[rows].reshape(-1, side, side) / (pixels.max() or 1.0)
    return Pictures(pixels=bright, code=dataset.y[rows])


def picture_side(dataset: Dataset) -> int:
    """Return how many pixels a side has where rows are pictures, else 0."""
    names = list(dataset.X.columns)
    side = round(len(names) ** 0.5)
    square = side >= 2 and side**2 == len(names) and bool(dataset.classes)
    return side if square and names[-1] == f"pixel {side},{side}" else 0


def _sample(rows: int, most: int, seed: int) -> "np.ndarray":
    """Return at most `most` positions, in order."""
    import numpy as np

    chosen = np.random.default_rng(seed).permutation(rows)[:most]
    return np.sort(chosen)
