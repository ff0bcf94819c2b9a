"""What a job has yielded: all of it or, where that is very much, a thinned part."""

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

MOST = 10_000
MOST_BYTES = 32_000_000
NEWEST = 100  # stay as long as it is their number that is too much


class Events:
    """Items in the order in which they came, each with its index and its size.

    Beyond MOST items or MOST_BYTES only every second of them stays, then every fourth
    and so on, evenly over the whole course; the last stays always. An index never
    changes.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.count = 0
        self.bytes = 0
        self._stride = 1
        self._items: list[Any] = []
        self._at: list[int] = []
        self._sizes: list[int] = []

    def extend(self, news: Iterable[tuple[Any, int]]) -> None:
        """Add items, each with its size in bytes."""
        for item, size in news:
            self._items.append(item)
            self._at.append(self.count)
            self._sizes.append(size)
            self.count += 1
            self.bytes += size
        if self._fills(1.0):
            self._thin(self._stride)
            while self._fills(0.75) and self._stride <= self.count:
                self._thin(2 * self._stride)

    def since(self, index: int) -> tuple[Any, ...]:
        """Return what is there from an index on."""
        return tuple(self._items[bisect_left(self._at, index) :])

    @property
    def last(self) -> Any:
        """Return the newest item, or None."""
        return self._items[-1] if self._items else None

    def _fills(self, share: float) -> bool:
        few = len(self._items) <= share * MOST
        return not few or self.bytes > share * MOST_BYTES

    def _thin(self, stride: int) -> None:
        self._stride = stride
        newest = 1 if self.bytes > MOST_BYTES else NEWEST
        first = len(self._items) - newest
        stay = [n for n, at in enumerate(self._at) if at % stride == 0 or n >= first]
        self._items = [self._items[n] for n in stay]
        self._at = [self._at[n] for n in stay]
        self._sizes = [self._sizes[n] for n in stay]
        self.bytes = sum(self._sizes)
