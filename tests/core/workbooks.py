"""Workbooks for tests, written by hand: nothing here depends on what reads them."""

import io
import zipfile
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
TYPES = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def workbook(sheets) -> bytes:
    """Return an .xlsx with rows of text, numbers and gaps in each named sheet."""
    return _book({name: _rows(rows) for name, rows in sheets.items()})


def far_apart() -> bytes:
    """Return an .xlsx with two cells in opposite corners of the largest sheet."""
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return _book({"S": '<row r="1"><c r="A1"><v>1</v></c></row>' + corner})


def _rows(rows) -> str:
    lines = []
    for i, row in enumerate(rows, start=1):
        cells = [_cell(f"{chr(65 + j)}{i}", value) for j, value in enumerate(row)]
        lines.append(f'<row r="{i}">{"".join(cells)}</row>')
    return "".join(lines)


def _cell(place, value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        words = f'<t xml:space="preserve">{escape(value)}</t>'
        return f'<c r="{place}" t="inlineStr"><is>{words}</is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _relations(*targets) -> str:
    made = (
        f'<Relationship Id="r{i}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets)
    )
    inner = "".join(made)
    return (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'
    )


def _book(sheets) -> bytes:
    paths = [("worksheet", f"worksheets/sheet{i}.xml") for i in range(len(sheets))]
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{i + 1}" r:id="r{i}"/>'
        for i, name in enumerate(sheets)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        top = _relations(("officeDocument", "xl/workbook.xml"))
        archive.writestr("_rels/.rels", top)
        archive.writestr(
            "xl/workbook.xml",
            f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}'
            "</sheets></workbook>",
        )
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(*paths))
        for (_, path), rows in zip(paths, sheets.values(), strict=True):
            sheet = f"<sheetData>{rows}</sheetData>"
            archive.writestr(
                f"xl/{path}", f'{XML}<worksheet xmlns="{MAIN}">{sheet}</worksheet>'
            )
    return out.getvalue()


def open_document(rows, more="") -> bytes:
    """Return an .ods with one sheet of text, numbers and gaps, and `more` below it."""
    body = "".join(
        f"<table:table-row>{''.join(map(_open_cell, row))}</table:table-row>"
        for row in rows
    )
    body += more
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'{XML}<office:document-content xmlns:office="{urn}:office:1.0" '
        f'xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="S">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'{XML}<manifest:manifest xmlns:manifest="{urn}:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"'
            "/></manifest:manifest>",
        )
        archive.writestr("content.xml", content)
    return out.getvalue()


def _open_cell(value) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        words = f"<text:p>{escape(value)}</text:p>"
        return (
            f'<table:table-cell office:value-type="string">{words}</table:table-cell>'
        )
    return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
