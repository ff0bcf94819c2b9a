"""Stretches of whole rows in a text, which can be read at the same time."""

from collections.abc import Iterator

from core.parsing.encoding import Plain

STRETCH = 4 << 20  # so that what is read of some at a time takes little memory
WINDOW = 1 << 16
Span = tuple[int, int]  # the first byte, and the one behind the last


class Stretch:
    """A stretch of bytes, handed out in the way that pandas asks for text.

    Bytes are taken as UTF-8 there; a text wrapper around the file would decode and
    encode everything once more.
    """

    def __init__(self, text: Plain, span: Span):
        """Open the bytes at the first one of the stretch."""
        self.file = text.source.open()
        self.file.seek(span[0])
        self.left = span[1] - span[0]

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end."""
        piece = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(piece)
        return piece

    def __iter__(self) -> Iterator[bytes]:
        """Exist, because pandas takes nothing without it."""
        return iter(())


def spans(text: Plain, start: int) -> list[Span]:
    """Return stretches of whole rows, one alone where the text is short.

    A newline after an odd number of quotation marks stands inside a cell. Where odd
    quoting misleads this, a stretch cannot be read and the text is read as one.
    """
    end = text.source.size
    if text.newline != b"\n" or start >= end:
        return [(start, end)]
    found = []
    for cut in _quoted_cuts(text, start) if text.quotes else _cuts(text, start):
        found.append((start, cut))
        start = cut
    return [*found, (start, end)] if start < end else found


def _cuts(text: Plain, start: int) -> Iterator[int]:
    """Yield places behind newlines, each more than a stretch behind the one before."""
    with text.source.open() as file:
        place = start + STRETCH
        while place < text.source.size:
            file.seek(place)
            piece = file.read(WINDOW)
            newline = piece.find(b"\n")
            if newline < 0:
                place += len(piece)
            else:
                yield place + newline + 1
                place += newline + 1 + STRETCH


def _quoted_cuts(text: Plain, start: int) -> Iterator[int]:
    """Yield such places where newlines may stand in cells."""
    import numpy as np

    place, odd, quote = start, False, ord('"')
    for piece in text.source.pieces(start):
        # Counted in a third of the time in which bytes count themselves.
        codes = np.frombuffer(piece, dtype=np.uint8)
        odd ^= np.count_nonzero(codes == quote) % 2 == 1
        cut = _even(piece, odd)
        if cut and place + cut - start >= STRETCH:
            start = place + cut
            yield start
        place += len(piece)


def _even(piece: bytes, odd: bool) -> int:
    """Return the place after the last newline outside quotation marks, or 0."""
    cut = len(piece)
    while (newline := piece.rfind(b"\n", 0, cut)) >= 0:
        odd ^= piece.count(b'"', newline, cut) % 2 == 1
        if not odd:
            return newline + 1
        cut = newline
    return 0


def likely_rows(text: Plain, spans: list[Span]) -> int:
    """Return about how many rows there are, a few more rather than fewer."""
    start, end = spans[0]
    some = text.source.cut(start, end - start).count(b"\n")
    return int(1.05 * some * (spans[-1][1] - start) / (end - start)) + len(spans)
