"""What a page shows of a table, in place of the table itself."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.dataset import DataConfig, Dataset, Kind, Task, load, specs
from core.errors import Refused
from core.history import Progress
from core.seeds import derive
from core.split import Split, split
from core.surface import corners, surface_grid
from core.table import candidates, kinds, read_table, suggest_target

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

HEAD_ROWS = 200
UPLOAD_HEAD_ROWS = 50
MOST_POINTS = 1500
PICTURES = 20
PARTS = ("train", "validation", "test")


@dataclass(frozen=True, kw_only=True)
class ColumnFacts:
    """One column at a glance; low, mean and high are None for words or no values."""

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
    """A sample of rows that are pictures: (pictures, 8, 8) from 0 to 1, class codes."""

    pixels: "np.ndarray"
    code: "np.ndarray"


@dataclass(frozen=True, kw_only=True, eq=False)
class Summary:
    """A data set and its split, small enough for a page.

    `grid` is the extent of a planar table's surface, as in DatasetFacts.
    `head` holds the first rows and the target as class names; `part_classes` counts
    rows, one line a part (train, validation, test), one entry a class.
    """

    title: str
    rows: int
    columns: tuple[ColumnFacts, ...]
    task: Task
    target: str
    classes: tuple[str, ...]
    class_counts: tuple[int, ...]
    head: "pd.DataFrame"
    part_rows: tuple[int, int, int]
    part_classes: tuple[tuple[int, ...], ...]
    notes: tuple[str, ...]
    traps: tuple[str, ...]
    source: str
    licence: str
    story: str
    grid: tuple[float, float, float, float] | None = None
    points: Points | None = None
    pictures: Pictures | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Upload:
    """A table that has been read and waits for its target.

    `targets` pairs every column that can be one with its classes and their rows;
    `suggested` is the likeliest, or None where there is none.
    """

    name: str
    rows: int
    columns: tuple[str, ...]
    kinds: tuple[Kind, ...]
    targets: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    suggested: str | None
    head: "pd.DataFrame"
    notes: tuple[str, ...]


def summarise(config: DataConfig, seed: int) -> Generator[Progress, None, Summary]:
    """Make the data set, split it with `seed` and return what a page shows of both."""
    yield Progress(done=0, total=2, message="Making the table")
    dataset = load(config)
    yield Progress(done=1, total=2, message="Looking at its columns")
    return _summary(dataset, split(dataset, seed), specs()[config.key].story, seed)


def understand(path: str, name: str) -> Generator[Progress, None, Upload]:
    """Read the file at `path` and return its columns and what could be predicted."""
    yield Progress(done=0, total=2, message="Reading the file")
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError):
        raise Refused(f"'{name}' is not here any more; bring it again.") from None
    frame = read_table(data, name)
    yield Progress(done=1, total=2, message="Looking for a target")
    usable = candidates(frame)
    return Upload(
        name=name,
        rows=len(frame),
        columns=tuple(frame.columns),
        kinds=kinds(frame),
        targets=tuple((column, tuple(usable[column].items())) for column in usable),
        suggested=suggest_target(frame),
        head=_plain(frame.head(UPLOAD_HEAD_ROWS)),
        notes=tuple(frame.attrs["notes"]),
    )


def _summary(dataset: Dataset, parts: Split, story: str, seed: int) -> Summary:
    import numpy as np

    size = len(dataset.classes)
    counts = [np.bincount(dataset.y[p.rows], minlength=size) for p in parts.parts]
    train, validation, test = (len(part) for part in parts.parts)
    return Summary(
        title=dataset.title,
        rows=len(dataset.y),
        columns=_columns(dataset),
        task=dataset.task,
        target=dataset.target,
        classes=dataset.classes,
        class_counts=tuple(int(n) for n in np.sum(counts, axis=0)),
        head=_head(dataset),
        part_rows=(train, validation, test),
        part_classes=tuple(tuple(int(n) for n in part) for part in counts),
        notes=dataset.notes,
        traps=dataset.traps,
        source=dataset.source,
        licence=dataset.licence,
        story=story,
        grid=corners(surface_grid(dataset)),
        points=_points(dataset, parts, seed) if dataset.planar else None,
        pictures=_pictures(dataset, seed),
    )


def _columns(dataset: Dataset) -> tuple[ColumnFacts, ...]:
    """Return the facts of every feature."""
    named = zip(dataset.X.columns, dataset.kinds, strict=True)
    return tuple(_facts(name, dataset.X[name], kind) for name, kind in named)


def _facts(name: str, column: "pd.Series", kind: Kind) -> ColumnFacts:
    present = column.dropna()
    low = mean = high = None
    if kind == "number" and len(present):
        low, mean, high = (
            float(f) for f in (present.min(), present.mean(), present.max())
        )
    shown = present.drop_duplicates().head(3)
    return ColumnFacts(
        name=name,
        kind=kind,
        missing=len(column) - len(present),
        distinct=int(present.nunique()),
        examples=tuple(f"{v:.4g}" if kind == "number" else str(v) for v in shown),
        low=low,
        mean=mean,
        high=high,
    )


def _head(dataset: Dataset) -> "pd.DataFrame":
    """Return the first rows with the target last, as class names."""
    head = dataset.X.head(HEAD_ROWS).copy()
    name = dataset.target
    while name in head:
        name += " (target)"
    head[name] = [dataset.classes[code] for code in dataset.y[:HEAD_ROWS]]
    return _plain(head)


def _plain(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a copy that carries nothing but its cells."""
    copy = frame.copy()
    copy.attrs = {}
    return copy


def _points(dataset: Dataset, parts: Split, seed: int) -> Points:
    import numpy as np

    membership = np.empty(len(dataset.y), dtype="int8")
    for index, part in enumerate(parts.parts):
        membership[part.rows] = index
    rows = _sample(len(dataset.y), MOST_POINTS, derive(seed, "points"))
    xy = dataset.X.to_numpy()[rows]
    return Points(x=xy[:, 0], y=xy[:, 1], code=dataset.y[rows], part=membership[rows])


def _pictures(dataset: Dataset, seed: int) -> Pictures | None:
    """Return some rows as pictures, where the columns are pixels of a square."""
    names = list(dataset.X.columns)
    side = round(len(names) ** 0.5)
    if side < 2 or side**2 != len(names) or names[-1] != f"pixel {side},{side}":
        return None
    rows = _sample(len(dataset.y), PICTURES, derive(seed, "pictures"))
    pixels = dataset.X.to_numpy()
    bright = pixels[rows].reshape(-1, side, side) / (pixels.max() or 1.0)
    return Pictures(pixels=bright, code=dataset.y[rows])


def _sample(rows: int, most: int, seed: int) -> "np.ndarray":
    """Return at most `most` positions, in order."""
    import numpy as np

    chosen = np.random.default_rng(seed).permutation(rows)[:most]
    return np.sort(chosen)
