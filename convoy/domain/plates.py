"""W plates: whose they are and for which year."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from convoy.models import Driver, WPlate
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor


class WPlateExists(DomainError):
    field = "number"


@transaction.atomic
def add_w_plate(*, number: str, year: int, driver: Driver | None, by: Actor) -> WPlate:
    """Raises WPlateExists."""
    if WPlate.objects.filter(number=number, year=year).exists():
        raise WPlateExists(_("This plate is known for this year already."))
    plate = WPlate.objects.create(number=number, year=year, driver=driver)
    record("convoy.w_plate_added", plate, by=by)
    return plate
