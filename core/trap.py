"""A trap: something in a table that would fool a person, and what to do about it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.registry import declared

if TYPE_CHECKING:
    from core.dataset import Dataset


@dataclass(frozen=True, kw_only=True)
class Trap:
    """One finding: the columns, the evidence in one sentence, the advice in one.

    `fix` holds what one click applies: names of Choices and what to add to each, such
    as (("drop", "id"),) or (("missing", "age:999"),) or (("split", "time"), ("by",
    "date")). An empty one leaves the decision to the person.
    """

    kind: str
    title: str
    columns: tuple[str, ...]
    evidence: str
    advice: str
    fix: tuple[tuple[str, str], ...] = ()

    @property
    def sentence(self) -> str:
        """Return evidence and advice, as one text."""
        return f"{self.evidence} {self.advice}"


@dataclass(frozen=True, kw_only=True)
class TrapSpec:
    """A declared kind of trap; `order` sorts the report, worst first."""

    key: str
    title: str
    summary: str
    order: int
    find: "Callable[[Dataset], Iterable[Trap]]"


def specs() -> dict[str, TrapSpec]:
    """Return every declared kind of trap by key, worst first."""
    found = declared("core.traps", TrapSpec).values()
    return {spec.key: spec for spec in sorted(found, key=lambda spec: spec.order)}


def find_traps(dataset: "Dataset") -> tuple[Trap, ...]:
    """Return every trap in a data set, worst first."""
    found: tuple[Trap, ...] = ()
    for spec in specs().values():
        found = add(found, spec.find(dataset))
    return found


def add(found: tuple[Trap, ...], more: Iterable[Trap]) -> tuple[Trap, ...]:
    """Return the findings so far and more, one a column: the worst has been said."""
    said = {column for trap in found for column in trap.columns}
    new = (t for t in more if not t.columns or not said.issuperset(t.columns))
    return (*found, *new)


def listed(names: Iterable[str], most: int = 3) -> str:
    """Return names in quotes as they stand in a sentence, the first few of them."""
    quoted = [f"'{name}'" for name in names]
    if len(quoted) > most:
        return f"{', '.join(quoted[:most])} and {len(quoted) - most} more"
    return " and ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))
