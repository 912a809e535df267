"""What several pages, the sidebar and the home screen ask for in one request."""

from __future__ import annotations

from datetime import date, timedelta

from carpass.domain.settings import car_pass_settings
from carpass.models import CarPassSettings, OdometerReport
from carpass.models.report import OdometerReportQuerySet
from carpass.states import State
from garageflow.tenancy.http import GarageRequest


def reports_to_solve(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.to_solve()


def late_reports(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.late(request.garage.today())


def reports_put_off_today(request: GarageRequest) -> OdometerReportQuerySet:
    """Not late yet: the car may still be here."""
    return OdometerReport.objects.deferred().filter(work_date__gte=request.garage.today())


def unknown_vehicles(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.filter(state=State.WAITING, work_date__lte=vehicles_known_by(request))


def vehicles_known_by(request: GarageRequest) -> date:
    """A new car stands in the register after a day or two; a VIN with a fault never does."""
    return request.garage.today() - timedelta(days=3)


def settings_of(request: GarageRequest) -> CarPassSettings:
    """Read once a request."""
    known = request.__dict__
    if "car_pass_settings" not in known:
        known["car_pass_settings"] = car_pass_settings()
    settings: CarPassSettings = known["car_pass_settings"]
    return settings
