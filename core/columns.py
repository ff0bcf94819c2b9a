"""A table's cells, understood: each column gets a kind and typed values."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from core.cells import Understood, finite, from_numbers, from_times
from core.choices import Choices
from core.dataset import Column
from core.errors import Refused
from core.format import EXACT, Cells, listing
from core.limits import limits
from core.meaning import forced, from_words
from core.seeds import derive
from core.spelling import shortened
from core.words import to_words

if TYPE_CHECKING:
    import pandas as pd

SAMPLED = "Sampled at random"  # how the note on fewer rows begins
USELESS = ("text", "identifier", "constant")
EXAMPLES = 3
MIN_ROWS = 20
LONGEST_EXAMPLE = 60


@dataclass(frozen=True, kw_only=True, eq=False)
class Table:
    """A table understood, target not yet chosen.

    `frame` holds float64 with NaN (number), datetime64[ns] with NaT (date), or text
    with None (every other kind). `rows` counts those of the file, of which `frame` may
    be a sample; `file_notes` are on all of it, `said` pairs a column with what was
    done to it.
    """

    frame: "pd.DataFrame"
    columns: tuple[Column, ...]
    rows: int
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
        known = {column.name: column for column in self.columns}
        if name not in known:
            raise unknown(name, known)
        return known[name]


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
    read = {}
    for name in frame.columns:
        read[name] = _understood(frame[name], cells.decimal_comma, choices)
    about = [(name, what) for name, got in read.items() for what in got.said]
    values = {name: got.values for name, got in read.items()}
    return Table(
        frame=pd.DataFrame(values, index=frame.index).reset_index(drop=True),
        columns=tuple(_facts(name, frame[name], got) for name, got in read.items()),
        rows=len(cells.frame),
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
    cells, said = _plain_column(column)
    if cells.dtype.kind not in "fM":
        words = to_words(cells, gaps, decimal_comma)
        return forced(words, kind) if kind else from_words(words)
    if cells.dtype.kind == "M":
        found = from_times(cells.mask(_texts(cells).isin(gaps)), said)
    else:
        found = from_numbers(cells.mask(cells.isin(map(_number, gaps))), said)
    if kind is None or kind == found.kind:
        return found
    if kind == "number" and cells.dtype.kind == "f":
        values, said = finite(cells.mask(cells.isin(map(_number, gaps))), said)
        return Understood(kind="number", values=values, said=said)
    return forced(to_words(_texts(cells), gaps), kind)


def _plain_column(column: "pd.Series") -> "tuple[pd.Series, tuple[str, ...]]":
    """Return a column of any dtype as float64, datetime64[ns] or text objects."""
    import pandas as pd

    dtype = column.dtype
    if isinstance(dtype, pd.StringDtype):
        return column, ()
    if isinstance(dtype, pd.CategoricalDtype):
        return _plain_column(column.astype(dtype.categories.dtype))
    if pd.api.types.is_bool_dtype(dtype):
        named = {True: "true", False: "false"}
        return column.astype(object).map(named).astype(object), ()
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return _times(column)
    if pd.api.types.is_timedelta64_dtype(dtype):
        seconds = column.dt.total_seconds().astype("float64")
        return seconds, ("Spans of time read as seconds",)
    if pd.api.types.is_integer_dtype(dtype):
        return _whole(column)
    if pd.api.types.is_float_dtype(dtype):
        return column.astype("float64"), ()
    return _texts(column), ()


def _times(column: "pd.Series") -> "tuple[pd.Series, tuple[str, ...]]":
    """Return times as nanoseconds count them, those out of reach as gaps."""
    import pandas as pd

    if isinstance(column.dtype, pd.DatetimeTZDtype):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None)
    low, high = pd.Timestamp("1678-01-01"), pd.Timestamp("2262-01-01")
    inside = (column >= low) & (column < high)
    said = ("Times before 1678 or after 2261 taken as missing",)
    kept = column.where(inside).astype("datetime64[ns]")
    return kept, said if (column.notna() & ~inside).any() else ()


def _whole(column: "pd.Series") -> "tuple[pd.Series, tuple[str, ...]]":
    """Return whole numbers, as text where float64 would not tell them apart."""
    values = column.astype("float64")
    if len(values) and float(values.abs().max()) > EXACT:
        return _texts(column), ()
    return values, ()


def _texts(column: "pd.Series") -> "pd.Series":
    """Return cells of any kind as text, gaps as None."""
    if column.dtype.kind == "f":
        return column.map(_shown, na_action="ignore").astype(object)
    missing = column.isna()
    return column.astype(object).map(str).where(~missing, None).astype(object)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def _shown(value: Any) -> str:
    """Return a cell as a short text."""
    text = format(value, ".15g") if isinstance(value, float) else str(value)
    return shortened(text, LONGEST_EXAMPLE)


def _facts(name: str, raw: "pd.Series", got: Understood) -> Column:
    """Return what is shown of a column: three cells as they stood in the file."""
    present = raw.dropna()
    first = present.iloc[:1000].drop_duplicates().head(EXAMPLES)
    return Column(
        name=name,
        kind=got.kind,
        use="left out" if got.kind in USELESS else "feature",
        examples=tuple(_shown(cell) for cell in first.tolist()),
        missing=int(got.values.isna().sum()),
        distinct=int(got.values.nunique()),
        reason=got.reason or "; ".join(got.said),
    )
