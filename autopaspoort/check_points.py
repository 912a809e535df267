"""What an autocheck looks at, in every language. A garage may add points of its own in its own words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

GROUPS: dict[str, str | Promise] = {
    "outside": _("Outside"),
    "lights": _("Lights"),
    "tyres": _("Tyres and wheels"),
    "brakes": _("Brakes"),
    "bonnet": _("Under the bonnet"),
    "below": _("Below"),
    "inside": _("Inside"),
    "drive": _("Electric drive"),
    "other": _("Other"),
}

POINTS: dict[str, tuple[str, str | Promise]] = {
    "bodywork": ("outside", _("Bodywork")),
    "windscreen": ("outside", _("Windscreen")),
    "wipers": ("outside", _("Wipers and washer")),
    "headlights": ("lights", _("Headlights")),
    "rear_lights": ("lights", _("Rear lights and brake lights")),
    "indicators": ("lights", _("Indicators")),
    "tyres_front": ("tyres", _("Front tyres")),
    "tyres_rear": ("tyres", _("Rear tyres")),
    "tyre_pressure": ("tyres", _("Tyre pressure")),
    "brake_pads_front": ("brakes", _("Front brake pads")),
    "brake_pads_rear": ("brakes", _("Rear brake pads")),
    "brake_discs": ("brakes", _("Brake discs")),
    "brake_fluid": ("brakes", _("Brake fluid")),
    "hand_brake": ("brakes", _("Parking brake")),
    "engine_oil": ("bonnet", _("Engine oil")),
    "coolant": ("bonnet", _("Coolant")),
    "belts": ("bonnet", _("Belts")),
    "battery": ("bonnet", _("12 V battery")),
    "air_filter": ("bonnet", _("Air filter")),
    "exhaust": ("below", _("Exhaust")),
    "shock_absorbers": ("below", _("Shock absorbers")),
    "steering": ("below", _("Steering and ball joints")),
    "leaks": ("below", _("Leaks")),
    "chain": ("below", _("Chain and sprockets")),
    "seat_belts": ("inside", _("Seat belts")),
    "horn": ("inside", _("Horn")),
    "airco": ("inside", _("Air conditioning")),
    "warning_lights": ("inside", _("Warning lights and stored faults")),
    "traction_battery": ("drive", _("Condition of the drive battery")),
    "charging": ("drive", _("Charging socket and cable")),
}

_PETROL_ONLY = ("engine_oil", "belts", "air_filter", "exhaust")
_ELECTRIC_ONLY = ("traction_battery", "charging")
_MOTORCYCLE_ONLY = ("chain",)
_NOT_ON_A_MOTORCYCLE = ("windscreen", "wipers", "seat_belts", "airco", "hand_brake")


def standard_points(kind: str) -> list[dict[str, str]]:
    """The first version of a template, until the garage makes its own."""
    left_out = {
        "electric": (*_PETROL_ONLY, *_MOTORCYCLE_ONLY),
        "motorcycle": (*_ELECTRIC_ONLY, *_NOT_ON_A_MOTORCYCLE),
    }.get(kind, (*_ELECTRIC_ONLY, *_MOTORCYCLE_ONLY))
    return [{"group": group, "key": key} for key, (group, _name) in POINTS.items() if key not in left_out]


def point_name(key: str, name: str = "") -> str:
    return name or str(POINTS[key][1] if key in POINTS else key)


def group_name(group: str) -> str:
    return str(GROUPS.get(group, GROUPS["other"]))
