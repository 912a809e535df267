"""A register that answers as RDW's open data does: for the demo, and for tests of what goes wrong.

Its cars are made up from the plate. POST /_faults {"fault": "429", "calls": 2} hits the next two calls.
"""

from __future__ import annotations

import json
import logging
import zlib
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from garageflow.simulation import LOOPBACK, Faults
from garageflow.vehicles.plates import NL, NotAPlate, read_plate

logger = logging.getLogger(__name__)

TIMEOUT, SLOW, BROKEN, AWAY, TOO_MANY, GARBAGE = "timeout", "slow", "500", "503", "429", "garbage"
KINDS = (TIMEOUT, SLOW, BROKEN, AWAY, TOO_MANY, GARBAGE)
VEHICLES, FUELS = "/m9d7-ebf2.json", "/8ys7-d773.json"

# make, model, body, doors, seats, capacity, fuels, kW, CO2, standard
_CARS = (
    ("VOLKSWAGEN", "GOLF", "hatchback", 4, 5, 1498, ("Benzine",), 96, 125, "EURO 6"),
    ("TOYOTA", "TOYOTA YARIS", "hatchback", 4, 5, 1490, ("Benzine", "Elektriciteit"), 68, 87, "EURO 6"),
    ("KIA", "NIRO", "stationwagen", 4, 5, 0, ("Elektriciteit",), 150, 0, ""),
    ("PEUGEOT", "308", "stationwagen", 4, 5, 1499, ("Diesel",), 96, 101, "EURO 6"),
    ("RENAULT", "RENAULT CLIO", "hatchback", 4, 5, 999, ("Benzine",), 67, 118, "EURO 6"),
    ("VOLVO", "XC40", "stationwagen", 4, 5, 1477, ("Benzine", "Elektriciteit"), 132, 45, "EURO 6"),
    ("BMW", "318I", "sedan", 4, 5, 1998, ("Benzine",), 115, 138, "EURO 6"),
    ("FORD", "TRANSIT CUSTOM", "gesloten opbouw", 4, 3, 1996, ("Diesel",), 96, 183, "EURO 6"),
)
_COLOURS = ("GRIJS", "ZWART", "BLAUW", "WIT", "ROOD", "GROEN")
_DAY_ONE = date(2013, 1, 4)


class RdwSimulator(ThreadingHTTPServer):
    """`hang` and `slow` are how many seconds a call takes that times out, and one that is slow."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], *, hang: float = 30.0, slow: float = 3.0) -> None:
        self.faults = Faults(KINDS)
        self.hang, self.slow = hang, slow
        self.stopping = Event()
        super().__init__(address, _Handler)

    def server_close(self) -> None:
        self.stopping.set()
        super().server_close()


def rows_for(path: str, plate: str) -> list[dict[str, str]]:
    """No vehicle has a plate in X-99-XXX, as at RDW, nor one that is none."""
    try:
        known = read_plate(plate, NL)
    except NotAPlate:
        return []
    if known.sidecode == 12:
        return []
    seed = zlib.crc32(plate.encode())
    make, model, body, doors, seats, capacity, fuels, power, co2, standard = _CARS[seed % len(_CARS)]
    if path == FUELS:
        return [
            {
                "kenteken": plate,
                "brandstof_volgnummer": str(number),
                "brandstof_omschrijving": fuel,
                "nettomaximumvermogen": f"{power}.00",
                "co2_uitstoot_gecombineerd": str(co2),
                "uitlaatemissieniveau": standard or "Niet geregistreerd",
                **({"klasse_hybride_elektrisch_voertuig": "OVC-HEV"} if model == "XC40" else {}),
            }
            for number, fuel in enumerate(fuels, start=1)
        ]
    first = _DAY_ONE + timedelta(days=seed // 11 % 4000)
    return [
        {
            "kenteken": plate,
            "voertuigsoort": "Personenauto",
            "merk": make,
            "handelsbenaming": model,
            "inrichting": body,
            "eerste_kleur": _COLOURS[seed // 7 % len(_COLOURS)],
            "tweede_kleur": "Niet geregistreerd",
            "aantal_deuren": str(doors),
            "aantal_zitplaatsen": str(seats),
            "cilinderinhoud": str(capacity),
            "datum_eerste_toelating": f"{first:%Y%m%d}",
            "vervaldatum_apk": f"{2027 + seed % 2}{first.month:02d}{min(first.day, 28):02d}",
            "wacht_op_keuren": "Geen verstrekking in Open Data",
            "openstaande_terugroepactie_indicator": "Ja" if seed % 13 == 0 else "Nee",
            "export_indicator": "Nee",
            "tellerstandoordeel": "Logisch",
        }
    ]


class _Handler(BaseHTTPRequestHandler):
    server: RdwSimulator
    server_version = "RdwSimulator"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path not in (VEHICLES, FUELS):
            return self._send(404, {"message": "no such data set"})
        fault = self.server.faults.next()
        if fault in (TIMEOUT, SLOW):
            self.server.stopping.wait(self.server.hang if fault == TIMEOUT else self.server.slow)
        if fault == TIMEOUT:
            return None
        if fault == GARBAGE:
            return self._write(200, b"<html>Onderhoud</html>")
        if fault in (BROKEN, AWAY, TOO_MANY):
            return self._send(int(fault), {"message": fault})
        plate = parse_qs(parts.query).get("kenteken", [""])[-1]
        return self._send(200, rows_for(parts.path, plate))

    def do_POST(self) -> None:
        """Faults, by hand or by a test; never from another machine."""
        length = self.headers.get("Content-Length", "0")
        if self.client_address[0] not in LOOPBACK or self.path != "/_faults" or len(length) > 4:
            return self._send(403, {"message": "only from this machine"})
        try:
            asked = json.loads(self.rfile.read(int(length)))
            self.server.faults.set(str(asked.get("fault") or ""), int(asked.get("calls") or 0))
        except (ValueError, AttributeError):
            return self._send(400, {"message": ", ".join(KINDS)})
        return self._send(200, {"fault": self.server.faults.kind, "calls": self.server.faults.calls})

    def log_message(self, format: str, *args: Any) -> None:
        logger.info("%s %s", self.address_string(), format % args)

    def _send(self, status: int, content: Any) -> None:
        self._write(status, json.dumps(content).encode())

    def _write(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
