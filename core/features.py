"""What models are given of each column: itself, parts of it, or nothing."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.choices import AS_SAID, Choices, splits_by
from core.dataset import Column, Kind
from core.errors import Refused
from core.kinds.dates import parts

if TYPE_CHECKING:
    import pandas as pd

ABSOLUTE = ("day", "year")  # parts of a date that never come again


@dataclass(frozen=True, kw_only=True, eq=False)
class Use:
    """What became of one column: its features, or why it has none."""

    column: Column
    features: "dict[str, pd.Series]"
    said: tuple[str, ...] = ()


def kinds(frame: "pd.DataFrame") -> tuple[Kind, ...]:
    """Return `number` or `category` for each column of features."""
    return tuple("number" if t.kind == "f" else "category" for t in frame.dtypes)


def use(column: Column, cells: "pd.Series", choices: Choices) -> Use:
    """Return the features made of a column, with the rows that have a target."""
    if column.name == choices.target:
        return Use(column=replace(column, use="target", reason=""), features={})
    if column.name in choices.drop:
        return _left_out(column, AS_SAID, asked=True)
    if column.use == "left out":
        asked = column.name in dict(choices.kinds)
        reason = AS_SAID if asked else column.reason
        return _left_out(column, reason, asked=asked)
    ordered = choices.split == "time" and column.name == choices.by
    if column.name == choices.by and (not ordered or column.kind == "number"):
        return _left_out(column, splits_by(choices.split), asked=True)
    if column.kind == "date":
        return _dated(column, cells, ordered)
    if _one_value(cells):
        return _left_out(column, "one value only")
    features = {column.name: cells}
    return Use(column=replace(column, features=(column.name,)), features=features)


def _left_out(column: Column, reason: str, asked: bool = False) -> Use:
    """Return a column without features; what a person asked for needs no note."""
    said = () if asked else (f"Left out, {reason}",)
    left = replace(column, use="left out", features=(), reason=reason)
    return Use(column=left, features={}, said=said)


def _dated(column: Column, cells: "pd.Series", ordered: bool) -> Use:
    """Return the parts of dates that differ between rows."""
    made = parts(cells, column.name)
    useful = {
        name: part
        for name, part in made.items()
        if not _one_value(part)
        and not (ordered and name.rsplit(" ", 1)[-1] in ABSOLUTE)
    }
    if not useful:
        return _left_out(column, "one value only" if not ordered else "it never recurs")
    words = ", ".join(name.rsplit(" ", 1)[-1] for name in useful)
    said = [f"Dates turned into {words}"]
    if ordered:
        said.append("Left out day and year, because later rows have later ones")
    return Use(
        column=replace(column, features=tuple(useful), reason=said[0]),
        features=useful,
        said=tuple(said),
    )


def _one_value(cells: "pd.Series") -> bool:
    """Return whether all rows say the same; a gap among words says something."""
    present = cells.dropna()
    if not len(present):
        return True
    if cells.dtype == object and len(present) < len(cells):
        return False
    return bool((present == present.iloc[0]).all())


def told_apart(features: "list[dict[str, pd.Series]]") -> "dict[str, pd.Series]":
    """Return all features by name; raises Refused where a part takes a column's."""
    made: dict[str, pd.Series] = {}
    for name, cells in (pair for group in features for pair in group.items()):
        if name in made:
            raise Refused(f"Two columns would be called '{name}'; rename one of them.")
        made[name] = cells
    return made
