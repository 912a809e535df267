"""What several pages, the sidebar and the home screen ask for in one request."""

from __future__ import annotations

from carpass.domain.settings import car_pass_settings
from carpass.models import CarPassSettings, OdometerReport
from carpass.models.report import OdometerReportQuerySet
from garageflow.tenancy.http import GarageRequest


def reports_to_solve(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.to_solve()


def late_reports(request: GarageRequest) -> OdometerReportQuerySet:
    return OdometerReport.objects.late(request.garage.today())


def settings_of(request: GarageRequest) -> CarPassSettings:
    """Read once a request."""
    known = request.__dict__
    if "car_pass_settings" not in known:
        known["car_pass_settings"] = car_pass_settings()
    settings: CarPassSettings = known["car_pass_settings"]
    return settings
