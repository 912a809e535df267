"""Writing CSV and XLSX that a spreadsheet opens as it is, and that reads back as it was."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, TypeAlias

import xlsxwriter

from garageflow.tables.neutral import neutralised

Value: TypeAlias = str | int | float | Decimal | date | datetime | bool | None

# Excel's own bounds; XlsxWriter leaves out what lies beyond without an error.
_XLSX_ROWS = 1_048_576
_XLSX_CELL = 32_767
_SHEET_NAME = "Lijst"


class TooManyRows(ValueError):
    pass


def write_csv(stream: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """As Dutch and French Excel expect it: byte order mark, semicolons, decimal comma, 31-12-2026."""
    stream.write(codecs.BOM_UTF8)
    text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow([neutralised(name) for name in header])
        for row in rows:
            writer.writerow([_csv_cell(value) for value in row])
    finally:
        # It flushes, and leaves the stream open.
        text.detach()


def write_xlsx(
    stream: IO[bytes], header: Sequence[str], rows: Iterable[Sequence[Value]], *, as_text: bool = False
) -> None:
    """One sheet. `as_text` makes the columns text for what is typed later: Excel then leaves plates alone."""
    # Constant memory: a row is on disk once the next one begins.
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    try:
        sheet = book.add_worksheet(_SHEET_NAME)
        formats = {
            "header": book.add_format({"bold": True, "num_format": "@"}),
            "text": book.add_format({"num_format": "@"}),
            "date": book.add_format({"num_format": "dd-mm-yyyy"}),
            "moment": book.add_format({"num_format": "dd-mm-yyyy hh:mm"}),
        }
        sheet.set_column(0, max(0, len(header) - 1), 18, formats["text"] if as_text else None)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(header):
            _write_text(sheet, 0, column, name, formats["header"])
        for number, row in enumerate(rows, start=1):
            if number >= _XLSX_ROWS:
                raise TooManyRows
            for column, value in enumerate(row):
                _write_cell(sheet, number, column, value, formats)
    finally:
        book.close()


def _csv_cell(value: Value) -> str:
    if isinstance(value, str):
        return neutralised(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    # A number is no formula, whatever its sign.
    return str(value).replace(".", ",")


def _write_cell(sheet: Any, row: int, column: int, value: Value, formats: dict[str, Any]) -> None:
    if isinstance(value, str):
        _write_text(sheet, row, column, value, formats["text"])
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        # Excel knows no time zones: what counts is the clock that the reader sees.
        sheet.write_datetime(row, column, value.replace(tzinfo=None), formats["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats["date"])  # noqa: DTZ001 - a day
    elif value is not None:
        sheet.write_number(row, column, value)


def _write_text(sheet: Any, row: int, column: int, text: str, format_: Any) -> None:
    # Never `write`: it would make formulas, links and numbers of texts.
    text = neutralised(text)
    if len(text) > _XLSX_CELL:
        text = text[: _XLSX_CELL - 1] + "…"
    sheet.write_string(row, column, text, format_)
