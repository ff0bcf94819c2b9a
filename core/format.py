"""A file format's declaration: how it is recognised and how its tables are read."""

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from core.registry import declared

if TYPE_CHECKING:
    import pandas as pd

PIECE = 1 << 19  # bytes that are looked at together, close to the processor

EXACT = 2**53  # up to here every whole number is a float


@dataclass(frozen=True, kw_only=True, eq=False)
class Source:
    """The bytes that a person brought, in memory or in a file.

    A file is read piece by piece, so that its bytes need not stand beside its table.
    `name` is used in sentences only.
    """

    name: str
    place: bytes | Path

    @cached_property
    def size(self) -> int:
        """Return how many bytes there are."""
        if isinstance(self.place, bytes):
            return len(self.place)
        return self.place.stat().st_size

    @cached_property
    def head(self) -> bytes:
        """Return the first bytes."""
        return self.cut(0, 4096)

    def open(self) -> BinaryIO:
        """Return the bytes as an open file; raises OSError."""
        if isinstance(self.place, bytes):
            return io.BytesIO(self.place)
        return self.place.open("rb")

    def cut(self, start: int, length: int) -> bytes:
        """Return the bytes of one stretch."""
        with self.open() as file:
            file.seek(start)
            return file.read(length)

    def pieces(self, start: int = 0) -> Iterator[bytes]:
        """Yield the bytes from `start` on, some at a time."""
        with self.open() as file:
            file.seek(start)
            while piece := file.read(PIECE):
                yield piece

    def whole(self) -> bytes:
        """Return all bytes."""
        return self.place if isinstance(self.place, bytes) else self.place.read_bytes()


@dataclass(frozen=True, kw_only=True, eq=False)
class Cells:
    """A table as it stood in a file, named columns and nothing understood yet.

    A column is text (dtype `str`, a gap is NA) or has the numbers, booleans or times
    that the format holds; whole numbers are int64 and exact where no cell is a gap.
    `decimal_comma` says that its numbers are written 1.234,5. `notes` says what was
    guessed, repaired or left out on the way; `table` names the sheet that was taken.
    """

    frame: "pd.DataFrame"
    notes: tuple[str, ...] = ()
    decimal_comma: bool = False
    table: str = ""


@dataclass(frozen=True, kw_only=True)
class FormatSpec:
    """A declared file format.

    `recognises` looks at the content; `order` sorts the asking, lowest first. `tables`
    names what can be read inside, one name or more; `read` returns the table of that
    name, of an empty one the first that holds something. Both raise Refused.
    `endings` are those of file names that promise this format.
    """

    key: str
    title: str
    order: int
    endings: tuple[str, ...]
    recognises: Callable[[Source], bool]
    tables: Callable[[Source], tuple[str, ...]]
    read: Callable[[Source, str], Cells]


def specs() -> dict[str, FormatSpec]:
    """Return every declared format by key, in the order of asking."""
    found = declared("core.formats", FormatSpec).values()
    return {spec.key: spec for spec in sorted(found, key=lambda spec: spec.order)}


def only(source: Source) -> tuple[str, ...]:
    """Return the name of the one table in a file that can hold no more."""
    return (source.name,)


def listing(names: Iterable[object], more: int = 0) -> str:
    """Return at most eight names in a row, and how many more there are."""
    quoted = [f"'{name}'" for name in names]
    return _cut_off(quoted, more)


def lines(numbers: Iterable[int]) -> str:
    """Return how many lines, and the numbers of at most eight of them."""
    counted = [f"{number}" for number in numbers]
    word = "line" if len(counted) == 1 else "lines"
    return f"{len(counted):,} ({word} {_cut_off(counted)})"


def _cut_off(words: list[str], more: int = 0) -> str:
    rest = len(words) - 8 + more if len(words) > 8 else more
    return ", ".join(words[:8]) + (f" and {rest:,} more" if rest else "")
