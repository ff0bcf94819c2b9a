"""Awkward files of our own making: what each holds and what a person would expect.

Nothing lies on disk: each case makes its bytes. `accept` is a clean table, `warn` one
with something to read first, `reject` no usable table.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

Outcome = Literal["accept", "warn", "reject"]
Rows = list[list[str]]
HEADER = ["age", "spent", "height", "city", "plan"]


@dataclass(frozen=True, kw_only=True)
class Awkward:
    """One file: its bytes, what should come of it, and what should be said of it.

    `says` are words that the answer must contain in any case of letters; `expect`
    holds values of the answer, `kinds` those of single columns, `traps` the kinds of
    traps that must be among those found; `options` are those of the command line.
    """

    name: str
    make: Callable[[], bytes]
    outcome: Outcome
    says: tuple[str, ...] = ()
    file_name: str = "table.csv"
    options: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)
    expect: Mapping[str, Any] = field(default_factory=dict)


def clean_rows(count: int = 160, seed: int = 1) -> Rows:
    """Return rows of HEADER in which nothing is odd: a plan that age hints at."""
    draw = Random(seed)
    rows = []
    for _ in range(count):
        age = draw.randint(18, 80)
        spent = draw.lognormvariate(7.5, 0.4)
        height = draw.gauss(170, 9)
        city = draw.choice(["Oslo", "Lima", "Cairo", "Quito"])
        plus = draw.random() < 0.2 + 0.6 * (age > 45)
        rows.append(
            [
                f"{age}",
                f"{spent:.2f}",
                f"{height:.1f}",
                city,
                ["basic", "plus"][plus],
            ]
        )
    return rows


def with_column(
    name: str, values: Iterable[object], rows: Rows | None = None
) -> tuple[Rows, list[str]]:
    """Return the clean rows with one column more in front of the target."""
    rows = rows or clean_rows()
    wider = [
        [*row[:-1], str(value), row[-1]]
        for row, value in zip(rows, values, strict=False)
    ]
    return wider, [*HEADER[:-1], name, HEADER[-1]]


def text(
    rows: Rows | None = None,
    header: list[str] | None = None,
    separator: str = ",",
    newline: str = "\n",
) -> str:
    """Return rows as lines below a header; cells are written as they are."""
    lines = [HEADER if header is None else header, *(rows or clean_rows())]
    return newline.join(separator.join(line) for line in lines if line) + newline


def column(name: str, values: Iterable[object], separator: str = ",") -> bytes:
    """Return the clean table with one more column, as a file."""
    return text(*with_column(name, values), separator=separator).encode()


def changed(change: Callable[[int, list[str]], list[str]], **given: Any) -> bytes:
    """Return the clean table with each row changed by its number, as a file."""
    rows = [change(i, row) for i, row in enumerate(clean_rows())]
    return text(rows, **given).encode()


def at(place: int, new: Callable[[int, str], str]) -> Callable:
    """Return a change of one cell of a row."""
    return lambda i, row: [*row[:place], new(i, row[place]), *row[place + 1 :]]


def numbers(low: float, high: float, form: str, seed: int = 3, count: int = 160):
    """Return random numbers in a format."""
    draw = Random(seed)
    return [form.format(draw.uniform(low, high)) for _ in range(count)]


def words(options: Iterable[str], seed: int = 5, count: int = 160) -> list[str]:
    """Return random words out of a few."""
    draw, known = Random(seed), list(options)
    return [draw.choice(known) for _ in range(count)]


def cases() -> list[Awkward]:
    """Return every case of every file of this generator."""
    from tests import (
        awkward_cells,
        awkward_files,
        awkward_hostile,
        awkward_packed,
        awkward_tables,
        awkward_text,
        awkward_traps,
    )

    modules = (
        awkward_text,
        awkward_cells,
        awkward_files,
        awkward_packed,
        awkward_tables,
        awkward_traps,
        awkward_hostile,
    )
    found = [case for module in modules for case in module.CASES]
    names = [case.name for case in found]
    assert len(set(names)) == len(names), "two cases of one name"
    return found
