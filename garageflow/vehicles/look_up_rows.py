"""What the register said, in words and as values of form fields."""

from __future__ import annotations

from django.utils.translation import gettext as _

from garageflow.ui.templatetags.ui import day
from garageflow.vehicles.models import Fuel
from garageflow.vehicles.rdw import RegisteredVehicle

_NOT_FILLED = {"plate", "has_open_recall", "is_exported", "odometer_judgement"}


def values_to_fill(found: RegisteredVehicle) -> dict[str, str]:
    """By the names that fields have in every form of a vehicle."""
    return {name: str(value) for name, value in found.as_json().items() if name not in _NOT_FILLED}


def fact_rows(found: RegisteredVehicle) -> list[tuple[str, str]]:
    rows = [
        (_("Vehicle"), f"{found.make} {found.model_name}".strip()),
        (_("Fuel"), str(Fuel(found.fuel).label) if found.fuel else ""),
        (_("First registration"), day(found.first_registered_on) if found.first_registered_on else ""),
        (
            _("Inspection (APK) valid until"),
            day(found.inspection_due_on) if found.inspection_due_on else "",
        ),
        (_("Odometer readings"), _judgement(found)),
        (_("Recall"), _("open: have it repaired") if found.has_open_recall else ""),
        (_("Export"), _("registered as exported") if found.is_exported else ""),
    ]
    return [row for row in rows if row[1]]


def _judgement(found: RegisteredVehicle) -> str:
    return {"logical": _("logical"), "illogical": _("illogical")}.get(found.odometer_judgement, "")
