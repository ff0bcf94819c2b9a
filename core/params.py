"""One adjustable input of a data set, model or lab: default, range, one-line help.

A `Param` is declared once. Pages turn it into a widget, the command line into
`--set`, addresses into text; `resolve` is the one place that checks values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from core.errors import Refused

Value = int | float | str | bool
Values = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, kw_only=True)
class Int:
    """A whole number from `low` to `high`."""

    name: str
    label: str
    default: int
    low: int
    high: int
    help: str
    step: int = 1
    log: bool = False
    advanced: bool = False

    def check(self, value: object) -> int:
        """Return the value as int; raises Refused outside the range."""
        try:
            number = float(str(value))
            whole = int(number)
        except (ValueError, OverflowError):
            raise Refused(
                f"{self.name} must be a whole number, not '{value}'."
            ) from None
        if whole != number or not self.low <= whole <= self.high:
            raise Refused(
                f"{self.name} must be a whole number from {self.low} to {self.high}, "
                f"not {value}."
            )
        return whole


@dataclass(frozen=True, kw_only=True)
class Float:
    """A number from `low` to `high`."""

    name: str
    label: str
    default: float
    low: float
    high: float
    help: str
    step: float = 0.01
    log: bool = False
    advanced: bool = False

    def check(self, value: object) -> float:
        """Return the value as float; raises Refused outside the range."""
        try:
            number = float(str(value))
        except ValueError:
            raise Refused(f"{self.name} must be a number, not '{value}'.") from None
        if not isfinite(number) or not self.low <= number <= self.high:
            raise Refused(
                f"{self.name} must be from {self.low:g} to {self.high:g}, not {value}."
            )
        return number


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One word out of a few; titles say what each means."""

    name: str
    label: str
    default: str
    options: tuple[tuple[str, str], ...]
    help: str
    advanced: bool = False

    def check(self, value: object) -> str:
        """Return the value; raises Refused when it is not an option."""
        if value not in dict(self.options):
            known = ", ".join(dict(self.options))
            raise Refused(f"{self.name} must be one of {known}, not '{value}'.")
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Yes or no."""

    name: str
    label: str
    default: bool
    help: str
    advanced: bool = False

    def check(self, value: object) -> bool:
        """Return the value as bool; raises Refused for other words."""
        words = {
            "true": True,
            "1": True,
            "yes": True,
            "false": False,
            "0": False,
            "no": False,
        }
        text = str(value).lower()
        if text not in words:
            raise Refused(f"{self.name} must be true or false, not '{value}'.")
        return words[text]


@dataclass(frozen=True, kw_only=True)
class Text:
    """A free text, such as the name of a column, of at most `longest` characters."""

    name: str
    label: str
    default: str
    help: str
    longest: int = 500
    advanced: bool = False

    def check(self, value: object) -> str:
        """Return the value as text; raises Refused when it is too long."""
        text = str(value)
        if len(text) > self.longest:
            raise Refused(
                f"{self.name} must be at most {self.longest:,} characters long, not "
                f"{len(text):,}."
            )
        return text


Param = Int | Float | Choice | Flag | Text


def resolve(
    params: Iterable[Param], given: Mapping[str, object] | Values = ()
) -> Values:
    """Return every parameter's checked value, sorted by name, defaults filled in.

    Raises Refused for an unknown name or a value outside its range.
    """
    wanted = dict(given)
    values: dict[str, Value] = {}
    for param in params:
        values[param.name] = param.check(wanted.pop(param.name, param.default))
    if wanted:
        known = ", ".join(values) or "none"
        raise Refused(
            f"There is no parameter '{next(iter(wanted))}' here; known are {known}."
        )
    return tuple(sorted(values.items()))


def changed(params: Iterable[Param], values: Values) -> dict[str, Value]:
    """Return the values that differ from their defaults: what an address must carry."""
    defaults: dict[str, Any] = {param.name: param.default for param in params}
    return {name: value for name, value in values if value != defaults.get(name)}
