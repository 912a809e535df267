"""A light on the dashboard: which one, what it means, what to do. Drawn in static/img/warning-lights.svg."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class WarningLight:
    """`tone`: now = stop at once, soon = drive on with care and call, ok = nothing is wrong."""

    key: str
    tone: str
    name: str | Promise
    meaning: str | Promise
    action: str | Promise


STOP = _("Stop where it is safe, switch the engine off and call the garage. Do not drive on.")
CALL_SOON = _("You can drive on calmly. Make an appointment this week.")

WARNING_LIGHTS = (
    WarningLight(
        "oil",
        "now",
        _("Oil can"),
        _("The oil pressure is too low. The engine may be damaged within minutes."),
        STOP,
    ),
    WarningLight(
        "temperature",
        "now",
        _("Thermometer"),
        _("The engine is too hot, or there is too little coolant."),
        STOP,
    ),
    WarningLight(
        "brake",
        "now",
        _("Circle with an exclamation mark"),
        _("The parking brake is on, the brake fluid is low, or the brakes have a fault."),
        _("Release the parking brake. If the light stays on, stop where it is safe and call the garage."),
    ),
    WarningLight(
        "battery",
        "now",
        _("Battery"),
        _("The battery is not being charged. The car will stop when it is empty."),
        _("Switch off what you do not need and call. Drive to the garage without stopping the engine."),
    ),
    WarningLight(
        "steering",
        "now",
        _("Steering wheel"),
        _("The power steering has a fault: steering becomes heavy."),
        STOP,
    ),
    WarningLight(
        "airbag",
        "soon",
        _("Person with a ball"),
        _("An airbag or a belt tensioner has a fault and may not work in a crash."),
        CALL_SOON,
    ),
    WarningLight(
        "belt",
        "soon",
        _("Person with a belt"),
        _("Somebody does not wear a seat belt."),
        _("Fasten your seat belt."),
    ),
    WarningLight(
        "engine",
        "soon",
        _("Engine"),
        _("The engine or the exhaust has a fault. If the light blinks, the catalyst is in danger."),
        _("If it blinks, stop and call. If it burns steadily, drive calmly and come by this week."),
    ),
    WarningLight(
        "abs",
        "soon",
        _("ABS"),
        _("The anti-lock system is off. The ordinary brakes still work."),
        _("Keep more distance, brake gently, and make an appointment this week."),
    ),
    WarningLight(
        "esp",
        "soon",
        _("Car that skids"),
        _("The stability control is working (it blinks) or has a fault (it burns steadily)."),
        _("If it burns steadily, drive carefully on wet roads and make an appointment this week."),
    ),
    WarningLight(
        "tyre",
        "soon",
        _("Tyre with an exclamation mark"),
        _("A tyre has too little air."),
        _("Look at your tyres and bring them to pressure today. If one stays soft, come by."),
    ),
    WarningLight(
        "filter",
        "soon",
        _("Box with dots"),
        _("The soot filter of your diesel is full."),
        _("Drive twenty minutes on a motorway. If the light stays on, make an appointment."),
    ),
    WarningLight(
        "glow",
        "soon",
        _("Coil"),
        _("The diesel engine is being warmed up before it starts, or has a fault."),
        CALL_SOON,
    ),
    WarningLight(
        "pads",
        "soon",
        _("Circle with dashes at its sides"),
        _("The brake pads are worn."),
        CALL_SOON,
    ),
    WarningLight(
        "turtle",
        "soon",
        _("Tortoise"),
        _("Your electric car gives less power: the battery is low, cold or has a fault."),
        _("Charge it. If the light stays on after charging, call the garage."),
    ),
    WarningLight(
        "washer", "ok", _("Spray on a windscreen"), _("The washer fluid is nearly empty."), _("Fill it up.")
    ),
    WarningLight(
        "fuel",
        "ok",
        _("Fuel pump"),
        _("The tank is nearly empty."),
        _("Fill up soon: a pump that runs dry wears."),
    ),
    WarningLight(
        "service",
        "ok",
        _("Spanner"),
        _("The car asks for its service. Nothing is broken."),
        _("Make an appointment for a service."),
    ),
)

BY_KEY = {light.key: light for light in WARNING_LIGHTS}
