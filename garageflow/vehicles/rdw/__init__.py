"""The Dutch vehicle register (RDW) by plate: vehicle_register() is called outside of every garage.

Asking from a page goes through garageflow/vehicles/domain/look_ups.py, since a page waits for nobody.
"""

from garageflow.vehicles.rdw.http import RdwRegister, vehicle_register
from garageflow.vehicles.rdw.port import (
    NoAnswer,
    RegisteredVehicle,
    RegisterOff,
    TooManyRequests,
    VehicleRegister,
    VehicleRegisterError,
)

__all__ = [
    "NoAnswer",
    "RdwRegister",
    "RegisterOff",
    "RegisteredVehicle",
    "TooManyRequests",
    "VehicleRegister",
    "VehicleRegisterError",
    "vehicle_register",
]
