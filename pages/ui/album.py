"""Finished drawings in this server's memory, found by what they were drawn from.

A class that looks at one race asks for the same drawings again and again, as does each
click on a page. The mark of a drawing is made of every value that goes into it, so
nobody is shown what they could not have drawn from what they were given themselves.
"""

import hashlib
import pickle
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from core.figure import FigureSpec
from pages.ui import projector

MOST_BYTES = 16 * 2**20  # of all drawings together
LARGEST = 2 * 2**20  # bytes of values; to mark more of them costs what drawing costs


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What a card shows: a sentence, and a chart a panel as it goes to the browser."""

    sentence: str
    charts: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Album:
    """Drawings by their mark, the latest asked for last, and their sizes."""

    found: OrderedDict[bytes, tuple[Drawing, int]] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)


_ALBUM = Album()


def drawing(spec: FigureSpec, subject: Any) -> Drawing:
    """Return a figure's drawing of a subject, made now or found."""
    mark = mark_of(spec.key, projector.is_on(), subject)
    kept = look_up(mark) if mark else None
    if kept:
        return kept
    made = Drawing(
        sentence=spec.sentence(subject),
        charts=tuple(
            projector.fitted(spec.draw(panel)).to_dict()
            for panel in spec.panels(subject)
        ),
    )
    if mark:
        keep(mark, made)
    return made


def mark_of(*values: Any) -> bytes | None:
    """Return what tells these values from all others, or None where nothing can.

    Equal values may have two marks, different ones never have the same.
    """
    arrays: list[pickle.PickleBuffer] = []
    try:
        text = pickle.dumps(values, protocol=5, buffer_callback=arrays.append)
        parts = [array.raw() for array in arrays]
    except (pickle.PicklingError, TypeError, AttributeError, BufferError):
        return None  # such as something under way, which may be another in a moment
    if len(text) + sum(part.nbytes for part in parts) > LARGEST:
        return None
    mark = hashlib.sha256(text)
    for part in parts:
        mark.update(part)
    return mark.digest()


def look_up(mark: bytes) -> Drawing | None:
    """Return the drawing with a mark, or None; it is then the latest asked for."""
    with _ALBUM.lock:
        kept = _ALBUM.found.get(mark)
        if kept is None:
            return None
        _ALBUM.found.move_to_end(mark)
        return kept[0]


def keep(mark: bytes, made: Drawing) -> None:
    """Put a drawing into the album; those asked for longest ago make room."""
    size = len(pickle.dumps(made))
    with _ALBUM.lock:
        _ALBUM.found[mark] = made, size
        _ALBUM.found.move_to_end(mark)
        total = sum(size for _, size in _ALBUM.found.values())
        while total > MOST_BYTES:
            total -= _ALBUM.found.popitem(last=False)[1][1]
