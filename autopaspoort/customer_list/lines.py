"""The rules for one line of a customer list, as functions without a database: the same for every door."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from autopaspoort.customer_list import findings as codes
from autopaspoort.customer_list.contract import CUSTOMER_LIST
from autopaspoort.customer_list.emails import Email, read_email
from autopaspoort.customer_list.findings import REFUSALS, Finding
from autopaspoort.customer_list.postcodes import read_postcode
from garageflow.tables.excel_damage import day_of, excel_date, is_scientific
from garageflow.tables.rows import Cell, Cells, WrongCells, text_of
from garageflow.vehicles.plate_countries import plate_country
from garageflow.vehicles.plates import NotAPlate, Plate, read_plate
from garageflow.vehicles.vin import VIN_INVALID, read_vin

KEYS = tuple(column.key for column in CUSTOMER_LIST.read_columns)
# What the database has room for. Plate, VIN and date are no texts: they have rules of their own.
MAX_LENGTHS = {
    "plate": 1_000,
    "first_name": 100,
    "last_name": 100,
    "email": 254,
    "street": 150,
    "house_number": 20,
    "postcode": 12,
    "city": 100,
    "country": 1_000,
    "phone": 30,
    "vin": 1_000,
    "inspection_due_on": 1_000,
}
(
    _PLATE,
    _FIRST_NAME,
    _LAST_NAME,
    _EMAIL,
    _STREET,
    _HOUSE_NUMBER,
    _POSTCODE,
    _CITY,
    _COUNTRY,
    _PHONE,
    _VIN,
    _INSPECTION,
) = range(len(KEYS))

_NO_PLATE = Plate("", "", "")
_LETTER = re.compile(r"[a-z]")
# UTF-8 read as Windows-1252 somewhere on its way (`ZoÃ«`), and the mark that programs put for what they lost.
_DAMAGED = re.compile("\u00c3[\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u20ac\u2122]|\u00e2\u20ac|\ufffd")
_SPACES = re.compile(r"\s+")
# PostgreSQL stores them, but they turn text around, hide in it, or ring the bell of a terminal.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_MIDNIGHT = r"(?:[ T]0?0:00(?::00)?)?"
_DAYS = tuple(
    re.compile(pattern + _MIDNIGHT, re.ASCII)
    for pattern in (
        r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    )
)


class CheckedLine(NamedTuple):
    line: int
    refused: bool
    # Refusals first, then warnings; a refused line has at least one of the former.
    findings: tuple[Finding, ...]
    # The cells as they stood in the file, in the order of the contract.
    cells: tuple[str, ...]
    plate: str = ""
    plate_country: str = ""
    plate_display: str = ""
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    email_key: str = ""
    email_is_usable: bool = False
    street: str = ""
    house_number: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    vin: str = ""
    inspection_due_on: date | None = None


def check_line(line: int, cells: Cells | WrongCells, garage_country: str) -> CheckedLine:
    """`cells` in the order of the contract, as garageflow.tables reads them."""
    if isinstance(cells, WrongCells):
        finding = Finding(codes.CELLS_WRONG, "", str(cells.found))
        return CheckedLine(line, True, (finding,), tuple(map(text_of, cells.cells)))

    found: list[Finding] = []
    try:
        joined = "".join(cells)  # type: ignore[arg-type]
        texts: tuple[str, ...] = cells  # type: ignore[assignment]
    except TypeError:
        # A workbook with a date in it.
        texts = tuple(map(text_of, cells))
        joined = "".join(texts)
    values = _clean(texts, joined, found)
    country = _country(values[_COUNTRY], garage_country, found)
    # In a workbook it may be a date, which as text would look like something else.
    plate_cell = cells[_PLATE]
    plate = _plate(values[_PLATE] if isinstance(plate_cell, str) else plate_cell, country, found)
    if not values[_LAST_NAME]:
        found.append(Finding(codes.LAST_NAME_MISSING, "last_name", ""))
    email = _email(values[_EMAIL], found)
    house_number = _house_number(cells[_HOUSE_NUMBER], values[_HOUSE_NUMBER], found)
    postcode = _postcode(values[_POSTCODE], country, found)
    phone = _phone(cells[_PHONE], values[_PHONE], found)
    vin = _vin(values[_VIN], found)
    due_on = _inspection_due_on(cells[_INSPECTION], values[_INSPECTION], found)

    if found:
        found.sort(key=_is_warning)
        if found[0].code in REFUSALS:
            return CheckedLine(line, True, tuple(found), texts)
    return CheckedLine(
        line,
        False,
        tuple(found),
        texts,
        plate.normalised,
        plate.country,
        plate.display,
        values[_FIRST_NAME],
        values[_LAST_NAME],
        email.text,
        email.key,
        email.is_usable,
        values[_STREET],
        house_number,
        postcode,
        values[_CITY],
        phone,
        vin,
        due_on,
    )


def _is_warning(finding: Finding) -> bool:
    return finding.code not in REFUSALS


def _clean(texts: tuple[str, ...], joined: str, found: list[Finding]) -> list[str]:
    """Without outer and doubled spaces, line ends, control characters and decomposed letters."""
    values = list(map(str.strip, texts))
    if "  " in joined or not joined.isprintable() or (not joined.isascii() and _is_suspicious(joined)):
        values = [_cleaned(key, text, found) for key, text in zip(KEYS, texts, strict=True)]
        joined = "".join(values)
    # Most lines are shorter as a whole than the room that there is for one name.
    if len(joined) > 100 or max(map(len, values[_HOUSE_NUMBER:_CITY])) > 12 or len(values[_PHONE]) > 30:
        for key, value in zip(KEYS, values, strict=True):
            if len(value) > MAX_LENGTHS[key]:
                found.append(Finding.of(codes.VALUE_TOO_LONG, key, value))
    return values


def _is_suspicious(text: str) -> bool:
    return _DAMAGED.search(text) is not None or not unicodedata.is_normalized("NFC", text)


def _cleaned(key: str, text: str, found: list[Finding]) -> str:
    if _DAMAGED.search(text):
        found.append(Finding.of(codes.TEXT_DAMAGED, key, text))
    if not text.isprintable():
        visible = _CONTROLS.sub("", _INVISIBLE.sub("", _SPACES.sub(" ", text)))
        if _CONTROLS.search(text):
            found.append(Finding.of(codes.TEXT_CLEANED, key, visible))
        text = visible
    return " ".join(unicodedata.normalize("NFC", text).split())


def _country(text: str, garage_country: str, found: list[Finding]) -> str:
    if not text:
        return garage_country
    country = plate_country(text)
    if country is None:
        found.append(Finding.of(codes.COUNTRY_UNKNOWN, "country", text))
    return country or garage_country


def _plate(cell: Cell, country: str, found: list[Finding]) -> Plate:
    try:
        plate = read_plate(cell, country)
    except NotAPlate as refusal:
        found.append(Finding.of(refusal.code, "plate", text_of(cell)))
        return _NO_PLATE
    for code in plate.warnings:
        found.append(Finding.of(code, "plate", text_of(cell)))
    return plate


def _email(text: str, found: list[Finding]) -> Email:
    if not text:
        found.append(Finding(codes.EMAIL_MISSING, "email", ""))
    email = read_email(text)
    if text and not email.is_usable:
        found.append(Finding.of(codes.EMAIL_INVALID, "email", text))
    return email


def _house_number(cell: Cell, text: str, found: list[Finding]) -> str:
    """Excel takes a typed `3-5` for 3 May. `3-mei` in a file is kept; a date in a workbook becomes `3-5`."""
    if not text or text.isdigit():
        return text
    day = day_of(cell)
    if day is not None:
        found.append(Finding(codes.HOUSE_NUMBER_DATE, "house_number", text))
        return f"{day.day}-{day.month}"
    shown = excel_date(text)
    # 12-3-10 may be a flat.
    if shown and (_LETTER.search(text) or (shown.year or 0) > 99):
        found.append(Finding.of(codes.HOUSE_NUMBER_DATE, "house_number", text))
    return text


def _postcode(text: str, country: str, found: list[Finding]) -> str:
    if not text:
        return text
    postcode, is_one = read_postcode(text, country)
    if not is_one:
        found.append(Finding.of(codes.POSTCODE_ODD, "postcode", text))
    return postcode


def _phone(cell: Cell, text: str, found: list[Finding]) -> str:
    if text and (not isinstance(cell, str) or is_scientific(text)):
        found.append(Finding.of(codes.PHONE_ODD, "phone", text))
    return text


def _vin(text: str, found: list[Finding]) -> str:
    """One that cannot be a VIN is left out, so that nothing is matched by it."""
    if not text:
        return text
    vin = read_vin(text)
    if vin.finding:
        found.append(Finding.of(codes.VIN_ODD, "vin", text))
    return "" if vin.finding == VIN_INVALID else vin.normalised


def _inspection_due_on(cell: Cell, text: str, found: list[Finding]) -> date | None:
    if not text:
        return None
    day = day_of(cell) or _day_in(text)
    if day is None or not 1950 <= day.year <= 2099:
        found.append(Finding.of(codes.APK_DATE_ODD, "inspection_due_on", text))
        return None
    return day


def _day_in(text: str) -> date | None:
    for pattern in _DAYS:
        if written := pattern.fullmatch(text):
            try:
                return date(int(written["year"]), int(written["month"]), int(written["day"]))
            except ValueError:
                return None
    return None
