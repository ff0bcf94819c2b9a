"""What a person decided about a table: target, task, columns, gaps, split.

Each decision is a parameter of the data set, so that it stands in the address and on
the command line, and is part of the key of every run.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args
from urllib.parse import quote, unquote

from core.errors import Refused
from core.params import Choice, Flag, Param, Text, Value

ColumnKind = Literal[
    "number", "category", "yes/no", "date", "text", "identifier", "constant"
]
KINDS: tuple[ColumnKind, ...] = get_args(ColumnKind)
SplitBy = Literal["random", "time", "group"]

AS_SAID = "as you said"  # why a column is left out that a person decided on


@dataclass(frozen=True, kw_only=True)
class Choices:
    """Decisions about a table; an empty one leaves the guess in force.

    `kinds` corrects what columns are, `missing` pairs a column with a value that stands
    for a gap in it, `by` names the column of a split by time or by group.
    """

    table: str = ""
    target: str = ""
    task: Literal["", "classification", "regression"] = ""
    drop: tuple[str, ...] = ()
    kinds: tuple[tuple[str, ColumnKind], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    split: SplitBy = "random"
    by: str = ""
    drop_copies: bool = False


# Longer addresses are cut off by some proxies.
LONGEST = 3000

# Of every table of somebody's making, the bundled ones included.
EDITS: tuple[Param, ...] = (
    Text(
        name="drop",
        label="Columns left out",
        default="",
        help="Names of columns that no model may see, with commas between them.",
        longest=LONGEST,
    ),
    Text(
        name="kinds",
        label="Kinds of columns",
        default="",
        help="Corrections as column:kind, with commas between them.",
        longest=LONGEST,
    ),
    Text(
        name="missing",
        label="Values that mean missing",
        default="",
        help="Such as age:999, with commas between them.",
        longest=LONGEST,
    ),
    Choice(
        name="split",
        label="Split",
        default="random",
        options=(
            ("random", "At random"),
            ("time", "By time: test on the latest rows"),
            ("group", "By group: test on groups never seen"),
        ),
        help="How rows are dealt into training, validation and test.",
    ),
    Text(
        name="by",
        label="Split by",
        default="",
        help="The column with the time or the group.",
    ),
    Flag(
        name="drop_copies",
        label="Leave out copies",
        default=False,
        help="Keep one of each set of identical rows.",
    ),
)
# Of tables that a person brings.
BROUGHT: tuple[Param, ...] = (
    Text(
        name="table",
        label="Table",
        default="",
        help="The sheet of a workbook or the file in an archive.",
    ),
    Text(
        name="target",
        label="Target",
        default="",
        help="The column to predict; empty means the likeliest one.",
    ),
    Choice(
        name="task",
        label="Task",
        default="",
        options=(
            ("", "As it looks"),
            ("classification", "Sort rows into classes"),
            ("regression", "Predict a quantity"),
        ),
        help="Whether the target's values are classes or amounts.",
    ),
    *EDITS,
)


def choices(values: Mapping[str, Value]) -> Choices:
    """Return the decisions that a data set's values hold; raises Refused."""
    known = {param.name for param in BROUGHT}
    given = dict.fromkeys(known, "") | {k: v for k, v in values.items() if k in known}
    return Choices(
        table=str(given["table"]),
        target=str(given["target"]),
        task=cast(Literal["", "classification", "regression"], given["task"]),
        drop=names(str(given["drop"])),
        kinds=tuple((column, _kind(word)) for column, word in pairs(given["kinds"])),
        missing=pairs(given["missing"]),
        split=cast(SplitBy, given["split"] or "random"),
        by=str(given["by"]),
        drop_copies=bool(given["drop_copies"]),
    )


def splits_by(way: str) -> str:
    """Return why the column is left out that a split goes by."""
    return f"it says how to split by {way}"


def names(text: str) -> tuple[str, ...]:
    """Return the names in a text, commas between them, odd characters as %2C."""
    return tuple(unquote(part.strip()) for part in text.split(",") if part.strip())


def pairs(text: object) -> tuple[tuple[str, str], ...]:
    """Return the pairs in a text such as `age:999,city:%3F`; raises Refused."""
    split = [part.partition(":") for part in str(text).split(",") if part.strip()]
    for name, colon, _ in split:
        if not colon:
            raise Refused(f"'{name}' says nothing of a column; write column:value.")
    return tuple((unquote(name.strip()), unquote(value)) for name, _, value in split)


def to_names(columns: Iterable[str]) -> str:
    """Return names as one text that `names` reads."""
    return ",".join(_quoted(column) for column in columns)


def to_pairs(given: Iterable[tuple[str, str]]) -> str:
    """Return pairs as one text that `pairs` reads."""
    return ",".join(f"{_quoted(name)}:{_quoted(value)}" for name, value in given)


def _quoted(text: str) -> str:
    return quote(text, safe=" ()[]/_-.'?=<>+")


def _kind(word: str) -> ColumnKind:
    if word not in KINDS:
        raise Refused(f"'{word}' is no kind of column; known are {', '.join(KINDS)}.")
    return word
