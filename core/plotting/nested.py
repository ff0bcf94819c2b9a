"""Nested dicts as plotly means them: joined keys, merging, arrays as they are sent."""

from collections.abc import Mapping
from functools import cache
from typing import Any

# the names in plotly that have an underscore of their own
WHOLE = frozenset({"error_x", "error_y", "error_z", "paper_bgcolor", "plot_bgcolor"})
SHORT = {"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4",
         "uint32": "u4", "float32": "f4", "float64": "f8"}  # fmt: skip
SMALLER = {"int64": ("int8", "int16", "int32"), "uint64": ("uint8", "uint16", "uint32")}
AS_GIVEN = frozenset({"range", "layer", "layers"})  # plotly.js wants lists here


def has(one: Mapping[str, Any], wanted: Mapping[str, Any] | None) -> bool:
    """Return whether a part has these values; dots and underscores lead inwards."""
    for key, value in (wanted or {}).items():
        found: Any = one
        for name in key.replace(".", "_").split("_"):
            found = found.get(name) if isinstance(found, Mapping) else None
        if found != value:
            return False
    return True


def merged(into: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Put values into a dict, into those it holds too; None takes one away."""
    for key, value in given.items():
        if "_" in key:
            key, rest = path(key)
            if rest:
                value = {rest: value}
        if key == "title" and isinstance(value, str):
            value = {"text": value}
        if value is None:
            into.pop(key, None)
        elif isinstance(value, Mapping):
            held = into.get(key)
            into[key] = merged(held if isinstance(held, dict) else {}, value)
        elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
            into[key] = [merged({}, one) for one in value]
        else:
            into[key] = value
    return into


@cache
def path(key: str) -> tuple[str, str]:
    """Return the first name in a joined key, and the rest or ""."""
    first, _, rest = key.partition("_")
    second, _, further = rest.partition("_")
    whole = f"{first}_{second}"
    return (whole, further) if whole in WHOLE else (first, rest)


def sent(value: Any) -> Any:
    """Return a copy of a value in which arrays of numbers are base64."""
    if isinstance(value, dict):
        return {k: v if k in AS_GIVEN else sent(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        nested = value and isinstance(value[0], dict)
        return [sent(one) for one in value] if nested else value
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    return typed(value) if hasattr(value, "dtype") and value.size else value


def typed(array: Any) -> Any:
    """Return an array of numbers as plotly sends it, another one as it is."""
    from base64 import b64encode

    import numpy as np

    for smaller in SMALLER.get(array.dtype.name, ()):
        ends = np.iinfo(smaller)
        if array.min() >= ends.min and array.max() <= ends.max:
            array = array.astype(smaller)
            break
    kind = SHORT.get(array.dtype.name)
    if kind is None or not array.ndim:
        return array
    text = b64encode(array.tobytes()).decode("ascii")
    found = {"dtype": kind, "bdata": text}
    return found | {"shape": str(array.shape)[1:-1]} if array.ndim > 1 else found
