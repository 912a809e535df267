"""The AutoPaspoort on paper, for an owner who wants it in his glove box."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autopaspoort.models import Passport
from autopaspoort.roles import PASSPORT_ROLES
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.http import GarageRequest

PASSPORT_PDF = "autopaspoort.passport"
_READINGS = 20


def build_passport(passport_id: int) -> Mapping[str, Any]:
    passport = Passport.objects.select_related("vehicle", "customer").get(pk=passport_id)
    return {
        "passport": passport,
        "vehicle": passport.vehicle,
        "customer": passport.customer,
        "readings": list(passport.vehicle.odometer_readings.active().newest_first()[:_READINGS]),
        "today": active_garage().today(),
    }


def may_see_passport(request: GarageRequest, passport_id: int) -> bool:
    membership = request.membership
    if membership is None or not membership.has_any_role(PASSPORT_ROLES):
        return False
    return Passport.objects.filter(pk=passport_id).exists()
