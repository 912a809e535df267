from __future__ import annotations

import re

from garageflow.vehicles.plates import BE, FR, LU, NL

# SA, SD and SS are not issued. nl.wikipedia.org/wiki/Postcodes_in_Nederland.
_DUTCH = re.compile(r"([1-9][0-9]{3})\s*((?!SA|SD|SS)[A-Z]{2})")
_DUTCH_AS_WRITTEN = re.compile(r"[1-9][0-9]{3} (?!SA|SD|SS)[A-Z]{2}")
_OTHERS = {
    BE: re.compile(r"(?:B-?\s*)?([1-9][0-9]{3})"),
    FR: re.compile(r"(?:F-?\s*)?([0-9]{5})"),
    LU: re.compile(r"(?:L-?\s*)?([1-9][0-9]{3})"),
}


def read_postcode(raw: str, country: str) -> tuple[str, bool]:
    """The postcode as its country writes it, and whether it is one. Other countries are not checked."""
    if country == NL and _DUTCH_AS_WRITTEN.fullmatch(raw):
        return raw, True
    text = raw.upper()
    if country == NL:
        found = _DUTCH.fullmatch(text)
        return (f"{found[1]} {found[2]}", True) if found else (text, False)
    pattern = _OTHERS.get(country)
    if pattern is None:
        return text, True
    found = pattern.fullmatch(text)
    return (found[1], True) if found else (text, False)
