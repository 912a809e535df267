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
