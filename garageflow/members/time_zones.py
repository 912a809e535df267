"""The time zones of the countries that garages are in, those overseas included."""

from __future__ import annotations

_ZONES = (
    "Europe/Brussels",
    "Europe/Amsterdam",
    "Europe/Paris",
    "Europe/Luxembourg",
    "America/Aruba",
    "America/Cayenne",
    "America/Curacao",
    "America/Guadeloupe",
    "America/Kralendijk",
    "America/Martinique",
    "America/Miquelon",
    "Indian/Mayotte",
    "Indian/Reunion",
    "Pacific/Noumea",
    "Pacific/Tahiti",
)


def zone_choices(current: str) -> list[tuple[str, str]]:
    zones = _ZONES if current in _ZONES else (current, *_ZONES)
    return [(zone, zone.partition("/")[2].replace("_", " ")) for zone in zones]
