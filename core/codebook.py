"""What an encoder has learned, as plain numbers: single rows read without a table.

scikit-learn's own transformers take longer over one row than a forest takes to answer
it; what they do to a column is little.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.dataset import Dataset
from core.encode import Groups, groups, levels

if TYPE_CHECKING:
    import numpy as np

Cells = tuple[float | str | None, ...]

GAP = ""  # stands for an empty cell among words, which are never empty


@dataclass(frozen=True, kw_only=True, eq=False)
class Numbers:
    """How numbers are read: gaps become `fill`, then (cell - centre) / spread."""

    fill: float
    centre: float = 0.0
    spread: float = 1.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Words:
    """How a column of words is read: word i as `codes[i]`, all others as `unknown`.

    Codes have shape (words, encoded columns). `GAP` among the words is an empty cell.
    """

    words: tuple[str, ...]
    codes: "np.ndarray"
    unknown: "np.ndarray"


@dataclass(frozen=True, kw_only=True, eq=False)
class Codebook:
    """How each feature is read, and which encoded columns belong to it."""

    columns: tuple[Numbers | Words, ...]
    groups: Groups


def codebook(fitted: Any, dataset: Dataset) -> Codebook:
    """Read what a fitted encoder has learned of the data set's columns."""
    columns: list[Numbers | Words] = []
    for _, step, places in fitted.transformers_:
        if type(step).__name__ in ("OneHotEncoder", "OrdinalEncoder"):
            columns += _words(step)
        else:
            columns += _numbers(step, len(places))
    return Codebook(columns=tuple(columns), groups=groups(fitted, dataset))


def encoded(book: Codebook, rows: list[Cells]) -> "np.ndarray":
    """Return made-up rows as the model reads them, float64 (rows, encoded columns)."""
    import numpy as np

    X = np.empty((len(rows), sum(map(len, book.groups))))
    for place, (how, own) in enumerate(zip(book.columns, book.groups, strict=True)):
        cells: list[Any] = [row[place] for row in rows]
        if isinstance(how, Numbers):
            held = np.array(cells, dtype=np.float64)
            held = np.where(np.isnan(held), how.fill, held)
            X[:, own[0]] = (held - how.centre) / how.spread
        else:
            known = dict(zip(how.words, how.codes, strict=True))
            for row, cell in enumerate(cells):
                word = cell if isinstance(cell, str) else GAP
                X[row, list(own)] = known.get(word, how.unknown)
    return X


def _numbers(step: Any, width: int) -> list[Numbers | Words]:
    steps = [each for _, each in getattr(step, "steps", [("", step)])]
    fills = steps[0].statistics_.tolist()
    if len(steps) == 1:
        return [Numbers(fill=fill) for fill in fills]
    centres, spreads = steps[1].mean_.tolist(), steps[1].scale_.tolist()
    return [
        Numbers(fill=fill, centre=centre, spread=spread)
        for fill, centre, spread in zip(fills, centres, spreads, strict=True)
    ]


def _words(step: Any) -> list[Numbers | Words]:
    """Ask the step itself about each word that it knows, and about an unknown one."""
    import numpy as np
    import pandas as pd

    found: list[Numbers | Words] = []
    apart = type(step).__name__ == "OneHotEncoder"
    widths = (
        [len(own) for own in levels(step)] if apart else [1] * len(step.categories_)
    )
    ends, count = np.cumsum(widths), len(step.categories_)
    for place, known in enumerate(step.categories_):
        asked = np.full((len(known) + 1, count), None, dtype=object)
        asked[:, :] = [own[0] for own in step.categories_]
        asked[:-1, place], asked[-1, place] = known, "\0"  # no file has such a cell
        named = pd.DataFrame(asked, columns=step.feature_names_in_, dtype=object)
        said = step.transform(named)[:, ends[place] - widths[place] : ends[place]]
        words = tuple(word if isinstance(word, str) else GAP for word in known)
        found.append(Words(words=words, codes=said[:-1], unknown=said[-1]))
    return found
