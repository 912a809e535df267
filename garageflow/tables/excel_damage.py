"""What Excel makes of cells that were meant as text: `3-5` becomes 3 May, `12-MRT-3` 12 March 2003."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import NamedTuple

from garageflow.tables.rows import Cell

# As Excel abbreviates them in Dutch, French and English.
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan janv",
            "feb fév févr",
            "mrt mars mar",
            "apr avr",
            "mei mai may",
            "jun juin",
            "jul juil",
            "aug aoû août",
            "sep sept",
            "okt oct",
            "nov",
            "dec déc",
        ),
        start=1,
    )
    for name in names.split()
}
# Excel writes months small (English: with one capital). Capitals throughout were typed by a person.
_NAME = r"(?P<name>[A-Za-z]?[a-zéû]{2,4})\.?"
_TIME = r"(?:[ T]0?0:00(?::00)?)?"
_DATES = tuple(
    re.compile(pattern + _TIME)
    for pattern in (
        rf"(?P<day>\d{{1,2}})[-/. ]{_NAME}(?:[-/. ](?P<year>\d{{4}}|\d{{2}}))?",
        rf"{_NAME}[-/. ](?P<year>\d{{4}}|\d{{2}})",
        r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
    )
)
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d{1,3}")


class ExcelDate(NamedTuple):
    month: int
    day: int | None
    year: int | None  # as written: two digits or four


def excel_date(cell: Cell) -> ExcelDate | None:
    """The date that a cell shows or, in a workbook, is."""
    if isinstance(cell, date):
        return ExcelDate(cell.month, cell.day, cell.year)
    if not isinstance(cell, str):
        return None
    text = cell.strip()
    for pattern in _DATES:
        if found := pattern.fullmatch(text):
            return _checked(found.groupdict())
    return None


def is_scientific(cell: str) -> bool:
    """A long number as Excel shows it: 1,23E+11."""
    return _SCIENTIFIC.fullmatch(cell.strip()) is not None


def _checked(parts: dict[str, str | None]) -> ExcelDate | None:
    name, day, year = parts.get("name"), parts.get("day"), parts.get("year")
    month = _MONTHS.get(name.lower()) if name else int(parts.get("month") or 0)
    if month is None or not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    return ExcelDate(month, int(day) if day else None, int(year) if year else None)


def day_of(cell: Cell) -> date | None:
    """The day of a cell that a workbook holds as a date."""
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else None
