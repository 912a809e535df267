"""What is known of a vehicle elsewhere, to fill in a form: by plate from the Dutch register, by VIN."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import STAFF, requires
from garageflow.tenancy.http import MemberRequest
from garageflow.vehicles.domain.look_ups import ask_register, is_waiting, look_up_of, vehicle_found
from garageflow.vehicles.look_up_rows import fact_rows, values_to_fill
from garageflow.vehicles.models import LookUp
from garageflow.vehicles.plates import NL, NotAPlate, Plate, read_plate
from garageflow.vehicles.vin import make_of, normalise_vin

_TEMPLATE = "vehicles/look_up.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*STAFF)
def look_up(request: MemberRequest) -> HttpResponse:
    """POST asks, GET shows what has come of it: for htmx a part of a form, whose empty fields are filled."""
    asked = request.POST if request.method == "POST" else request.GET
    plate = _dutch_plate(asked.get("plate", "")) if asked.get("country", NL) == NL else None
    if plate is None:
        return _by_vin(request, normalise_vin(asked.get("vin", "")))
    if request.method != "POST":
        return _by_plate(request, plate, look_up_of(plate))
    known = ask_register(plate)
    nudge_on_commit()
    if request.htmx:
        return _by_plate(request, plate, known)
    return redirect(_address(plate))


def _by_plate(request: MemberRequest, plate: Plate, known: LookUp | None) -> HttpResponse:
    found = vehicle_found(known) if known else None
    context = {
        "plate": plate.display,
        "address": _address(plate),
        "is_waiting": known is not None and is_waiting(known),
        "is_unknown": known is not None and known.state == LookUp.State.UNKNOWN,
        "found": found,
        "facts": fact_rows(found) if found else [],
    }
    return _answer(request, context, values_to_fill(found) if found else {})


def _by_vin(request: MemberRequest, vin: str) -> HttpResponse:
    make = make_of(vin)
    return _answer(
        request,
        {"make": make, "no_plate": True, "asked": request.method == "POST"},
        {"make": make} if make else {},
    )


def _answer(request: MemberRequest, context: dict[str, Any], values: dict[str, str]) -> HttpResponse:
    response = render(request, _TEMPLATE + ("#answer" if request.htmx else ""), context)
    if values and request.htmx:
        response.headers["HX-Trigger"] = json.dumps({"fill": values})
    return response


def _dutch_plate(text: str) -> Plate | None:
    try:
        return read_plate(text, NL)
    except NotAPlate:
        return None


def _address(plate: Plate) -> str:
    return f"{reverse('vehicles:look-up')}?{urlencode({'plate': plate.display})}"
