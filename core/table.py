"""A file that a person brought, read into a Dataset or refused in one sentence.

    bytes ─read_table─▶ DataFrame ─to_dataset(target)─▶ Dataset with notes and traps

What was guessed, repaired or left out on the way is said in `notes`; what would fool
a person is said in `traps`.
"""

from typing import TYPE_CHECKING, Literal

from core.dataset import Dataset, Kind
from core.errors import Refused
from core.reading import header, listing, read_cells, typed
from core.traps import find_traps

if TYPE_CHECKING:
    import pandas as pd

MIN_ROWS = 20
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
MAX_CLASSES = 20
MIN_CLASS_ROWS = 3
MAX_LEVELS = 50
MAX_ENCODED_CELLS = 40_000_000
IDENTIFIER_SHARE = 0.9
OTHER = "other"
POSITIVE = frozenset(
    ("yes", "true", "y", "t", "positive", "malignant", "fraud", "left", "churned")
)
TARGET_WORDS = frozenset(
    ("target", "class", "label", "outcome", "y", "result", "diagnosis", "left")
)


def read_table(data: bytes, name: str) -> "pd.DataFrame":
    """Return the table in a file's bytes: float64 with NaN, or text with None.

    `name` is used in sentences only; `attrs["notes"]` says what was repaired.
    Raises Refused, with one sentence that says what to do, for anything else.
    """
    import pandas as pd

    cells, separator, notes = read_cells(data, name)
    rows, columns = len(cells) - 1, cells.shape[1]
    _refuse_size(rows, columns, name)
    names, renamed = header(cells.iloc[0].tolist(), name)
    body = cells.iloc[1:].reset_index(drop=True)
    read = {
        column: typed(body.iloc[:, i], separator != ",")
        for i, column in enumerate(names)
    }
    frame = pd.DataFrame({column: values for column, (values, _) in read.items()})
    said = [f"'{column}': {note}" for column, (_, note) in read.items() if note]
    frame.attrs["notes"] = (*notes, *renamed, *said)
    return frame


def kinds(frame: "pd.DataFrame") -> tuple[Kind, ...]:
    """Return `number` or `category` for each column that `read_table` gave."""
    return tuple("number" if t.kind == "f" else "category" for t in frame.dtypes)


def candidates(frame: "pd.DataFrame") -> dict[str, dict[str, int]]:
    """Return the rows a class of every column that can be a target."""
    usable = {}
    for name in frame.columns:
        try:
            labels, classes, _ = _labels(frame, name)
        except Refused:
            continue
        rows = labels.value_counts()
        usable[name] = {word: int(rows[word]) for word in classes}
    return usable


def suggest_target(frame: "pd.DataFrame") -> str | None:
    """Return the likeliest target, or None where no column can be one.

    A telling name comes first, then the last and the first column if they hold words
    or two values, then the column with the fewest values.
    """
    usable = candidates(frame)
    telling = [name for name in usable if name.casefold() in TARGET_WORDS]
    worded = dict(zip(frame.columns, kinds(frame), strict=True))
    ends = [
        name
        for name in (frame.columns[-1], frame.columns[0])
        if name in usable and (worded[name] == "category" or len(usable[name]) == 2)
    ]
    coarsest = sorted(usable, key=lambda name: len(usable[name]))
    return next(iter(telling + ends + coarsest), None)


def to_dataset(
    frame: "pd.DataFrame",
    target: str,
    title: str,
    source: str = "Brought by you.",
    licence: str = "Yours: it stays with you.",
) -> Dataset:
    """Return the data set that predicts `target`; raises Refused when none can be made.

    Rows without a class and columns that say nothing are left out; `notes` says which.
    """
    labels, classes, row_notes = _labels(frame, target)
    X, column_notes = _features(frame.loc[labels.index].drop(columns=target))
    codes = labels.map({name: code for code, name in enumerate(classes)})
    X, y = X.reset_index(drop=True), codes.to_numpy(dtype="int64")
    return Dataset(
        title=title,
        X=X,
        y=y,
        target=target,
        classes=classes,
        kinds=kinds(X),
        source=source,
        licence=licence,
        notes=(*frame.attrs.get("notes", ()), *row_notes, *column_notes),
        traps=find_traps(X, y, classes),
    )


def outcome(dataset: Dataset) -> Literal["accept", "warn"]:
    """Return `warn` when there is something to read before trusting the table."""
    return "warn" if dataset.notes or dataset.traps else "accept"


