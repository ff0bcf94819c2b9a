"""A table that was understood, made into a Dataset or refused in one sentence.

    file ─read─▶ Cells ─understand─▶ Table ─to_dataset─▶ Dataset

What was guessed, converted, sampled or left out on the way is said in `notes`.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from core.choices import Choices
from core.columns import MIN_ROWS, Table, grouped, understand, unknown
from core.dataset import Dataset
from core.errors import Refused
from core.features import kinds, told_apart, use
from core.target import (
    Candidate,
    answers_of,
    candidates,
    infer_task,
    suggest_target,
)

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = [
    "Candidate",
    "candidates",
    "dataset_of",
    "infer_task",
    "outcome",
    "suggest_target",
    "to_dataset",
]

MIN_GROUPS = 3


class Judged(Protocol):
    """What has notes and traps, such as a summary; traps are optional."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what was guessed or changed."""
        ...


def dataset_of(
    source: bytes | Path,
    name: str,
    choices: Choices,
    *,
    title: str = "",
    origin: str = "Brought by you.",
    licence: str = "Yours: it stays with you.",
) -> Dataset:
    """Return the data set in a file; raises Refused when none can be made.

    `name` is used in sentences only; `origin` becomes the data set's source.
    """
    from core.reading import read

    table = understand(read(source, name, choices.table), choices)
    return to_dataset(table, choices, title or name, source=origin, licence=licence)


def to_dataset(
    table: Table,
    choices: Choices,
    title: str,
    source: str = "Brought by you.",
    licence: str = "Yours: it stays with you.",
) -> Dataset:
    """Return the data set that predicts `choices.target`, the likeliest one if empty.

    Raises Refused, with one sentence that says what to do, when none can be made.
    """
    import pandas as pd

    choices = _checked(table, choices)
    table, untimed = _timed(table, choices)
    answers = answers_of(table, choices)
    frame = table.frame.iloc[answers.rows].reset_index(drop=True)
    used = [use(column, frame[column.name], choices) for column in table.columns]
    X = pd.DataFrame(told_apart([u.features for u in used]), index=frame.index)
    if not X.shape[1]:
        raise Refused(
            f"No column besides '{choices.target}' can help to predict it; bring or "
            "keep more columns."
        )
    out = [u.column.name for u in used if u.column.use == "left out"]
    names = [c.name for c in table.columns if c.name not in choices.drop]
    said = [(u.column.name, what) for u in used for what in u.said]
    return _kept(
        Dataset(
            title=title,
            X=X,
            y=answers.y,
            target=choices.target,
            classes=answers.classes,
            kinds=kinds(X),
            source=source,
            licence=licence,
            protocol="ours" if choices.split == "random" else choices.split,
            by=_by(frame, choices),
            columns=tuple(u.column for u in used),
            aside=frame[out],
            first=table.first,
            notes=(*table.notes_on(names), *untimed, *answers.notes, *grouped(said)),
        ),
        choices,
    )


def outcome(judged: Judged) -> Literal["accept", "warn"]:
    """Return `warn` when there is something to read before trusting the table."""
    return "warn" if judged.notes or getattr(judged, "traps", ()) else "accept"


def _checked(table: Table, choices: Choices) -> Choices:
    """Return the choices with a target; raises Refused for columns that are none."""
    names = [column.name for column in table.columns]
    for name in (*choices.drop, choices.by, choices.target):
        if name and name not in names:
            raise unknown(name, names)
    if choices.split != "random" and not choices.by:
        raise Refused(f"A split by {choices.split} needs a column; say which one.")
    if choices.target:
        return choices
    kept = tuple(c for c in table.columns if c.name not in choices.drop)
    target = suggest_target(replace(table, columns=kept)) if kept else None
    if target is None:
        raise Refused(
            "No column of this table can be predicted; a target needs numbers or 2 to "
            f"20 classes, in at least {MIN_ROWS} rows."
        )
    return replace(choices, target=target)


def _timed(table: Table, choices: Choices) -> tuple[Table, tuple[str, ...]]:
    """Return the table without the rows that a split by time cannot place, and a note.

    They go before classes are counted: a class may be in no other row.
    """
    if choices.split != "time":
        return table, ()
    cells, kind = table.frame[choices.by], table.column(choices.by).kind
    if kind not in ("date", "number", "identifier") or cells.dtype == object:
        raise Refused(
            f"'{choices.by}' holds no dates and no numbers, so it cannot order rows in "
            "time; choose another column."
        )
    if choices.by == choices.target:
        raise Refused(
            f"'{choices.by}' is the target, so it cannot order rows in time as well; "
            "choose another column."
        )
    gaps = int(cells.isna().sum())
    if not gaps:
        return table, ()
    frame = table.frame[cells.notna()].reset_index(drop=True)
    note = f"Rows without a '{choices.by}', left out: {gaps}."
    return replace(table, frame=frame), (note,)


def _by(frame: "pd.DataFrame", choices: Choices) -> "np.ndarray | None":
    """Return the time of each row in its unit or in seconds, or the code of its group.

    Rows without a group are one group more.
    """
    import pandas as pd

    if choices.split == "random":
        return None
    cells = frame[choices.by]
    if choices.split == "group":
        codes, groups = pd.factorize(cells, use_na_sentinel=False)
        if choices.by == choices.target or len(groups) < MIN_GROUPS:
            raise Refused(
                f"'{choices.by}' makes {len(groups)} groups; a split by group needs "
                f"{MIN_GROUPS} or more that are not the target; choose another column."
            )
        return codes.astype("int64")
    if cells.dtype.kind == "M":
        cells = (cells - pd.Timestamp("1970-01-01")).dt.total_seconds()
    return cells.to_numpy(dtype="float64")


def _kept(dataset: Dataset, choices: Choices) -> Dataset:
    """Return the data set without copies, if so chosen."""
    if not choices.drop_copies:
        return dataset
    facts = dataset.X.set_axis(range(dataset.X.shape[1]), axis=1)
    keep = ~facts.assign(answer=dataset.y).duplicated().to_numpy()
    if keep.sum() < MIN_ROWS:
        raise Refused(
            f"Only {keep.sum()} rows are left, and {MIN_ROWS} are needed; keep copies "
            "or bring more rows."
        )
    aside = dataset.aside
    return replace(
        dataset,
        X=dataset.X[keep].reset_index(drop=True),
        y=dataset.y[keep],
        by=None if dataset.by is None else dataset.by[keep],
        aside=None if aside is None else aside[keep].reset_index(drop=True),
    )
