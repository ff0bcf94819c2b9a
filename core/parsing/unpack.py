"""What is packed in a file, in memory only: gzip, bzip2, xz and zip.

Everything is counted before it is kept, so that a bomb costs no memory, and no name
from an archive ever becomes the name of a file.
"""

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

from core.errors import Refused
from core.format import Source, listing, specs
from core.limits import limits

PIECE = 1 << 20
STREAMS = {
    b"\x1f\x8b": ("gzip", gzip.open),
    b"BZh": ("bzip2", bz2.open),
    b"\xfd7zXZ\0": ("xz", lzma.open),
}
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
WORKBOOK = (b"xl/", b"[Content_Types].xml")  # names of files at its beginning
DAMAGES = (
    *(zipfile.BadZipFile, EOFError, zlib.error, lzma.LZMAError, OSError),
    *(NotImplementedError, RuntimeError, IndexError, KeyError, OverflowError),
    ValueError,  # of which Refused is one: let that pass first
)
OTHER = ("readme", "license", "licence", "changelog", "metadata", "notice")


def is_stream(source: Source) -> bool:
    """Return whether a source is one packed file without a directory."""
    return source.head.startswith(tuple(STREAMS))


def kind(source: Source) -> str:
    """Return how a packed source is packed."""
    magics = (magic for magic in STREAMS if source.head.startswith(magic))
    return next((STREAMS[magic][0] for magic in magics), "zip")


def is_zip(source: Source) -> bool:
    """Return whether a source is a zip archive, of whatever kind."""
    return source.head.startswith(ZIP)


def inside(source: Source) -> Source:
    """Return what is packed in a stream; raises Refused for damage and for bombs."""
    magic = next(magic for magic in STREAMS if source.head.startswith(magic))
    opener = STREAMS[magic][1]
    name = _without_ending(source.name)

    def pieces() -> Iterator[bytes]:
        with source.open() as file, opener(file) as packed:
            yield from _cut(packed)

    try:
        for _ in _bounded(pieces(), source.name):
            pass
        with io.BytesIO() as data:  # which hands its bytes over without a copy
            for piece in pieces():
                data.write(piece)
            return Source(name=name, place=data.getvalue())
    except Refused:
        raise
    except DAMAGES:
        raise _damaged(source) from None


def names(source: Source) -> tuple[str, ...]:
    """Return the files in an archive that may be tables; raises Refused for none."""
    return tuple(info.filename for info in _infos(source))


def member(source: Source, name: str) -> Source:
    """Return one file of an archive; raises Refused when there is none of that name."""
    found = [info for info in _infos(source) if info.filename == name]
    if not found:
        known = listing(names(source))
        raise Refused(f"'{source.name}' has no file '{name}'; it has {known}.")
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            for _ in bounded(archive, found[:1], source.name):
                pass
            data = archive.read(found[0])
    except Refused:
        raise
    except DAMAGES:
        raise _damaged(source) from None
    return Source(name=PurePosixPath(name).name or name, place=data)


def bounded(
    archive: zipfile.ZipFile, infos: Iterable[zipfile.ZipInfo], name: str
) -> Iterator[bytes]:
    """Yield what is packed in files of an archive; raises Refused for a bomb."""

    infos = list(infos)
    promised = sum(info.file_size for info in infos)  # may be a lie, so count as well
    if promised > limits().max_unpacked:
        raise _bomb(name, promised)

    def pieces() -> Iterator[bytes]:
        for info in infos:
            with archive.open(info) as packed:
                yield from _cut(packed)

    yield from _bounded(pieces(), name)


def _infos(source: Source) -> list[zipfile.ZipInfo]:
    """Return the entries that may be tables, without hidden ones and folders."""
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except Refused:
        raise
    except DAMAGES:
        raise _damaged(source) from None
    shown = [info for info in entries if not info.is_dir() and _shown(info.filename)]
    if any(info.flag_bits & 1 for info in shown):
        raise Refused(
            f"'{source.name}' is locked with a password; pack the table without one."
        )
    if not shown:
        raise Refused(f"'{source.name}' has no files inside; pack a table into it.")
    endings = tuple(ending for spec in specs().values() for ending in spec.endings)
    packed = (*endings, *(ending + ".gz" for ending in endings))
    tables = [info for info in shown if info.filename.casefold().endswith(packed)]
    likely = [info for info in tables if not _beside(info.filename)]
    found = likely or tables or shown
    most = limits().max_tables
    if len(found) > most:
        raise Refused(
            f"'{source.name}' has {len(found):,} files inside, more than {most:,}; "
            "pack the table alone."
        )
    return found


def _shown(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return not hidden and "__MACOSX" not in parts


def _beside(name: str) -> bool:
    """Return whether a file says something about tables rather than being one."""
    return PurePosixPath(name).stem.casefold().startswith(OTHER)


def _cut(packed: Any) -> Iterator[bytes]:
    while piece := packed.read(PIECE):
        yield piece


def _bounded(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    most, seen = limits().max_unpacked, 0
    for piece in pieces:
        seen += len(piece)
        if seen > most:
            raise _bomb(name, seen)
        yield piece


def _bomb(name: str, size: int) -> Refused:
    return Refused(
        f"'{name}' unpacks to {size / 1e6:,.0f} MB or more, and "
        f"{limits().max_unpacked / 1e6:,.0f} are taken; keep a random part of its rows."
    )


def _damaged(source: Source) -> Refused:
    if is_zip(source) and any(mark in source.head for mark in WORKBOOK):
        return Refused(
            f"'{source.name}' looks like an Excel workbook that is damaged; save it "
            "again, or as CSV."
        )
    return Refused(f"'{source.name}' is packed and cannot be opened; pack it again.")


def _without_ending(name: str) -> str:
    path = PurePosixPath(name)
    return path.stem if path.suffix.casefold() in (".gz", ".bz2", ".xz") else name
