"""Members of a family, found on disk.

`declared("core.models", ModelSpec)` imports every module of the package and collects
its module-level instances of that type. This is the only place that imports by name.
"""

import importlib
import pkgutil
from functools import cache
from typing import Protocol, TypeVar


class Keyed(Protocol):
    """Anything with a key that can stand in an address."""

    @property
    def key(self) -> str:
        """Return the word that names the member in code, files and addresses."""
        ...


T = TypeVar("T", bound=Keyed)


@cache
def declared(package: str, kind: type[T]) -> dict[str, T]:
    """Return the instances of `kind` declared in `package`, by key, in file order.

    Raises ValueError when two members share a key; a member that does not import
    fails loudly, because an app without half its members must not start.
    """
    found: dict[str, T] = {}
    root = importlib.import_module(package)
    for info in sorted(pkgutil.iter_modules(root.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package}.{info.name}")
        for member in vars(module).values():
            if not isinstance(member, kind) or member is found.get(member.key):
                continue
            if member.key in found:
                raise ValueError(
                    f"Two members of {package} have the key '{member.key}'."
                )
            found[member.key] = member
    return found


def member(package: str, kind: type[T], key: str) -> T:
    """Return one member by key; raises KeyError that lists the known keys."""
    members = declared(package, kind)
    if key not in members:
        known = ", ".join(members)
        raise KeyError(f"'{key}' is not in {package}; known are {known}.")
    return members[key]
