"""Plates: the form that is stored and compared, the form people write, and whether it is a plate at all.

The shape decides, never the letters: RDW has issued plates with groups that it calls forbidden (spec 30), so
those are warnings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from garageflow.tables.excel_damage import excel_date, is_scientific
from garageflow.tables.rows import Cell

NL, BE, FR, LU = "NL", "BE", "FR", "LU"

# Why something is no plate.
PLATE_MISSING = "PLATE_MISSING"
PLATE_INVALID = "PLATE_INVALID"
PLATE_DAMAGED = "PLATE_DAMAGED"
# Warnings about a plate.
PLATE_GROUP = "PLATE_GROUP"
PLATE_UNUSUAL = "PLATE_UNUSUAL"
PLATE_DAMAGED_RECOVERED = "PLATE_DAMAGED_RECOVERED"

MAX_LENGTH = 12
MAX_DISPLAY_LENGTH = 15


class Plate(NamedTuple):
    country: str
    normalised: str
    display: str
    sidecode: int | None = None  # Dutch plates only
    warnings: tuple[str, ...] = ()


class NotAPlate(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_plate(raw: Cell, country: str) -> Plate:
    """Raises NotAPlate. `country` is ISO 3166; outside NL, BE, FR and LU almost anything is a plate."""
    plate = None
    if isinstance(raw, str):
        normalised = normalise_plate(raw)
        if not normalised:
            raise NotAPlate(PLATE_MISSING)
        plate = (
            _READERS[country](normalised) if country in _READERS else _read_other(normalised, raw, country)
        )
        # In small letters or without any a date can look like a plate: 1-mrt-12 has a Dutch shape, 12-avr-75
        # a French one, 12-03-03 one of Luxembourg.
        if plate and raw.isupper():
            return plate
    if is_excel_damaged(raw):
        return _recovered(raw, country)
    if plate is None:
        raise NotAPlate(PLATE_INVALID)
    return plate


def normalise_plate(raw: str) -> str:
    """Capitals; spaces, dashes and dots dropped; full-width letters made ordinary."""
    if raw.isascii():
        text = raw.upper().replace("-", "").replace(" ", "").replace(".", "")
        return text if text.isalnum() else "".join(text.split())
    folded = unicodedata.normalize("NFKC", raw)
    return "".join(character for character in folded if not _is_filler(character)).upper()


def is_excel_damaged(raw: Cell) -> bool:
    """Is this what Excel leaves of a plate that it took for a date or a number?"""
    return not isinstance(raw, str) or excel_date(raw) is not None or is_scientific(raw)


def _is_filler(character: str) -> bool:
    return character.isspace() or character in ".·•−" or unicodedata.category(character) in ("Pd", "Cf")


# Shape to (sidecode, end of the first group, end of the second), as in npm package license-plate 2.2.1.
_SIDECODES = {
    b"XX9999": (1, 2, 4),
    b"9999XX": (2, 2, 4),
    b"99XX99": (3, 2, 4),
    b"XX99XX": (4, 2, 4),
    b"XXXX99": (5, 2, 4),
    b"99XXXX": (6, 2, 4),
    b"99XXX9": (7, 2, 5),
    b"9XXX99": (8, 1, 4),
    b"XX999X": (9, 2, 5),
    b"X999XX": (10, 1, 4),
    b"XXX99X": (11, 3, 5),
    b"X99XXX": (12, 1, 3),
    b"9XX999": (13, 1, 3),
    b"999XX9": (14, 3, 5),
}
_SHAPE = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", b"X" * 26 + b"9" * 10)
# nl.wikipedia.org/wiki/Nederlands_kenteken, as in npm license-plate 2.2.1. Whole groups:
# 13-PV-PS holds no forbidden one.
_FORBIDDEN_SINCE = {
    **dict.fromkeys(("GVD", "KKK", "KVT", "LPF", "NSB", "PKK", "PSV", "TBS", "SS", "SD"), 1),
    "PVV": 7,
    "SGP": 7,
    "VVD": 8,
}
_FORBIDDEN = frozenset(_FORBIDDEN_SINCE)


def _read_dutch(normalised: str) -> Plate | None:
    found = _SIDECODES.get(normalised.encode("ascii", "replace").translate(_SHAPE))
    if found is None:
        return None
    sidecode, first, second = found
    groups = normalised[:first], normalised[first:second], normalised[second:]
    warnings: tuple[str, ...] = ()
    if not _FORBIDDEN.isdisjoint(groups) and any(
        sidecode >= _FORBIDDEN_SINCE.get(group, 99) for group in groups
    ):
        warnings = (PLATE_GROUP,)
    return Plate(NL, normalised, "-".join(groups), sidecode, warnings)


# 1-ABC-123 since 2010, with a letter in front for tractors, taxis, old-timers, trailers, scooters and
# dealers; CD plates; before 2010 ABC-123 and 123-ABC.
# en.wikipedia.org/wiki/Vehicle_registration_plates_of_Belgium, seen 2026-11-21.
_BELGIAN = re.compile(
    r"(CD)([A-Z]{2})(\d{3})|([A-Z\d])([A-Z]{3})(\d{3})|([A-Z]{3})(\d{3})|(\d{3})([A-Z]{3})", re.ASCII
)
_GROUPS = re.compile(r"[A-Z]+|[0-9]+")


def _read_belgian(normalised: str) -> Plate | None:
    found = _BELGIAN.fullmatch(normalised)
    if found:
        return Plate(BE, normalised, "-".join(group for group in found.groups() if group))
    # A plate of one's own choice, and the series before 1973: up to eight characters, counting the dash that
    # must stand between letters and digits, and at least one letter (mobilit.belgium.be, gepersonaliseerde
    # nummerplaat, seen 2026-11-21). So is many a typing error, therefore with a warning.
    groups = _GROUPS.findall(normalised)
    display = "-".join(groups)
    if "".join(groups) != normalised or len(display) > 8 or normalised.isdigit():
        return None
    return Plate(BE, normalised, display, warnings=(PLATE_UNUSUAL,))


# SIV since 2009: AA-001-AA to ZZ-999-ZZ without I, O and U; W garages; mopeds A-11-A to ZZ-999-Z. FNI
# before: up to four digits, up to three letters, the department (actu.fr on France Titres, plaqueandgo.com,
# seen 2026-11-21).
_L = "[A-HJ-NP-TV-Z]"
_SIV = re.compile(
    rf"({_L}{{2}})((?!000)\d{{3}})({_L}{{2}})|(W)((?!000)\d{{3}})({_L}{{2}})|({_L}{{1,2}})(\d{{2,3}})({_L})",
    re.ASCII,
)
_FNI = re.compile(rf"([1-9]\d{{0,3}})({_L}{{1,3}})(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6]|98[78])", re.ASCII)


def _read_french(normalised: str) -> Plate | None:
    if found := _SIV.fullmatch(normalised):
        groups = [group for group in found.groups() if group]
        # Forbidden since 1986, and a shape is a shape.
        return Plate(FR, normalised, "-".join(groups), warnings=(PLATE_GROUP,) if "SS" in groups else ())
    if found := _FNI.fullmatch(normalised):
        return Plate(FR, normalised, " ".join(found.groups()))
    return None


# Two letters and four digits since 2003, before that one or two letters and three or four digits, or digits
# alone; mopeds two and two. No I and O. en.wikipedia.org/wiki/Vehicle_registration_plates_of_Luxembourg,
# europlate.org/Luxembourg, seen 2026-11-21.
_LUXEMBOURGISH = re.compile(r"([A-HJ-NP-Z]{2})(\d{2,4})|([A-HJ-NP-Z])(\d{4})|(\d{3,6})", re.ASCII)


def _read_luxembourgish(normalised: str) -> Plate | None:
    found = _LUXEMBOURGISH.fullmatch(normalised)
    if found is None:
        return None
    return Plate(LU, normalised, " ".join(group for group in found.groups() if group))


def _read_other(normalised: str, raw: str, country: str) -> Plate | None:
    if not 2 <= len(normalised) <= MAX_LENGTH or not normalised.isascii() or not normalised.isalnum():
        return None
    written = " ".join(raw.upper().split())
    return Plate(country, normalised, written if len(written) <= MAX_DISPLAY_LENGTH else normalised)


_READERS: dict[str, Callable[[str], Plate | None]] = {
    NL: _read_dutch,
    BE: _read_belgian,
    FR: _read_french,
    LU: _read_luxembourgish,
}


def _recovered(raw: Cell, country: str) -> Plate:
    """The plate that was typed, when only one can have been.

    Typed in Dutch Excel, 12-MRT-3 and 1-MRT-12 are days in March: MRT is the one month without a vowel, and
    Dutch plates have none. Excel shows and saves `12-mrt-03` and `1-mrt-12`, or the day itself in a
    workbook. Back again: a day of two digits and a year of one give sidecode 7, a day of one and a year of
    two sidecode 8. A day and a year below 10 can be 01-MRT-3 as well as 1-MRT-03, and two numbers of two
    digits no plate at all. A Belgian list with these holds Dutch plates, or eight characters of somebody's
    choice, for which the same is true. In French Excel 12 AVR 75 becomes `12-avr-75`; other French months
    hold letters that FNI did not use.
    """
    found = excel_date(raw)
    if found is None or found.day is None or found.year is None:
        raise NotAPlate(PLATE_DAMAGED)
    # Two digits of a year are 1930 to 2029, to 2049 in newer versions, so that whole years are as good.
    year = found.year if found.year < 100 else found.year % 100 if 1930 <= found.year <= 2049 else -1
    plate = None
    if country in (NL, BE) and found.month == 3 and year >= 0 and (found.day < 10) != (year < 10):
        plate = _READERS[country](f"{found.day}MRT{year}")
    elif country == FR and found.month == 4 and year >= 0:
        plate = _read_french(f"{found.day}AVR{year:02d}")
    if plate is None:
        raise NotAPlate(PLATE_DAMAGED)
    return plate._replace(warnings=(PLATE_DAMAGED_RECOVERED,))
