from __future__ import annotations

import re
from typing import NamedTuple

# The codes are those of the Car-Pass findings (spec 20).
VIN_INVALID = "VIN_INVALID"
VIN_SHORT = "VIN_SHORT"
VIN_CHARS = "VIN_CHARS"

LENGTH = 17
_FILLERS = str.maketrans("", "", " \u00a0\t.-/")
_USABLE = re.compile(r"[A-Z0-9]{4,17}")
# I, O and Q are not used, because they look like 1 and 0. ISO 3779.
_WELL_FORMED = re.compile(r"[A-HJ-NPR-Z0-9]{17}")


class Vin(NamedTuple):
    normalised: str
    # VIN_INVALID: of no use. VIN_SHORT: 4 to 16 characters, an old car. VIN_CHARS: 17 with I, O or Q.
    finding: str | None = None


def read_vin(raw: str) -> Vin:
    normalised = normalise_vin(raw)
    if _WELL_FORMED.fullmatch(normalised):
        return Vin(normalised)
    if not _USABLE.fullmatch(normalised):
        return Vin(normalised, VIN_INVALID)
    return Vin(normalised, VIN_SHORT if len(normalised) < LENGTH else VIN_CHARS)


def normalise_vin(raw: str) -> str:
    """Capitals; spaces and `. - /` dropped. It never changes an O into a 0: that is for a person to say."""
    return raw.translate(_FILLERS).upper()


# The first characters say who made it (ISO 3780; the manufacturers' own lists, seen 2026-11-22). Only makes
# that are often seen here, and only where the code belongs to one make.
_MAKERS = {
    "WAU": "Audi", "WUA": "Audi", "TRU": "Audi", "WBA": "BMW", "WBS": "BMW", "WBY": "BMW", "WMW": "Mini",
    "VF7": "Citroën", "VR7": "Citroën", "UU1": "Dacia", "VR1": "DS", "ZFA": "Fiat", "ZAR": "Alfa Romeo",
    "WF0": "Ford", "NM0": "Ford", "JHM": "Honda", "SHH": "Honda", "TMA": "Hyundai", "NLH": "Hyundai",
    "KMH": "Hyundai", "SAJ": "Jaguar", "SAL": "Land Rover", "KNA": "Kia", "KNE": "Kia", "U5Y": "Kia",
    "U6Y": "Kia", "JTH": "Lexus", "JMZ": "Mazda", "WDB": "Mercedes-Benz", "WDC": "Mercedes-Benz",
    "WDD": "Mercedes-Benz", "WDF": "Mercedes-Benz", "W1K": "Mercedes-Benz", "W1N": "Mercedes-Benz",
    "W1V": "Mercedes-Benz", "LSJ": "MG", "JMB": "Mitsubishi", "SJN": "Nissan", "VSK": "Nissan",
    "VNV": "Nissan", "W0L": "Opel", "W0V": "Opel", "VF3": "Peugeot", "VR3": "Peugeot", "LPS": "Polestar",
    "WP0": "Porsche", "WP1": "Porsche", "VF1": "Renault", "VF6": "Renault", "VSS": "Seat", "TMB": "Škoda",
    "WME": "Smart", "JF1": "Subaru", "JF2": "Subaru", "TSM": "Suzuki", "JSA": "Suzuki", "5YJ": "Tesla",
    "LRW": "Tesla", "XP7": "Tesla", "SB1": "Toyota", "VNK": "Toyota", "JTD": "Toyota", "JTM": "Toyota",
    "JTN": "Toyota", "NMT": "Toyota", "WVW": "Volkswagen", "WV1": "Volkswagen", "WV2": "Volkswagen",
    "WVG": "Volkswagen", "YV1": "Volvo", "YV4": "Volvo", "LYV": "Volvo",
}  # fmt: skip


def make_of(vin: str) -> str:
    """Who made it, "" when the number does not say. `vin` normalised."""
    return _MAKERS.get(vin[:3], "") if len(vin) == LENGTH else ""
