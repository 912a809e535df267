"""What people see of the simulator: its own page, the public page of a history, and that as a PDF."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import segno
from django.template.loader import render_to_string

from carpass.simulator.api import Api
from carpass.simulator.faults import KINDS
from carpass.simulator.register import Observed
from garageflow.documents.domain.rendering import render_html
from garageflow.simulation import Faults

SHEET = "/simulator.css"
_SHOWN = 20
# Pango is not made for several threads: all PDFs are drawn in one.
_printer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pdf")


@dataclass(frozen=True, slots=True)
class _Issuer:
    """Who stands at the head of the PDF (templates/pdf/base.html)."""

    name: str = "Car-Pass (simulator)"
    accent_hue: int = 255


class Pages:
    def __init__(self, api: Api, faults: Faults) -> None:
        self._api = api
        self._faults = faults

    def home(self) -> str:
        register = self._api.register
        context = {
            "accounts": register.accounts(),
            "observations": [
                (observed, f"vhr/{observed.guid}") for observed in register.observations(limit=_SHOWN)
            ],
            "sheet_url": SHEET,
            "kinds": KINDS,
            "fault": self._faults.kind,
            "calls": self._faults.calls,
        }
        return render_to_string("carpass_simulator/home.html", context)

    def history(self, guid: str, language: str) -> str | None:
        """None: there is no such history."""
        context = self._context(guid, language)
        return render_to_string("carpass_simulator/history.html", context) if context else None

    def history_pdf(self, guid: str, language: str) -> bytes | None:
        context = self._context(guid, language)
        if context is None:
            return None
        html = render_to_string("carpass_simulator/history_pdf.html", context)
        return _printer.submit(render_html, html).result()

    def _context(self, guid: str, language: str) -> dict[str, Any] | None:
        register = self._api.register
        with register.changing():
            observed = register.observation(guid)
            if observed is None or self._api.settle(observed).status != "accepted":
                return None
        issued_on, valid_until = self._api.days_of(observed)
        url = f"{self._api.public_url}{guid}"
        return {
            "garage": _Issuer(),
            "language": language,
            "sheet_url": SHEET,
            "guid": guid,
            "vehicle": register.vehicle(observed.vin),
            "vin": observed.vin,
            "readings": self._readings(observed),
            "issued_on": issued_on,
            "valid_until": valid_until,
            "is_valid": self._api.today() <= valid_until,
            "url": url,
            "qr": segno.make(url, error="m").svg_data_uri(scale=4, border=1),
        }

    def _readings(self, observed: Observed) -> list[Any]:
        """Those up to the day on which it was issued, newest first."""
        issued_on = self._api.days_of(observed)[0]
        readings = self._api.register.readings(observed.vin)
        return [reading for reading in reversed(readings) if reading.read_on <= issued_on]
