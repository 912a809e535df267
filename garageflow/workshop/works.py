"""The list of works that a mechanic ticks: seven categories, short labels, codes that stay.

Since 1 January 2024 every odometer report says what was done (car-pass.be/en/faq, "description of the works",
seen 2026-11-21): a list is quicker under a car than a sentence, and is the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Work:
    code: str
    label: str | Promise
    category: str | Promise


_LIST: dict[str | Promise, dict[str, str | Promise]] = {
    _("Maintenance"): {
        "maintenance.small": _("Small service"),
        "maintenance.large": _("Large service"),
        "maintenance.oil": _("Oil and oil filter"),
        "maintenance.air_filter": _("Air filter"),
        "maintenance.cabin_filter": _("Cabin filter"),
        "maintenance.fuel_filter": _("Fuel filter"),
        "maintenance.inspection": _("Preparation for the inspection"),
        "maintenance.check": _("Check before winter or holidays"),
    },
    _("Brakes"): {
        "brakes.pads_front": _("Brake pads, front"),
        "brakes.pads_rear": _("Brake pads, rear"),
        "brakes.discs_front": _("Brake discs, front"),
        "brakes.discs_rear": _("Brake discs, rear"),
        "brakes.fluid": _("Brake fluid"),
        "brakes.parking": _("Parking brake"),
    },
    _("Tyres and wheels"): {
        "tyres.season": _("Summer or winter wheels"),
        "tyres.new": _("New tyres"),
        "tyres.repair": _("Tyre repair"),
        "tyres.alignment": _("Wheel alignment"),
        "tyres.pressure": _("Tyre pressure sensors"),
    },
    _("Engine and exhaust"): {
        "engine.timing_belt": _("Timing belt"),
        "engine.water_pump": _("Water pump"),
        "engine.spark_plugs": _("Spark plugs"),
        "engine.cooling": _("Cooling system"),
        "engine.clutch": _("Clutch"),
        "engine.gearbox": _("Gearbox"),
        "engine.exhaust": _("Exhaust"),
        "engine.particle_filter": _("Particle filter"),
        "engine.turbo": _("Turbo"),
    },
    _("Steering and suspension"): {
        "chassis.shock_absorbers": _("Shock absorbers"),
        "chassis.arms": _("Control arms and rods"),
        "chassis.steering": _("Steering"),
        "chassis.wheel_bearing": _("Wheel bearing"),
        "chassis.drive_shaft": _("Drive shaft"),
    },
    _("Electrics"): {
        "electric.battery": _("Battery"),
        "electric.charging": _("Alternator and starter motor"),
        "electric.lights": _("Lights"),
        "electric.diagnosis": _("Diagnosis"),
        "electric.software": _("Software update"),
        "electric.aircon": _("Air conditioning"),
        "electric.traction": _("Traction battery and charging"),
        "electric.odometer": _("Odometer"),
    },
    _("Body and accessories"): {
        "body.windscreen": _("Windscreen"),
        "body.repair": _("Body repair"),
        "body.paint": _("Paintwork"),
        "body.wipers": _("Wiper blades"),
        "body.towbar": _("Tow bar"),
        "body.accessories": _("Accessories fitted"),
    },
}

WORKS: dict[str, Work] = {
    code: Work(code, label, category) for category, works in _LIST.items() for code, label in works.items()
}


def categories() -> list[tuple[str, list[Work]]]:
    """The list as a person reads it, in his language."""
    return [(str(category), [WORKS[code] for code in works]) for category, works in _LIST.items()]


def labels_of(codes: Iterable[str]) -> list[str]:
    """In the order of the list. A code that is gone from it shows itself."""
    wanted = set(codes)
    known = [str(work.label) for work in WORKS.values() if work.code in wanted]
    return known + sorted(wanted - WORKS.keys())
