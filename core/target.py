"""What a table could predict: which columns can be a target, of which task."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.choices import Choices
from core.columns import MIN_ROWS, Table
from core.dataset import Column, Task
from core.errors import Refused
from core.format import listing

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MAX_CLASSES = 20
FEW_NUMBERS = 10  # whole numbers with as many values are classes
MIN_CLASS_ROWS = 3
POSITIVE = frozenset(
    (
        *("yes", "true", "y", "t", "positive", "pos", "malignant", "fraud"),
        *("fraudulent", "left", "churned", "churn", "default", "defaulted", "spam"),
        *("died", "dead", "deceased", "sick", "ill", "disease", "diseased", "abnormal"),
        *("failed", "failure", "faulty", "defect", "defective", "anomaly", "attack"),
        *("accepted", "approved", "converted", "bought", "purchased", "clicked"),
        *("cancelled", "canceled", "hired", "passed", "pass", "won", "win", "success"),
        *("high", "present", "infected", "survived", "case", "event", "late"),
    )
)
# Likeliest first: as the whole name, then the sure ones as its last word.
TELLING = (
    *("target", "label", "class", "outcome", "y", "response", "result", "diagnosis"),
    *("churn", "churned", "attrition", "exited", "left", "survived", "default"),
    *("defaulted", "fraud", "spam", "approved", "converted", "purchased", "clicked"),
    *("cancelled", "canceled", "readmitted", "died", "death", "deceased", "disease"),
    *("species", "quality", "price", "salary", "sales", "revenue", "rent", "charges"),
    *("income", "demand", "consumption", "yield", "mpg", "score", "grade", "rating"),
)
# In the middle of a table these rather help to predict a last column of two classes.
AMOUNTS = frozenset(TELLING[TELLING.index("price") :])
SURE = TELLING.index("sales")


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A column that can be a target: its task, rows a class, or range of amounts."""

    task: Task
    classes: tuple[tuple[str, int], ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Answers:
    """The target of every row that has one.

    `rows` are places in the table's frame; `y` holds class codes (int64) that index
    `classes`, or float64 amounts where there are none.
    """

    rows: "np.ndarray"
    y: "np.ndarray"
    classes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def candidates(table: Table) -> dict[str, Candidate]:
    """Return every column that can be a target, with what it would predict."""
    usable = {}
    for column in table.columns:
        try:
            answers = answers_of(table, Choices(target=column.name))
        except Refused:
            continue
        usable[column.name] = _candidate(answers)
    return usable


def suggest_target(
    table: Table, known: Mapping[str, Candidate] | None = None
) -> str | None:
    """Return the likeliest target, or None where no column can be one.

    `known` are the table's candidates, where they have been found already.
    A telling name comes first, then the last and the first column where they hold
    classes, then the last column, then any other.
    """
    found = candidates(table) if known is None else known
    # What is empty in most rows is hardly what the table is about.
    full = {c.name for c in table.columns if c.missing <= len(table.frame) / 2}
    usable = {name: found[name] for name in found if name in full} or found
    last = table.columns[-1].name
    asked = last in usable and usable[last].task == "binary"
    sides = {table.columns[0].name, last}
    named = [
        name
        for name in usable
        if not asked or name in sides or name.casefold() not in AMOUNTS
    ]
    telling = [name for word in TELLING for name in named if name.casefold() == word]
    said = [name for word in TELLING[:SURE] for name in named if _ends(name, word)]
    ends = [c.name for c in (table.columns[-1], table.columns[0]) if c.name in usable]
    worded = [
        name
        for name in ends
        if table.frame[name].dtype == object or usable[name].task == "binary"
    ]
    return next(iter([*telling, *said, *worded, *ends, *usable]), None)


def infer_task(table: Table, choices: Choices) -> Task:
    """Return what predicting `choices.target` is; raises Refused where nothing fits."""
    column, values = _target(table, choices)
    distinct = column.distinct
    _refuse_kind(column)
    amounts = column.kind == "number"
    if choices.task == "regression":
        if not amounts:
            raise Refused(
                f"'{column.name}' holds words, so there is no quantity to predict; "
                "choose a column of numbers or sort rows into classes."
            )
        return "regression"
    whole = amounts and not (values.to_numpy() % 1).any()
    few = distinct <= 2 or not amounts or (whole and distinct <= FEW_NUMBERS)
    if not few and choices.task == "":
        return "regression"
    if distinct > MAX_CLASSES:
        raise Refused(
            f"'{column.name}' holds {distinct:,} different values, too many for "
            f"classes; choose a target with 2 to {MAX_CLASSES} of them"
            + (" or predict a quantity." if amounts else ".")
        )
    return "binary" if distinct == 2 else "multiclass"


def answers_of(table: Table, choices: Choices) -> Answers:
    """Return the target of each row that has one; raises Refused where none can be."""
    import numpy as np

    task = infer_task(table, choices)
    column, values = _target(table, choices)
    gaps = len(table.frame) - len(values)
    notes = [f"Rows without a '{column.name}', left out: {gaps}."] if gaps else []
    if task != "regression":
        return _classes(column, values, notes)
    if len(values) < MIN_ROWS:
        raise _few_rows(column, len(values))
    return Answers(
        rows=values.index.to_numpy(),
        y=values.to_numpy(dtype=np.float64),
        notes=tuple(notes),
    )


def _classes(column: Column, values: "pd.Series", notes: list[str]) -> Answers:
    """Return class codes; classes of a row or two are left out, with a note."""
    counts = values.value_counts()
    rare = counts[counts < MIN_CLASS_ROWS].index
    if len(rare):
        notes.append(
            f"Classes of '{column.name}' with fewer than {MIN_CLASS_ROWS} rows, left "
            f"out: {listing(word(value) for value in sorted(rare))}."
        )
        values = values[~values.isin(rare)]
    if len(values) < MIN_ROWS:
        raise _few_rows(column, len(values))
    if values.nunique() < 2:
        raise Refused(
            f"'{column.name}' has one class of at least {MIN_CLASS_ROWS} rows, and two "
            "are needed; choose another target."
        )
    ordered = sorted(values.unique())
    names = [word(value) for value in ordered]
    if [name.casefold() in POSITIVE for name in names] == [True, False]:
        names, ordered = names[::-1], ordered[::-1]
    codes = values.map({value: code for code, value in enumerate(ordered)})
    return Answers(
        rows=values.index.to_numpy(),
        y=codes.to_numpy(dtype="int64"),
        classes=tuple(names),
        notes=tuple(notes),
    )


def word(value: Any) -> str:
    """Return a class as text, a number without needless digits."""
    return value if isinstance(value, str) else format(value, ".15g")


def _few_rows(column: Column, rows: int) -> Refused:
    return Refused(
        f"'{column.name}' leaves {rows} rows, and at least {MIN_ROWS} are needed; "
        "bring more rows or choose another target."
    )


def _target(table: Table, choices: Choices) -> "tuple[Column, pd.Series]":
    column = table.column(choices.target)
    if column.name in choices.drop:
        raise Refused(
            f"'{column.name}' is the target and among the columns left out; take it "
            "off one of the two."
        )
    return column, table.frame[column.name].dropna()


def _refuse_kind(column: Column) -> None:
    """Raise Refused for a kind that nothing can predict, with the reason."""
    distinct = column.distinct
    if distinct < 2:
        what = "the same value in every row" if distinct else "no values"
        raise Refused(
            f"'{column.name}' has {what}, so there is nothing to predict; choose "
            "another target."
        )
    why = {
        "text": f"holds {distinct:,} different texts, which is free text",
        "identifier": f"holds {distinct:,} different values that only name the rows",
        "date": "holds dates, which are nothing to predict from a row",
    }.get(column.kind)
    if why:
        raise Refused(
            f"'{column.name}' {why}; choose a target with 2 to {MAX_CLASSES} classes "
            "or one of numbers."
        )


def _candidate(answers: Answers) -> Candidate:
    import numpy as np

    if not answers.classes:
        low, high = float(answers.y.min()), float(answers.y.max())
        return Candidate(task="regression", low=low, high=high)
    rows = np.bincount(answers.y, minlength=len(answers.classes)).tolist()
    return Candidate(
        task="binary" if len(rows) == 2 else "multiclass",
        classes=tuple(zip(answers.classes, rows, strict=True)),
    )


def _ends(name: str, word: str) -> bool:
    """Return whether a name of several words ends in one, such as is_fraud."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name)
    return len(word) > 1 and bool(parts) and parts[-1].casefold() == word
