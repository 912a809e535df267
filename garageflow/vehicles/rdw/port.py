"""What GarageFlow asks of a register of vehicles, whoever answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol


class VehicleRegisterError(Exception):
    """No answer that can be used. `code` says why, in the row of the look-up."""

    code = "UNAVAILABLE"


class RegisterOff(VehicleRegisterError):
    code = "OFF"


class NoAnswer(VehicleRegisterError):
    code = "NO_ANSWER"


class TooManyRequests(VehicleRegisterError):
    code = "TOO_MANY"


@dataclass(frozen=True, slots=True)
class RegisteredVehicle:
    """Only what the register says: no owner, no VIN and no reading are public. Unknown is "" or None."""

    plate: str
    make: str = ""
    model_name: str = ""
    # Values of vehicles.models.Fuel.
    fuel: str = ""
    # hatchback, estate, saloon, mpv, coupe, cabriolet, pickup, van, camper or "".
    body: str = ""
    colour: str = ""
    first_registered_on: date | None = None
    # The last day on which the APK is valid.
    inspection_due_on: date | None = None
    doors: int | None = None
    seats: int | None = None
    engine_cc: int | None = None
    power_kw: int | None = None
    co2_g_km: int | None = None
    emission_class: str = ""
    has_open_recall: bool = False
    is_exported: bool = False
    # logical, illogical or "": what RDW thinks of the row of readings, which it does not publish.
    odometer_judgement: str = ""

    def as_json(self) -> dict[str, Any]:
        """Without what is not known."""
        known = {name: value for name, value in asdict(self).items() if value not in ("", None, False)}
        return {
            name: value.isoformat() if isinstance(value, date) else value for name, value in known.items()
        }

    @classmethod
    def of_json(cls, known: dict[str, Any]) -> RegisteredVehicle:
        days: dict[str, Any] = {
            name: date.fromisoformat(known[name])
            for name in ("first_registered_on", "inspection_due_on")
            if name in known
        }
        return cls(**(known | days))


class VehicleRegister(Protocol):
    def vehicle(self, plate: str) -> RegisteredVehicle | None:
        """`plate` is normalised and Dutch; None when no vehicle has it. May take some seconds, may raise
        VehicleRegisterError, and is never called while a garage is active."""
