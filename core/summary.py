"""What a page shows of a table, in place of the table itself."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core import look, trap
from core.choices import choices
from core.dataset import Column, DataConfig, Dataset, Protocol, Task, load, specs
from core.errors import Refused
from core.history import Progress
from core.look import Amounts, ColumnFacts, Pictures, Points
from core.seen import seen
from core.split import Split, split
from core.strip import Strip, strip
from core.surface import corners, surface_grid
from core.trap import Trap

if TYPE_CHECKING:
    import pandas as pd

    from core.columns import Table

SEEN_ROWS = 20_000  # of the training rows, from which `seen` is learned
PARTS = ("train", "validation", "test")


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One cell of a training row: as it stands, as the forest and as the net sees it.

    `cell` is such as "Biscoe", 39.1 or "missing"; `forest` the code or the filled
    number; `net` the standardised number or the columns that are 1.
    """

    feature: str
    cell: str
    forest: str
    net: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Summary:
    """A data set and its split, small enough for a page.

    `columns` has one entry a feature, `table` one a column of the table, also those
    left out. `grid` is the extent of a planar table's surface, as in DatasetFacts.
    `head` holds the first rows as the table came, all columns of it; `part_classes`
    counts rows, one line a part (train, validation, test), one entry a class. In a
    regression the counts of classes are empty and `amounts` says how the target is
    spread.
    `trap` is the hidden trap of a bundled table; `traps` are those found. `seen` is
    learned from SEEN_ROWS of the training rows where there are more.
    """

    title: str
    rows: int
    columns: tuple[ColumnFacts, ...]
    table: tuple[Column, ...]
    task: Task
    target: str
    classes: tuple[str, ...]
    class_counts: tuple[int, ...]
    head: "pd.DataFrame"
    part_rows: tuple[int, int, int]
    part_classes: tuple[tuple[int, ...], ...]
    strip: Strip
    notes: tuple[str, ...]
    traps: tuple[Trap, ...]
    source: str
    licence: str
    story: str
    trap: str = ""
    protocol: Protocol = "ours"
    amounts: Amounts | None = None
    seen: tuple[Seen, ...] = ()
    grid: tuple[float, float, float, float] | None = None
    points: Points | None = None
    pictures: Pictures | None = None


@dataclass(frozen=True, kw_only=True)
class Target:
    """A column that can be predicted: its classes with their rows, or its range."""

    name: str
    task: Task
    classes: tuple[tuple[str, int], ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Upload:
    """A table that has been read and waits for its target.

    `tables` names all that the file holds and `table` the one that was read; without
    columns nothing was read and one of `tables` has to be chosen first. `suggested` is
    the likeliest of `targets`, or None where there is none. `rows` counts those of the
    file, of which a sample may have been understood.
    """

    name: str
    tables: tuple[str, ...]
    table: str
    rows: int = 0
    columns: tuple[Column, ...] = ()
    targets: tuple[Target, ...] = ()
    suggested: str | None = None
    notes: tuple[str, ...] = ()


def summarise(config: DataConfig, seed: int) -> Generator[Progress, None, Summary]:
    """Make the data set, split it with `seed` and return what a page shows of both."""
    kinds = trap.specs().values()
    total = 3 + len(kinds)
    yield Progress(done=0, total=total, message="Making the table")
    dataset = load(config)
    yield Progress(done=1, total=total, message="Splitting its rows")
    parts = split(dataset, seed)
    found: tuple[Trap, ...] = ()
    for done, kind in enumerate(kinds):
        message = f"Looking for traps: {kind.title.lower()}"
        yield Progress(done=2 + done, total=total, message=message)
        found = trap.add(found, kind.find(dataset))
    yield Progress(done=total - 1, total=total, message="Looking at its columns")
    return _summary(config, dataset, parts, found, seed)


def _summary(
    config: DataConfig,
    dataset: Dataset,
    parts: Split,
    traps: tuple[Trap, ...],
    seed: int,
) -> Summary:
    spec, counts = specs()[config.key], _counts(dataset, parts)
    features = look.feature_facts(dataset)
    train, validation, test = (len(part) for part in parts.parts)
    return Summary(
        title=dataset.title,
        rows=len(dataset.y),
        columns=features,
        table=look.table_columns(dataset, features),
        task=dataset.task,
        target=dataset.target,
        classes=dataset.classes,
        class_counts=tuple(sum(own) for own in zip(*counts, strict=True)),
        head=look.head(dataset),
        part_rows=(train, validation, test),
        part_classes=counts,
        strip=strip(dataset, parts),
        notes=dataset.notes,
        traps=traps,
        source=dataset.source,
        licence=dataset.licence,
        story=spec.story,
        trap=spec.trap,
        protocol=dataset.protocol,
        amounts=look.amounts(dataset),
        seen=_seen(dataset, parts),
        grid=corners(surface_grid(dataset)),
        points=look.points(dataset, parts, seed),
        pictures=look.pictures(dataset, seed),
    )


def _seen(dataset: Dataset, parts: Split) -> tuple[Seen, ...]:
    """Return a training row as models see it, one with a gap if there is any."""
    import numpy as np

    rows = np.sort(parts.train.rows[:SEEN_ROWS])  # at random: they are shuffled
    gaps = dataset.X.iloc[rows].isna().to_numpy().any(axis=1)
    told = seen(dataset, rows, int(rows[gaps.argmax()]))
    return tuple(Seen(feature=f, cell=c, forest=t, net=n) for f, c, t, n in told)


def _counts(dataset: Dataset, parts: Split) -> tuple[tuple[int, ...], ...]:
    """Return the rows of each class in each part; nothing for a regression."""
    import numpy as np

    size = len(dataset.classes)
    if not size:
        return ()
    found = (np.bincount(dataset.y[part.rows], minlength=size) for part in parts.parts)
    return tuple(tuple(own.tolist()) for own in found)


def understand(
    path: str, name: str, table: str = "", kinds: str = ""
) -> Generator[Progress, None, Upload]:
    """Read the file at `path` and return its columns and what could be predicted.

    `table` chooses one of several, `kinds` corrects what columns are, as in Choices.
    Raises Refused, in one sentence, for what is no table.
    """
    from core.columns import understand as understand_columns
    from core.kept import read_once
    from core.reading import tables

    decided = choices({"table": table, "kinds": kinds})
    place = Path(path)
    if not place.is_file():
        raise Refused(f"'{name}' is not here any more; bring it again.")
    yield Progress(done=0, total=4, message="Opening the file")
    inside = tables(place, name)
    yield Progress(done=1, total=4, message="Reading the table")
    try:
        cells = read_once(place, name, decided.table)
    except Refused:
        # Of several tables in one archive, a person has to choose.
        if table or len(inside) < 2:
            raise
        return Upload(name=name, tables=inside, table="")
    yield Progress(done=2, total=4, message="Finding out what its columns are")
    known = understand_columns(cells, decided)
    yield Progress(done=3, total=4, message="Looking for a target")
    return _upload(name, inside, decided.table or cells.table, known)


def _upload(name: str, inside: tuple[str, ...], table: str, known: "Table") -> Upload:
    """Return what was read, with every column that can be a target."""
    from core.table import candidates, suggest_target

    usable = candidates(known)
    targets = tuple(
        Target(
            name=column,
            task=found.task,
            classes=tuple(found.classes),
            low=found.low,
            high=found.high,
        )
        for column, found in usable.items()
    )
    return Upload(
        name=name,
        tables=inside,
        table=table,
        rows=known.rows,
        columns=known.columns,
        targets=targets,
        suggested=suggest_target(known, usable),
        notes=known.notes,
    )
