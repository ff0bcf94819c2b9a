"""Workbooks: Excel's .xlsx, .xlsm and .xls, and .ods."""

import io
import zipfile
from dataclasses import replace
from typing import Any

from core.errors import Refused
from core.format import Cells, FormatSpec, Source, listing
from core.parsing.extent import refuse_area, refuse_repeats
from core.parsing.grid import is_gap, table_of
from core.parsing.unpack import DAMAGES, bounded

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLD_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"


def _recognises(source: Source) -> bool:
    if source.head.startswith(OLD):
        start = source.cut(0, 1 << 26)
        return any(name in start for name in OLD_STREAMS)
    if not source.head.startswith(b"PK\x03\x04"):
        return False
    try:
        with source.open() as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                return archive.read("mimetype").startswith(OPEN_DOCUMENT)
            return any(name.startswith("xl/workbook.") for name in names)
    except DAMAGES:
        return False


def _tables(source: Source) -> tuple[str, ...]:
    return tuple(_opened(source).sheet_names) or (source.name,)


def _read(source: Source, table: str) -> Cells:
    """Read one sheet, the first one that holds a table where none is named."""
    book = _opened(source)
    names = list(book.sheet_names)
    if table and table not in names:
        raise Refused(
            f"'{source.name}' has no sheet '{table}'; it has {listing(names)}."
        )
    if table or len(names) == 1:
        return _sheet(book, table or names[0], source.name)
    for name in names:
        try:
            cells = _sheet(book, name, source.name)
        except Refused:
            continue
        others = [n for n in names if n != name and _may_hold(book, n)]
        passed = any(_may_hold(book, n, 1) for n in names[: names.index(name)])
        if not (others or passed):  # blank sheets beside it are no news
            return cells
        rest = f"; others with cells: {listing(others)}" if others else ""
        note = f"The sheet '{name}' was read{rest}."
        return replace(cells, notes=(note, *cells.notes))
    raise Refused(
        f"No sheet of '{source.name}' holds a table; it has {listing(names)}."
    )


def _opened(source: Source) -> Any:
    import python_calamine as calamine

    data = source.whole()
    if data.startswith(b"PK"):
        _refuse_binary(data, source.name)
        _refuse_bomb(data, source.name)
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise Refused(
            f"'{source.name}' is locked with a password; save it without one."
        ) from None
    except (calamine.CalamineError, ValueError, OSError):
        raise Refused(
            f"'{source.name}' is a damaged workbook; save it again, or as CSV."
        ) from None


def _sheet(book: Any, name: str, file: str) -> Cells:
    import python_calamine as calamine

    try:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=True)
    except (calamine.CalamineError, ValueError, OSError):
        raise Refused(
            f"The sheet '{name}' of '{file}' cannot be read; save it as CSV."
        ) from None
    first = sheet.start[0] + 1 if sheet.start else 1
    if not rows:
        raise Refused(f"The sheet '{name}' of '{file}' is empty; choose another one.")
    rows, merged = _filled(rows, sheet)
    cells = table_of(rows, first, file)
    note = f"Merged cells, whose value was put into each of them: {merged:,}."
    notes = (*cells.notes, *([note] if merged else []))
    return replace(cells, notes=notes, table=name)


def _may_hold(book: Any, name: str, least: int = 2) -> bool:
    """Return whether a sheet has at least two rows of two cells, or `least`."""
    import python_calamine as calamine

    try:
        sheet = book.get_sheet_by_name(name)
    except (calamine.CalamineError, ValueError, OSError):
        return False
    return sheet.height >= least and sheet.width >= least


def _filled(rows: list[list], sheet: Any) -> tuple[list[list], int]:
    """Return rows in which a cell merged over several rows stands in each of them."""
    down = 0
    top, left = sheet.start or (0, 0)
    for (first, side), (last, other) in sheet.merged_cell_ranges or ():
        first, last, side, other = first - top, last - top, side - left, other - left
        tall = first >= 1 and last > first and side == other
        if not (tall and 0 <= side < len(rows[0]) and first < len(rows)):
            continue
        value = rows[first][side]
        for row in rows[first + 1 : last + 1]:
            if is_gap(row[side]):
                row[side] = value
        down += 1
    return rows, down


def _refuse_binary(data: bytes, name: str) -> None:
    """Raise Refused for .xlsb: damaged ones end the whole process that reads them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            binary = "xl/workbook.bin" in archive.namelist()
    except DAMAGES:
        return
    if binary:
        raise Refused(
            f"'{name}' is a binary workbook (.xlsb), which is not read here; save it "
            "as .xlsx."
        )


def _refuse_bomb(data: bytes, name: str) -> None:
    """Raise Refused for what would take too much memory; counts without keeping."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.flag_bits & 1:
                    raise Refused(
                        f"'{name}' is locked with a password; save it without one."
                    )
            refuse_area(bounded(archive, archive.infolist(), name), name)
            content = [i for i in archive.infolist() if i.filename == "content.xml"]
            refuse_repeats(bounded(archive, content, name), name)
    except Refused:
        raise
    except DAMAGES:
        raise Refused(f"'{name}' is damaged; save it again, or as CSV.") from None


WORKBOOK = FormatSpec(
    key="workbook",
    title="Excel workbook",
    order=10,
    endings=(".xlsx", ".xlsm", ".xls", ".ods"),
    recognises=_recognises,
    tables=_tables,
    read=_read,
)
