"""What the arguments of the command line mean: data, decisions, settings."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from core import dataset
from core.choices import BROUGHT
from core.dataset import DataConfig, data_config
from core.errors import Refused
from core.params import Choice, Flag, Value
from core.race import parse_spec

BROUGHT_BY_PATH = ("file", "upload")  # never named by their keys
PLACES = {
    "table": "NAME",
    "target": "COLUMN",
    "drop": "COLUMN,…",
    "kinds": "COLUMN:KIND,…",
    "missing": "COLUMN:VALUE,…",
    "by": "COLUMN",
}


class Parser(argparse.ArgumentParser):
    """Refuses in one sentence, like everything else."""

    def error(self, message: str) -> NoReturn:
        """Raise Refused with argparse's own words."""
        raise Refused(f"{message[:1].upper()}{message[1:]}; see python -m core --help.")


def data_of(spec: str, chosen: Mapping[str, Value]) -> DataConfig:
    """Return the data of `article`, `moons?n=500` or a file's path; raises Refused.

    `chosen` holds what the options say of the table: its target, kinds, split.
    """
    found = dataset.specs().get(spec.partition("?")[0])
    if found and found.key not in BROUGHT_BY_PATH:
        names = {param.name for param in found.params}
        for name in chosen:
            if name not in names:
                raise Refused(
                    f"{option(name)} goes with a file; this data set has its own."
                )
        return data_config(found.key, {**dict(parse_spec(spec).values), **chosen})
    path = existing(spec)
    if path is None:
        known = ", ".join(s.key for s in dataset.specs().values() if s.listed)
        raise Refused(
            f"There is neither a file nor a data set '{spec}'; known are {known}."
        )
    return data_config("file", {"path": str(path), **chosen})


def option(name: str) -> str:
    """Return the option of the command line that sets a parameter of the data."""
    return f"--{name.replace('_', '-')}"


def chosen(args: argparse.Namespace) -> dict[str, Value]:
    """Return what was decided about the table; what was not is left out."""
    given = {param.name: getattr(args, param.name) for param in BROUGHT}
    return {name: value for name, value in given.items() if value is not None}


def add_choices(command: argparse.ArgumentParser) -> None:
    """Add an option for every decision about a table."""
    for param in BROUGHT:
        how: dict[str, Any] = {"metavar": PLACES.get(param.name)}
        if isinstance(param, Flag):
            how = {"action": "store_true"}
        elif isinstance(param, Choice):
            how = {"choices": [key for key, _ in param.options if key]}
        command.add_argument(option(param.name), default=None, help=param.help, **how)


def existing(name: str) -> Path | None:
    """Return the whole path of something that exists, or None."""
    try:
        return Path(name).expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None


def settings(pairs: list[str]) -> dict[str, object]:
    """Return `model.parameter=value` pairs as a dict; raises Refused."""
    split = [pair.partition("=") for pair in pairs]
    for name, equals, _ in split:
        if not equals:
            raise Refused(f"--set takes model.parameter=value, not '{name}'.")
    return {name: value for name, _, value in split}
