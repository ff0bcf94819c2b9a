"""Any bytes that a person brings into cells, or one sentence that says why not.

bytes ─unpack─▶ Source ─FormatSpec.read─▶ Cells
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

from core.errors import Refused
from core.format import Cells, FormatSpec, Source, listing, specs
from core.limits import limits
from core.parsing import unpack
from core.parsing.foreign import refuse_archive, refuse_foreign

__all__ = ["listing", "read", "tables"]

# These promise no more than text, or nothing at all.
OPEN_ENDINGS = (".txt", ".dat", ".data")
PACKED = (".gz", ".bz2", ".xz", ".zip")
FOREIGN = (
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".pdf", ".doc", ".docx", ".html"),
    *(".htm", ".xml", ".7z", ".rar", ".tar", ".db", ".sqlite", ".h5", ".npy", ".npz"),
    *(".pkl", ".pickle", ".joblib", ".rds", ".rdata", ".sav", ".dta", ".feather"),
)
T = TypeVar("T")


def tables(source: bytes | Path, name: str) -> tuple[str, ...]:
    """Return the names of the tables in a file; raises Refused where there are none."""

    def find() -> tuple[str, ...]:
        found = _source(source, name)
        if _is_archive(found):
            files = unpack.names(found)
            if len(files) > 1:
                return files
            found = unpack.member(found, files[0])
        content = _content(found)
        return _format(content).tables(content)

    return _guarded(find, name)


def read(source: bytes | Path, name: str, table: str = "") -> Cells:
    """Return the cells of a file's table; raises Refused in one sentence.

    `name` is used in sentences only. Without `table` a workbook gives its first sheet
    that holds something; an archive of several tables is refused, naming them.
    """

    def get() -> Cells:
        found, chosen = outer, _ = _source(source, name), table
        if _is_archive(found):
            found, chosen = _member(found, table)
        content = _content(found)
        spec = _format(content)
        names = spec.tables(content)
        if len(names) == 1:
            chosen = _only(names[0], chosen, content.name, name)
        cells = spec.read(content, chosen)
        notes = (*_disagreement(outer, content, spec), *cells.notes)
        return replace(cells, notes=notes)

    return _guarded(get, name)


def _guarded(work: Callable[[], T], name: str) -> T:
    """Return what a reader gives; whatever else it raises becomes one sentence."""
    try:
        return work()
    except Refused:
        raise
    except MemoryError:
        raise Refused(
            f"'{name}' takes more memory than there is; keep a random part of its rows."
        ) from None
    except BaseException as error:
        # Readers meet bytes that nobody foresaw; a person can still do something. One
        # written in Rust panics with what is no Exception.
        panics = type(error).__name__ == "PanicException"
        if not isinstance(error, Exception) and not panics:
            raise
        raise Refused(
            f"'{name}' cannot be read as a table; save it as CSV and bring that."
        ) from None


def _source(place: bytes | Path, name: str) -> Source:
    """Return a checked source; raises Refused for an empty or too large one."""
    found = Source(name=name, place=place)
    try:
        size = found.size
        blank = size < len(found.head) + 1 and not found.head.strip(b"\0 \t\r\n")
    except (OSError, ValueError):
        raise Refused(
            f"The file '{name}' cannot be opened; check that it is there and that you "
            "may read it."
        ) from None
    most = limits().max_bytes
    if size > most:
        raise Refused(
            f"'{name}' has {size / 1e6:,.0f} MB, more than {most / 1e6:,.0f}; keep a "
            "random part of its rows."
        )
    if blank:
        raise Refused(f"'{name}' is empty; bring a table with a header line and rows.")
    return found


def _is_archive(source: Source) -> bool:
    """Return whether a source is a zip archive rather than a workbook."""
    if not unpack.is_zip(source) or _known(source) is not None:
        return False
    refuse_archive(source)
    return True


def _member(archive: Source, table: str) -> tuple[Source, str]:
    """Return the file of an archive that is asked for, and what in it."""
    files = unpack.names(archive)
    if table in files:
        return unpack.member(archive, table), ""
    if len(files) == 1:
        return unpack.member(archive, files[0]), table
    asked = f"'{table}' is none of them: choose" if table else "choose"
    raise Refused(
        f"'{archive.name}' has {len(files)} tables inside; {asked} one of "
        f"{listing(files)}."
    )


def _content(source: Source) -> Source:
    """Return what is packed in a source, or itself; raises Refused for what is none."""
    if unpack.is_stream(source):
        packed, source = source.name, unpack.inside(source)
        if unpack.is_stream(source) or _is_bare_zip(source):
            raise Refused(f"'{packed}' is packed more than once; pack the table once.")
    elif _is_bare_zip(source):
        raise Refused(f"'{source.name}' is an archive in an archive; pack it once.")
    if not source.head.strip(b"\0 \t\r\n") and source.size <= len(source.head):
        raise Refused(
            f"'{source.name}' is empty; bring a table with a header line and rows."
        )
    return source


def _is_bare_zip(source: Source) -> bool:
    return unpack.is_zip(source) and _known(source) is None


def _format(source: Source) -> FormatSpec:
    found = _known(source)
    if found is None or found.order > 20:
        refuse_foreign(source)
    if found is None:
        raise Refused(
            f"'{source.name}' is not a text file or any table known here; save the "
            "table as CSV and bring that."
        )
    return found


def _known(source: Source) -> FormatSpec | None:
    return next((s for s in specs().values() if s.recognises(source)), None)


def _only(known: str, asked: str, inner: str, name: str) -> str:
    """Return the name of the one table; raises Refused when another is asked for."""
    if asked and asked not in (known, inner, name):
        raise Refused(f"'{name}' has no table '{asked}'; it has '{known}' alone.")
    return known


def _disagreement(outer: Source, inner: Source, spec: FormatSpec) -> tuple[str, ...]:
    """Return a note where the end of a name promises something else."""
    ending = _ending(outer.name)
    promised = {end for other in specs().values() for end in other.endings}
    what = spec.title
    if outer is not inner and ending in PACKED:
        ending = _ending(inner.name)
    elif outer is not inner:
        what = f"packed with {unpack.kind(outer)}"
        promised -= set(OPEN_ENDINGS)
        return (_note(ending, what),) if ending in promised else ()
    promised = (promised | set(PACKED) | set(FOREIGN)) - set(OPEN_ENDINGS)
    wrong = ending in promised and ending not in spec.endings
    return (_note(ending, what),) if wrong else ()


def _ending(name: str) -> str:
    return PurePosixPath(name.casefold()).suffix


def _note(ending: str, what: str) -> str:
    return (
        f"The name ends in {ending}, but the content says: {what}; it was read as that."
    )
