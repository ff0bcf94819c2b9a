"""A table's cells, understood: each column gets a kind and typed values."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from core.choices import Choices
from core.dataset import Column
from core.errors import Refused
from core.format import Cells, listing
from core.kinds.cells import (
    Understood,
    finite,
    first_rows,
    from_numbers,
    from_times,
    plain_column,
    shown,
    texts,
)
from core.kinds.meaning import forced, from_words
from core.kinds.words import to_words
from core.limits import limits
from core.seeds import derive

if TYPE_CHECKING:
    import pandas as pd

SAMPLED = "Sampled at random"  # how the note on fewer rows begins
USELESS = ("text", "identifier", "constant")
EXAMPLES = 3
MIN_ROWS = 20


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table understood, target not yet chosen.

    `first` holds the first rows as they stood in the file. `frame` holds float64 with
    NaN (number), datetime64[ns] with NaT (date), or text with None (every other kind).
    `rows` counts those of the file, of which `frame` may be a sample; `file_notes` are
    on all of it, `said` pairs a column with what was done to it.
    """

    frame: "pd.DataFrame"
    columns: tuple[Column, ...]
    rows: int
    first: "pd.DataFrame | None" = None
    file_notes: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Return all that was guessed or changed, one sentence for equal things."""
        return self.notes_on(column.name for column in self.columns)

    def notes_on(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the notes on all of the table and on some columns."""
        wanted = set(names)
        return (*self.file_notes, *grouped(s for s in self.said if s[0] in wanted))

    def column(self, name: str) -> Column:
        """Return what a column was taken for; raises Refused for an unknown name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise unknown(name, [column.name for column in self.columns])


def understand(cells: Cells, choices: Choices) -> Table:
    """Return the table that cells hold; raises Refused for impossible choices.

    A table longer than the limits is sampled first: the same rows every time, in their
    order.
    """
    import pandas as pd

    if len(cells.frame) < MIN_ROWS:
        raise Refused(
            f"The table has {len(cells.frame)} rows, and at least {MIN_ROWS} are "
            "needed; bring more."
        )
    frame, sampled = _sampled(cells.frame)
    for name in [*dict(choices.kinds), *dict(choices.missing)]:
        if name not in frame.columns:
            raise unknown(name, frame.columns)
    read, facts = {}, []
    for name, column in frame.items():
        got = read[name] = _understood(column, cells.decimal_comma, choices)
        facts.append(_facts(str(name), column, got))
    about = [(name, what) for name, got in read.items() for what in got.said]
    values = {name: got.values for name, got in read.items()}
    return Table(
        frame=pd.DataFrame(values, index=frame.index).reset_index(drop=True),
        columns=tuple(facts),
        rows=len(cells.frame),
        first=first_rows(cells.frame),
        file_notes=(*cells.notes, *sampled),
        said=tuple(about),
    )


def grouped(said: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return pairs of a column and what was done as sentences: one for equal deeds."""
    columns: dict[str, list[str]] = {}
    for name, what in said:
        columns.setdefault(what, []).append(name)
    return tuple(f"{what}: {listing(names)}." for what, names in columns.items())


def unknown(name: str, known: Iterable[str]) -> Refused:
    """Return the refusal of a column's name, with the likeliest one meant."""
    names = [str(column) for column in known]
    folded = {column.casefold(): column for column in names}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.75)
    if near:
        return Refused(
            f"There is no column '{name}'; did you mean '{folded[near[0]]}'?"
        )
    return Refused(f"There is no column '{name}'; known are {listing(names)}.")


def _sampled(frame: "pd.DataFrame") -> "tuple[pd.DataFrame, tuple[str, ...]]":
    """Return as many rows as models may be given, numbered by their place."""
    import numpy as np
    import pandas as pd

    frame = frame.set_axis(pd.RangeIndex(len(frame)), axis=0)
    most = min(limits().max_rows, limits().max_cells // max(1, frame.shape[1]))
    if len(frame) <= most:
        return frame, ()
    draw = np.random.default_rng(derive(0, "sampled rows"))
    chosen = np.sort(draw.permutation(len(frame))[:most])
    note = f"{SAMPLED}: {most:,} of the {len(frame):,} rows are used."
    return frame.iloc[chosen], (note,)


def _understood(
    column: "pd.Series", decimal_comma: bool, choices: Choices
) -> Understood:
    """Return a column as it looks, or as the kind that a person named."""
    gaps = frozenset(v.strip() for n, v in choices.missing if n == column.name)
    kind = dict(choices.kinds).get(str(column.name))
    cells, said = plain_column(column)
    if cells.dtype.kind not in "fM":
        words = to_words(cells, gaps, decimal_comma)
        return forced(words, kind) if kind else from_words(words)
    if cells.dtype.kind == "M":
        found = from_times(cells.mask(texts(cells).isin(gaps)), said)
    else:
        found = from_numbers(_without(cells, gaps), said)
    if kind is None or kind == found.kind:
        return found
    if kind == "number" and cells.dtype.kind == "f":
        values, said = finite(_without(cells, gaps), said)
        return Understood(kind="number", values=values, said=said)
    return forced(to_words(texts(cells), gaps), kind)


def _without(cells: "pd.Series", gaps: frozenset[str]) -> "pd.Series":
    """Return numbers without those that a person called gaps."""
    return cells.mask(cells.isin(map(_number, gaps))) if gaps else cells


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def _facts(name: str, raw: "pd.Series", got: Understood) -> Column:
    """Return what is shown of a column: three cells as they stood in the file."""
    import pandas as pd

    values = got.values.to_numpy()
    missing, distinct = int(pd.isna(values).sum()), got.distinct
    if distinct is None:
        distinct = len(pd.unique(values)) - (missing > 0)
    return Column(
        name=name,
        kind=got.kind,
        use="left out" if got.kind in USELESS else "feature",
        examples=tuple(map(shown, _examples(raw))),
        missing=missing,
        distinct=distinct,
        reason=got.reason or "; ".join(got.said),
    )


def _examples(raw: "pd.Series") -> list[Any]:
    """Return the first cells that differ, gaps left out."""
    for some in (raw.iloc[:20], raw):
        first = some.dropna().iloc[:1000].drop_duplicates().head(EXAMPLES)
        if len(first) == EXAMPLES:
            break
    return first.tolist()
