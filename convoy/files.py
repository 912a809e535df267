"""Who may see which file: dispatchers all of convoy, a driver what is his."""

from __future__ import annotations

from convoy.models import Driver, Mission, Trip
from convoy.money import EXPENSE_SUBJECT, INVOICE_SUBJECT, may_see_expense, may_see_invoice
from convoy.roles import DISPATCH_ROLES
from garageflow.documents.registry import may_see
from garageflow.tenancy.http import GarageRequest


def may_see_driver(request: GarageRequest, driver_id: int) -> bool:
    if request.membership is None:
        return False
    drivers = Driver.objects.filter(pk=driver_id)
    if not request.membership.has_any_role(DISPATCH_ROLES):
        drivers = drivers.filter(member=request.member)
    return drivers.exists()


def may_see_trip(request: GarageRequest, trip_id: int) -> bool:
    """Papers of a trip name the client and his people: they open for the driver who has the mission."""
    if request.membership is None:
        return False
    if request.membership.has_any_role(DISPATCH_ROLES):
        return Trip.objects.filter(pk=trip_id).exists()
    return Mission.objects.occupying().filter(trip=trip_id, driver__member=request.member).exists()


def may_see_mission(request: GarageRequest, mission_id: int) -> bool:
    if request.membership is None:
        return False
    missions = Mission.objects.filter(pk=mission_id)
    if not request.membership.has_any_role(DISPATCH_ROLES):
        missions = missions.filter(driver__member=request.member)
    return missions.exists()


SUBJECTS = {
    "convoy.driver": may_see_driver,
    "convoy.trip": may_see_trip,
    "convoy.mission": may_see_mission,
    EXPENSE_SUBJECT: may_see_expense,
    INVOICE_SUBJECT: may_see_invoice,
}


def may_see_file(request: GarageRequest, subject: str) -> bool:
    return subject.partition(":")[0] in SUBJECTS and may_see(request, subject)
