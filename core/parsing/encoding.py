"""Bytes of a text into UTF-8: which encoding it is, and whether it is text at all."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import Refused
from core.format import Source
from core.limits import limits

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1f]")
LAST_ODD = 8  # the last of the codes that no text has
STRAY_SHARE = 0.01  # of bytes; a text may have a few odd ones, a program has many


@dataclass(frozen=True, kw_only=True)
class Plain:
    """UTF-8 text from `start` on, the byte that ends its lines, and notes.

    `quotes` says whether there is a quotation mark anywhere.
    """

    source: Source
    start: int
    newline: bytes
    quotes: bool
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Look:
    """Whether bytes are UTF-8, and how many of them are NUL or in no text at all."""

    newline: bytes
    valid: bool
    quotes: bool = False
    nuls: int = 0
    odd: int = 0


def plain(source: Source, any_line: bool = False) -> Plain:
    """Return a source as UTF-8 text; raises Refused for what is no text.

    UTF-8 stays where it is, anything else is written anew in memory. A line longer
    than the limit is refused before anything takes it apart, unless `any_line` will do.
    """
    encoding, start, notes = _unicode(source)
    look = _looked(source, start, any_line) if encoding == "utf-8" else None
    if look is not None and not look.valid:
        encoding, notes = "cp1252", (_guessed("Windows-1252 (Latin-1)"),)
    if look is None or not look.valid:
        written = b"".join(_written(source, start, encoding))
        source, start = Source(name=source.name, place=written), 0
        look = _looked(source, start, any_line)
    if look.odd > STRAY_SHARE * source.size or _strange(source):
        raise Refused(
            f"'{source.name}' is not a text file; save the table as CSV and bring that."
        )
    if look.nuls:
        notes += (f"NUL characters, removed: {look.nuls:,}.",)
        rest = source.whole()[start:].replace(b"\0", b"")
        source, start = Source(name=source.name, place=rest), 0
    return Plain(
        source=source,
        start=start,
        newline=look.newline,
        quotes=look.quotes,
        notes=notes,
    )


def looks_like_text(head: bytes) -> bool:
    """Return whether the first bytes of something may be a text."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False  # an archive whose files are long names and text
    if any(head.startswith(bom) for bom, _ in BOMS) or _wide(head):
        return True
    return len(CONTROL.findall(head)) + head.count(0) <= STRAY_SHARE * len(head) + 1


def _unicode(source: Source) -> tuple[str, int, tuple[str, ...]]:
    """Return the encoding that the first bytes point to, where it starts, notes."""
    for bom, encoding in BOMS:
        if source.head.startswith(bom):
            return encoding, len(bom), ()
    wide = _wide(source.head[:2000])
    return (wide, 0, (_guessed("UTF-16"),)) if wide else ("utf-8", 0, ())


def _wide(head: bytes) -> str:
    """Return which UTF-16 the bytes are, whose mark is missing, or an empty text."""
    half = len(head) // 2
    if half < 2:
        return ""
    for encoding, high, low in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if head[high::2].count(0) > 0.7 * half and not head[low::2].count(0):
            return encoding
    return ""


def _guessed(encoding: str) -> str:
    return (
        f"The file does not say how its letters are written; it was read as {encoding}:"
        " check accented letters."
    )


def _looked(source: Source, start: int, any_line: bool) -> _Look:
    """Return what all bytes tell, looked at once; raises Refused for a long line.

    The look ends where the bytes are no UTF-8.
    """
    newline = _newline(source, start)
    decoder = codecs.getincrementaldecoder("utf-8")()
    quotes, nuls, odd = False, 0, 0
    pieces = source.pieces(start)
    try:
        for piece in pieces if any_line else _short_lined(source, start, newline):
            if decoder.getstate()[0] or not piece.isascii():
                decoder.decode(piece)
            quotes = quotes or b'"' in piece
            none, some = _odd(piece)
            nuls, odd = nuls + none, odd + some
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _Look(newline=newline, valid=False)
    return _Look(newline=newline, valid=True, quotes=quotes, nuls=nuls, odd=odd)


def _written(source: Source, start: int, encoding: str) -> Iterator[bytes]:
    """Yield the text as UTF-8, what cannot be decoded as a replacement character."""
    if encoding == "cp1252":
        for piece in source.pieces(start):
            yield _western(piece).encode()
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for piece in source.pieces(start):
        yield decoder.decode(piece).encode(errors="replace")
    yield decoder.decode(b"", final=True).encode(errors="replace")


def _western(piece: bytes) -> str:
    """Decode as Windows does, which is Latin-1 plus the euro sign and dashes."""
    try:
        return piece.decode("cp1252")
    except UnicodeDecodeError:
        return piece.decode("latin-1")


def _newline(source: Source, start: int) -> bytes:
    first = source.cut(start, limits().max_line)
    return b"\r" if b"\r" in first and b"\n" not in first else b"\n"


def _short_lined(source: Source, start: int, newline: bytes) -> Iterator[bytes]:
    """Yield the pieces, as long as no line is longer than the limit."""
    longest, open_since = limits().max_line, 0
    for piece in source.pieces(start):
        position = -1 - open_since
        while position + longest + 1 < len(piece):
            found = piece.rfind(newline, max(0, position + 1), position + longest + 2)
            if found < 0:
                raise Refused(
                    f"'{source.name}' has a line of more than {longest:,} characters; "
                    "a table has one line a row, and at most "
                    f"{limits().max_columns:,} columns here."
                )
            position = found
        last = piece.rfind(newline)
        open_since = len(piece) - last - 1 if last >= 0 else open_since + len(piece)
        yield piece


def _odd(piece: bytes) -> tuple[int, int]:
    """Return how many bytes are NUL, and how many that no text has, NUL included."""
    import numpy as np

    codes = np.frombuffer(piece, dtype=np.uint8)
    if not len(codes) or codes.min() > LAST_ODD:
        return 0, 0
    return piece.count(0), int(np.count_nonzero(codes <= LAST_ODD))


def _strange(source: Source) -> bool:
    head = source.head
    return len(CONTROL.findall(head)) > STRAY_SHARE * len(head) + 1
