from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from garageflow.tables import refusals
from garageflow.tables.contract import Contract, HeaderMatch, match_header
from garageflow.tables.limits import Limits
from garageflow.tables.neutral import restored
from garageflow.tables.refusals import FileRefused
from garageflow.tables.rows import Cell, Rows, is_blank, shaper, text_of
from garageflow.tables.xlsx_package import Package, elements, parse_into
from garageflow.tables.xlsx_scan import Memory, SheetScan, TextScan

_WORKBOOK = "xl/workbook.xml"
_STYLES_BYTES = 5_000_000
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
)
_RELATION = (
    '<Relationship Id="rId{}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"'
    ' Target="{}"/>'
)
_ONE_SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<workbookPr date1904="{}"/><sheets><sheet name="list" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    sheet: CalamineSheet
    line: int
    match: HeaderMatch


def open_sheet(stream: IO[bytes], contract: Contract, limits: Limits) -> Sheet:
    """The first visible sheet."""
    descriptor, path = tempfile.mkstemp(suffix=".xlsx")
    try:
        with os.fdopen(descriptor, "w+b") as own_file:
            _write_own_package(Package(stream, limits), own_file, limits)
        try:
            with CalamineWorkbook.from_path(path) as workbook:
                sheet = workbook.get_sheet_by_index(0)
        except CalamineError as error:
            raise FileRefused(refusals.XLSX_DAMAGED) from error
    finally:
        Path(path).unlink()
    for line, row in _rows_of(sheet):
        if not is_blank(row):
            return Sheet(sheet, line, match_header([text_of(cell) for cell in row], contract, line))
    raise FileRefused(refusals.FILE_EMPTY)


def read_sheet_rows(sheet: Sheet, limits: Limits) -> Rows:
    shaped = shaper(sheet.match)
    rows_left = limits.rows
    for line, row in _rows_of(sheet.sheet):
        if line > sheet.line and (cells := shaped(row)) is not None:
            rows_left -= 1
            if rows_left < 0:
                raise FileRefused(refusals.TOO_MANY_ROWS, line)
            yield line, cells


def _write_own_package(package: Package, file: IO[bytes], limits: Limits) -> None:
    workbook = _workbook_of(package)
    sheet_id, uses_1904 = _first_sheet(package, workbook)
    targets = package.targets(workbook)
    memory = Memory(limits)

    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as own:
        relations = [_RELATION.format(1, "worksheet", "worksheet.xml")]
        _copy(own, "worksheet", package, targets[sheet_id][1], SheetScan(limits, memory))
        for number, (kind, name) in enumerate(sorted(targets.values()), start=2):
            if kind in ("sharedStrings", "styles"):
                relations.append(_RELATION.format(number, kind, f"{kind}.xml"))
                _copy(own, kind, package, name, TextScan(limits, memory) if kind == "sharedStrings" else None)
        own.writestr("[Content_Types].xml", _CONTENT_TYPES)
        own.writestr("_rels/.rels", _RELATIONS.format(_RELATION.format(1, "officeDocument", _WORKBOOK)))
        own.writestr(_WORKBOOK, _ONE_SHEET.format(int(uses_1904)))
        own.writestr("xl/_rels/workbook.xml.rels", _RELATIONS.format("".join(relations)))


def _workbook_of(package: Package) -> str:
    for kind, name in package.targets("").values():
        if kind == "officeDocument" and name.endswith(".xml"):
            return name
    raise FileRefused(refusals.TYPE_OTHER)


def _first_sheet(package: Package, workbook: str) -> tuple[str, bool]:
    """The relationship of the first visible sheet, and whether dates count from 1904."""
    sheet_id, uses_1904 = "", False
    for tag, attributes in elements(package.small_part(workbook)):
        if tag == "workbookPr":
            uses_1904 = attributes.get("date1904", "0").lower() in ("1", "true", "on")
        elif tag == "sheet" and not sheet_id and attributes.get("state", "visible") == "visible":
            sheet_id = next((value for name, value in attributes.items() if name.endswith(":id")), "")
    if package.targets(workbook).get(sheet_id, ("", ""))[0] != "worksheet":
        # A text document or a presentation, or a workbook with nothing but a chart.
        raise FileRefused(refusals.TYPE_OTHER)
    return sheet_id, uses_1904


def _copy(
    own: zipfile.ZipFile, kind: str, package: Package, name: str, scan: SheetScan | TextScan | None
) -> None:
    with own.open(f"xl/{kind}.xml", "w") as part:
        if scan is None:
            part.write(package.small_part(name, _STYLES_BYTES))
            return

        def copied() -> Iterator[bytes]:
            for block in package.blocks(name):
                part.write(block)
                yield block

        parse_into(scan.parser, copied())


def _rows_of(sheet: CalamineSheet) -> Iterator[tuple[int, list[Any]]]:
    for line, row in enumerate(sheet.iter_rows(), start=1):
        # Written as _x0000_; PostgreSQL could not even keep the refused line.
        if any(type(cell) is str and "\0" in cell for cell in row):
            raise FileRefused(refusals.NUL_BYTE, line)
        yield line, [restored(cell) if type(cell) is str else _cell_of(cell) for cell in row]


def _cell_of(value: str | float | bool | date | datetime | time | timedelta) -> Cell:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        # Excel has no whole numbers: house number 12 arrives as 12.0.
        is_whole = value == value // 1 and abs(value) < 1e21
        return str(int(value)) if is_whole else repr(value)
    return value
