"""Clue: what can be read off one column, row by row, before any model sees it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.choices import AS_SAID, splits_by
from core.dataset import Column, Dataset
from core.seeds import derive

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MOST_ROWS = 20_000
MOST_TEXTS = 100_000  # cells of free text that are taken apart, all columns together
MOST_TOKENS = 60
SAID = (AS_SAID, splits_by("time"), splits_by("group"))
WORD = re.compile(r"[^\W\d_]+")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, kw_only=True, eq=False)
class Clue:
    """Numbers or codes of words (float64, NaN for a gap) that stand for a column.

    `what` says how they were read off it: its value, whether it is filled, a word in
    its text, a number in its text.
    """

    column: str
    what: str
    values: "np.ndarray"
    words: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Sample:
    """Rows of a data set in random order, at most MOST_ROWS: positions and target."""

    rows: "np.ndarray"
    y: "np.ndarray"


def sample(dataset: Dataset) -> Sample:
    """Return the rows on which columns are compared with the target."""
    import numpy as np

    rng = np.random.default_rng(derive(0, "traps"))
    rows = rng.permutation(len(dataset.y))[:MOST_ROWS]
    return Sample(rows=rows, y=dataset.y[rows])


def owners(dataset: Dataset) -> dict[str, str]:
    """Return the column of the table that each feature was made of."""
    made = {f: c.name for c in dataset.columns for f in c.features}
    return {name: made.get(name, name) for name in map(str, dataset.X.columns)}


def known(dataset: Dataset) -> dict[str, Column]:
    """Return what each column of the table was taken for, by name."""
    return {column.name: column for column in dataset.columns}


def clues(
    dataset: Dataset, rows: "np.ndarray", wanted: Callable[[str], bool] | None = None
) -> Iterator[Clue]:
    """Yield every clue of every feature and of every column that was left out.

    With `wanted`, the values of those columns only, and which cells are filled.
    """
    import numpy as np

    told = list(_columns(dataset))
    texts = sum(cells.dtype == object for _, cells in told)
    few = rows[: max(200, MOST_TEXTS // max(1, texts))]
    for column, cells in told:
        if wanted is not None and not wanted(column) and not cells.hasnans:
            continue
        values, words = _numbers(cells.iloc[rows])
        gaps = np.isnan(values)
        yield Clue(column=column, what="value", values=values, words=words)
        if 0 < gaps.sum() < len(gaps):
            filled = (~gaps).astype("float64")
            yield Clue(column=column, what="filled", values=filled, words=True)
        if words and wanted is None and _wordy(values):
            yield from _in_text(column, cells.iloc[few])


def _columns(dataset: Dataset) -> "Iterator[tuple[str, pd.Series]]":
    """Yield features under their column's name, and columns left out unasked."""
    made = owners(dataset)
    for place, name in enumerate(map(str, dataset.X.columns)):
        yield made[name], dataset.X.iloc[:, place]
    aside = () if dataset.aside is None else dataset.aside.columns
    for column in dataset.columns:
        wordy = column.kind in ("text", "identifier") and column.name in aside
        if dataset.aside is not None and wordy and unasked(column):
            yield column.name, dataset.aside[column.name]


def unasked(column: Column) -> bool:
    """Return whether a column was left out without a word from the person."""
    return column.use == "left out" and column.reason not in SAID


def _numbers(cells: "pd.Series") -> "tuple[np.ndarray, bool]":
    """Return cells as numbers or codes, and whether they are codes of words."""
    import numpy as np

    if cells.dtype.kind == "M":
        days = cells.to_numpy().astype("datetime64[s]").astype("int64") / 86_400
        return np.where(cells.isna(), np.nan, days), False
    if cells.dtype.kind in "fiub":
        return cells.to_numpy(dtype="float64", na_value=np.nan), False
    codes = cells.factorize()[0].astype("float64")
    return np.where(codes < 0, np.nan, codes), True


def _wordy(codes: "np.ndarray") -> bool:
    """Return whether words hardly repeat, so that only their parts can tell."""
    import numpy as np

    distinct = int(np.nanmax(codes, initial=-1)) + 1
    return distinct > max(20, len(codes) / 50)


def _in_text(column: str, cells: "pd.Series") -> Iterator[Clue]:
    """Yield whether frequent words occur in a text, and the numbers at its ends.

    The values belong to the first rows of the sample only.
    """
    import numpy as np

    texts = [cell if isinstance(cell, str) else "" for cell in cells]
    told = [NUMBER.findall(text[:1000]) for text in texts]
    for what, place in (("first number", 0), ("second number", 1), ("last number", -1)):
        found = [float(n[place][:15]) if n[place:] else np.nan for n in told]
        yield Clue(column=column, what=what, values=np.array(found))
    split = [set(WORD.findall(text[:1000].casefold())) for text in texts]
    counts: dict[str, int] = {}
    for words in split:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    low, high = 0.01 * len(texts), 0.99 * len(texts)
    frequent = sorted((-n, w) for w, n in counts.items() if low <= n <= high)
    for _, word in frequent[:MOST_TOKENS]:
        held = np.array([word in words for words in split], dtype="float64")
        yield Clue(column=column, what=f"word '{word}'", values=held, words=True)
