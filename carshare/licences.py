"""What a category allows, and where licences come from."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from carshare.models import LicenceCategory

C = LicenceCategory
_MOPED = (C.AM,)
_CAR = (C.B, C.B1, *_MOPED)
_CAR_TRAILER = (C.BE, *_CAR)

# Directive 2006/126/EC, article 6 (eur-lex.europa.eu, seen 2026-11-21): C and D are only given to holders of
# B, and every category with E for a heavier vehicle covers BE.
_COVERS: dict[str, tuple[str, ...]] = {
    C.AM: _MOPED,
    C.A1: (C.A1, *_MOPED),
    C.A2: (C.A2, C.A1, *_MOPED),
    C.A: (C.A, C.A2, C.A1, *_MOPED),
    C.B1: (C.B1, *_MOPED),
    C.B: _CAR,
    C.BE: _CAR_TRAILER,
    C.C1: (C.C1, *_CAR),
    C.C1E: (C.C1E, C.C1, *_CAR_TRAILER),
    C.C: (C.C, C.C1, *_CAR),
    C.CE: (C.CE, C.C1E, C.C, C.C1, *_CAR_TRAILER),
    C.D1: (C.D1, *_CAR),
    C.D1E: (C.D1E, C.D1, *_CAR_TRAILER),
    C.D: (C.D, C.D1, *_CAR),
    C.DE: (C.DE, C.D1E, C.D, C.D1, *_CAR_TRAILER),
}

# Member states of the EU and the EEA, Switzerland and the United Kingdom: their licences are exchanged or
# valid without more; the three countries of the product and their neighbours stand in front.
NEAR = ("BE", "NL", "FR", "LU", "DE")
_EUROPE_A_TO_I = (
    "AT",
    "BG",
    "CH",
    "CY",
    "CZ",
    "DK",
    "EE",
    "ES",
    "FI",
    "GB",
    "GR",
    "HR",
    "HU",
    "IE",
    "IS",
    "IT",
)
_EUROPE_L_TO_Z = ("LI", "LT", "LV", "MT", "NO", "PL", "PT", "RO", "SE", "SI", "SK")
EUROPE = _EUROPE_A_TO_I + _EUROPE_L_TO_Z


class Hint(NamedTuple):
    country: str
    words: str | Promise


# Advice, never a refusal: sources contradict each other and older licences are numbered otherwise.
NUMBER_HINTS = (
    Hint("BE", _("Belgium: 10 digits, field 5")),
    Hint("NL", _("Netherlands: 10 digits, field 5")),
    Hint("FR", _("France: such as 13AA00002, or 12 digits, field 5")),
)


def covers(held: list[str], needed: str) -> bool:
    return any(needed in _COVERS.get(category, ()) for category in held)
