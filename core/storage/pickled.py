"""Pickles of our own processes: what they begin with, and who reads which.

A file begins with a line of its own: the number of the format, and the upload that the
value was made from. So whatever happens to the facts, a value that is there can be
read, counted again, and deleted with its upload.

Pages read values made of core's own types and arrays, and nothing else. Fitted models
are read in worker processes alone, from files that nobody else can write. Nothing a
person brought is ever unpickled.
"""

import io
import os
import pickle
import warnings
from dataclasses import fields, is_dataclass
from functools import cache
from typing import IO, Any

from core.paths import TOKEN

FORMAT = 2  # raise it when kept values mean something else than before
NAME = b"crossover"
LONGEST_HEAD = 100
OTHERS_MAY_WRITE = 0o022
PLAIN = {int, float, bool, str, bytes, type(None)}
# All that a pickle of a numpy array or number names.
ARRAYS = {
    ("numpy", "dtype"),
    ("numpy", "ndarray"),
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy._core.multiarray", "scalar"),
    ("numpy._core.numeric", "_frombuffer"),
}


class OwnTypes(pickle.Unpickler):
    """Reads values made of core's dataclasses and numpy's arrays, and nothing else."""

    def load(self) -> Any:
        """Return the value; raises UnpicklingError for one of before its type grew."""
        value = super().load()
        if not _whole(value):
            raise pickle.UnpicklingError("an older version kept this")
        return value

    def find_class(self, module: str, name: str) -> Any:
        """Return a type by name; raises UnpicklingError for everything foreign."""
        # A dotted name would walk from here into any module that a module imports.
        if "." not in name and (module.startswith("core.") or (module, name) in ARRAYS):
            found = super().find_class(module, name)
            if (module, name) in ARRAYS or _declared_in(module, found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in the store")


def _declared_in(module: str, found: Any) -> bool:
    """Return whether it is a dataclass of that very module: no function, no import."""
    own = isinstance(found, type) and is_dataclass(found)
    return own and found.__module__ == module


def _whole(value: Any) -> bool:
    """Return whether every dataclass in a value has all its fields, however deep."""
    if type(value) in PLAIN:  # most of the thousands of values in a run
        return True
    if is_dataclass(value):
        held = vars(value)
        return _needed(type(value)) <= held.keys() and all(map(_whole, held.values()))
    if isinstance(value, (tuple, list)):
        return all(map(_whole, value))
    return not isinstance(value, dict) or all(map(_whole, value.values()))


@cache
def _needed(kind: Any) -> frozenset[str]:
    """Return the fields of a dataclass that have no default to stand in for them."""
    return frozenset(f.name for f in fields(kind) if not hasattr(kind, f.name))


def packed(value: object, token: str = "") -> memoryview:
    """Return a value as the bytes of a file; `token` names the upload it is made of."""
    file = io.BytesIO()
    file.write(b"%s %d %s\n" % (NAME, FORMAT, token.encode()))
    pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
    return file.getbuffer()


def head(file: IO[bytes]) -> tuple[int, str]:
    """Return the number of a file's format, 0 for one without, and its upload."""
    said = file.readline(LONGEST_HEAD).split(b" ")
    if len(said) != 3 or said[0] != NAME or not said[1].isdigit():
        return 0, ""
    token = said[2].strip().decode("ascii", "replace")
    return int(said[1]), token if TOKEN.fullmatch(token) else ""


def value(file: IO[bytes]) -> Any:
    """Read a value of core's own types; raises almost anything for what is none."""
    _know(file)
    return OwnTypes(file).load()


def model(file: IO[bytes]) -> Any:
    """Read a fitted model; raises PermissionError where others could have written."""
    if os.name == "posix" and os.fstat(file.fileno()).st_mode & OTHERS_MAY_WRITE:
        raise PermissionError("others may write to this file")
    _know(file)
    with warnings.catch_warnings():
        # scikit-learn: another version made it, and may have meant something else
        warnings.filterwarnings("error", message="Trying to unpickle")
        return pickle.load(file)


def _know(file: IO[bytes]) -> None:
    if head(file)[0] != FORMAT:
        raise pickle.UnpicklingError("another version kept this")
