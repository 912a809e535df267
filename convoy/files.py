"""Who may see which file: dispatchers all of convoy, a driver what is his."""

from __future__ import annotations

from convoy.models import Driver, Mission
from convoy.money import EXPENSE_SUBJECT, INVOICE_SUBJECT, may_see_expense, may_see_invoice
from convoy.roles import DISPATCH_ROLES
from garageflow.tenancy.http import GarageRequest

DRIVER_SUBJECT, MISSION_SUBJECT = "convoy.driver", "convoy.mission"


def may_see_driver(request: GarageRequest, driver_id: int) -> bool:
    if request.membership is None:
        return False
    drivers = Driver.objects.filter(pk=driver_id)
    if not request.membership.has_any_role(DISPATCH_ROLES):
        drivers = drivers.filter(member=request.member)
    return drivers.exists()


def may_see_mission(request: GarageRequest, mission_id: int) -> bool:
    if request.membership is None:
        return False
    missions = Mission.objects.filter(pk=mission_id)
    if not request.membership.has_any_role(DISPATCH_ROLES):
        missions = missions.filter(driver__member=request.member)
    return missions.exists()


def may_see_file(request: GarageRequest, subject: str) -> bool:
    model, _colon, row_id = subject.partition(":")
    allows = {
        DRIVER_SUBJECT: may_see_driver,
        MISSION_SUBJECT: may_see_mission,
        EXPENSE_SUBJECT: may_see_expense,
        INVOICE_SUBJECT: may_see_invoice,
    }.get(model)
    return allows is not None and row_id.isdecimal() and allows(request, int(row_id))
