"""Workbooks as programs write them, and as nobody should."""

from __future__ import annotations

import io
import zipfile

import xlsxwriter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEADER = '<row r="1"><c r="A1" t="str"><v>Kenteken</v></c><c r="B1" t="str"><v>Eigenaar</v></c></row>'


def workbook(rows, **options):
    """`rows` of values; dates get a date format."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "d-mmm-yy", **options})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write(number, column, value)
    book.close()
    return stream.getvalue()


def package(
    sheet_data, *, texts=None, files=None, leave_out=(), workbook_xml=None, method=zipfile.ZIP_DEFLATED
):
    """A workbook of hand-written parts; `sheet_data` is what stands between the sheetData tags."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook_xml
        or f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        '<sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_data}</sheetData>'
        "</worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{texts or ""}</sst>',
        **(files or {}),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            if name not in leave_out:
                archive.writestr(name, content)
    return stream.getvalue()


def _relations(*targets):
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def with_false_size(content, name, size):
    """The directory of the package says another unpacked size than the part has."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    info = archive.getinfo(name)
    changed = bytearray(content)
    true_size = info.file_size.to_bytes(4, "little")
    at = changed.index(b"PK\x01\x02")
    while changed[at + 46 : at + 46 + len(name)] != name.encode():
        at = changed.index(b"PK\x01\x02", at + 4)
    assert changed[at + 24 : at + 28] == true_size
    changed[at + 24 : at + 28] = size.to_bytes(4, "little")
    changed[info.header_offset + 22 : info.header_offset + 26] = size.to_bytes(4, "little")
    return bytes(changed)