def _refuse_size(rows: int, columns: int, name: str) -> None:
    if rows < MIN_ROWS:
        raise Refused(f"'{name}' has {rows} rows; at least {MIN_ROWS} are needed.")
    if columns > MAX_COLUMNS:
        raise Refused(
            f"'{name}' has {columns} columns; keep the {MAX_COLUMNS} that matter most."
        )
    if rows * columns > MAX_CELLS:
        raise Refused(
            f"'{name}' has {rows:,} rows of {columns} columns; keep a random part of "
            f"at most {MAX_CELLS // columns:,} rows."
        )


def _labels(
    frame: "pd.DataFrame", target: str
) -> "tuple[pd.Series, tuple[str, ...], list[str]]":
    """Return the class name of every row that has one, the classes, and notes."""
    if target not in frame.columns:
        raise Refused(f"There is no column '{target}'; known are {listing(frame)}.")
    values = frame[target].dropna()
    _refuse_target(values, target)
    gaps = len(frame) - len(values)
    notes = [f"Rows without a '{target}', left out: {gaps}."] if gaps else []
    counts = values.value_counts()
    rare = counts[counts < MIN_CLASS_ROWS].index
    if len(rare):
        notes.append(
            f"Classes of fewer than {MIN_CLASS_ROWS} rows are left out: "
            f"{listing(_word(value) for value in sorted(rare))}."
        )
    values = values[~values.isin(rare)]
    if values.nunique() < 2 or len(values) < MIN_ROWS:
        raise Refused(
            f"'{target}' leaves {len(values)} rows in {values.nunique()} classes; two "
            f"classes and {MIN_ROWS} rows are needed: choose another target."
        )
    names = values.map({value: _word(value) for value in values.unique()})
    return names, _ordered(values), notes


def _refuse_target(values: "pd.Series", target: str) -> None:
    distinct = values.nunique()
    if distinct < 2:
        what = "the same value in every row" if distinct else "no values"
        raise Refused(
            f"'{target}' has {what}, so there is nothing to predict; choose another "
            "target."
        )
    if distinct <= MAX_CLASSES:
        return
    what = "numbers, so it is a quantity and not a class"
    if values.dtype.kind != "f":
        what = "texts, so it looks like free text or an identifier"
    raise Refused(
        f"'{target}' holds {distinct:,} different {what}; choose a target with 2 to "
        f"{MAX_CLASSES} different values."
    )


def _ordered(values: "pd.Series") -> tuple[str, ...]:
    """Return the class names in order; of two, the one that means yes comes last."""
    names = [_word(value) for value in sorted(values.unique())]
    if len(names) == 2 and names[0].casefold() in POSITIVE:
        names.reverse()
    return tuple(names)


def _word(value: float | str) -> str:
    return value if isinstance(value, str) else format(value, ".15g")


def _features(frame: "pd.DataFrame") -> "tuple[pd.DataFrame, list[str]]":
    """Return the columns that say something, and notes on the others."""
    import pandas as pd

    useless: dict[str, list[str]] = {}
    kept, notes = {}, []
    most = _most_levels(frame)
    for name, kind in zip(frame.columns, kinds(frame), strict=True):
        if reason := _useless(frame[name], kind):
            useless.setdefault(reason, []).append(name)
            continue
        kept[name] = frame[name]
        if kind == "category" and frame[name].nunique() > most:
            kept[name] = _coarser(frame[name], most)
            notes.append(
                f"'{name}': all but the {most - 1} most frequent are '{OTHER}'."
            )
    if not kept:
        raise Refused("No column besides the target says anything; bring more columns.")
    left_out = [f"Left out, {why}: {listing(names)}." for why, names in useless.items()]
    return pd.DataFrame(kept), left_out + notes


def _most_levels(frame: "pd.DataFrame") -> int:
    """Return how many levels a category may keep: fewer in a large table."""
    cells = len(frame) * kinds(frame).count("category")
    return max(5, min(MAX_LEVELS, MAX_ENCODED_CELLS // max(1, cells)))


def _useless(column: "pd.Series", kind: Kind) -> str:
    """Return why a column cannot help, or an empty text."""
    present, distinct = column.count(), column.nunique()
    if not present:
        return "no values"
    if column.nunique(dropna=kind == "number") < 2:
        return "one value only"
    if kind == "category" and present >= 10 and distinct > IDENTIFIER_SHARE * present:
        return "a name or an identifier"
    return ""


def _coarser(column: "pd.Series", most: int) -> "pd.Series":
    frequent = column.value_counts().index[: most - 1]
    return column.where(column.isin(frequent) | column.isna(), OTHER)
