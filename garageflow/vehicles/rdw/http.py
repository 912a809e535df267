"""RDW's open data over HTTP."""

from __future__ import annotations

import random
import time
from typing import Any

import requests
from django.conf import settings

from garageflow.tenancy.active import refuse_inside_activation
from garageflow.vehicles.rdw.port import (
    NoAnswer,
    RegisteredVehicle,
    RegisterOff,
    TooManyRequests,
    VehicleRegister,
    VehicleRegisterError,
)
from garageflow.vehicles.rdw.reading import vehicle_of

_VEHICLES, _FUELS = "m9d7-ebf2", "8ys7-d773"
_CONNECT_SECONDS = 3.05
_TRIES = 3
# Between two tries, doubled and with some chance in it, so that many workers do not knock together.
_PAUSE_SECONDS = 0.5
_LARGEST = 200_000


def vehicle_register() -> VehicleRegister:
    return RdwRegister()


class RdwRegister:
    """Reading is safe to repeat, so it is: two more times when RDW is busy or broken."""

    def vehicle(self, plate: str) -> RegisteredVehicle | None:
        vehicles = self._rows(_VEHICLES, plate)
        if not vehicles:
            return None
        fuels = self._rows(_FUELS, plate, **{"$order": "brandstof_volgnummer"})
        return vehicle_of(vehicles[0], fuels)

    def _rows(self, data_set: str, plate: str, **query: str) -> list[dict[str, str]]:
        if not settings.RDW_URL:
            raise RegisterOff
        for tried in range(1, _TRIES + 1):
            try:
                return _rows_of(self._ask(data_set, {"kenteken": plate, **query}))
            except NoAnswer:
                # It took its five seconds already, and somebody may be waiting.
                raise
            except VehicleRegisterError:
                if tried == _TRIES:
                    raise
                time.sleep(_PAUSE_SECONDS * 2 ** (tried - 1) * (0.5 + random.random()))  # noqa: S311 - no secret
        raise NoAnswer

    def _ask(self, data_set: str, query: dict[str, str]) -> requests.Response:
        refuse_inside_activation()
        headers = {"Accept": "application/json", "User-Agent": "GarageFlow/1.0"}
        if settings.RDW_APP_TOKEN:
            headers["X-App-Token"] = settings.RDW_APP_TOKEN
        try:
            return requests.get(
                f"{settings.RDW_URL}/{data_set}.json",
                params=query,
                headers=headers,
                timeout=(_CONNECT_SECONDS, settings.RDW_TIMEOUT_SECONDS),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise NoAnswer from error


def _rows_of(answer: requests.Response) -> list[dict[str, str]]:
    """An answer of another form than published is no answer."""
    if answer.status_code == 429:
        raise TooManyRequests
    if answer.status_code != 200 or len(answer.content) > _LARGEST:
        raise VehicleRegisterError
    try:
        rows: Any = answer.json()
    except ValueError as error:
        raise VehicleRegisterError from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise VehicleRegisterError
    return rows
