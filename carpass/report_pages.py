"""What odometer reports show on pages of others, and what people call their own pages."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from carpass.counters import (
    late_reports,
    reports_put_off_today,
    reports_to_solve,
    unknown_vehicles,
    vehicles_known_by,
)
from carpass.models import OdometerReport
from carpass.states import UNSENT, State
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Country, Feature
from garageflow.ui.counters import count_of
from garageflow.ui.home import Attention
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.registry import OrderCard

ROUTES = {
    "report-list": _lazy("Overview of odometer reports"),
    "report-export": _lazy("Export odometer reports"),
    "report": _lazy("An odometer report"),
    "report-new": _lazy("Make an odometer report"),
    "report-findings": _lazy("Check an odometer report while typing"),
    "report-edit": _lazy("Change an odometer report"),
    "report-send": _lazy("Send an odometer report"),
    "reports-send": _lazy("Send several odometer reports"),
    "report-confirm": _lazy("Tell Car-Pass that data are correct"),
    "report-defer": _lazy("Not send an odometer report now"),
    "report-take-back": _lazy("Take an odometer report out of the queue"),
    "report-cancel": _lazy("Cancel an odometer report"),
    "correction-form": _lazy("Fill in a correction form"),
    "correction-form-mail": _lazy("E-mail a correction form to oneself"),
    "correction-form-sent": _lazy("Note that a correction form was sent"),
    "correction-form-settled": _lazy("Settle a case with Car-Pass"),
    "quality": _lazy("Quality of the odometer reports"),
    "order-card": _lazy("See the odometer report of a work order"),
    "end-of-service": _lazy("End of service with Car-Pass"),
    "end-findings": _lazy("Check a reading while typing"),
}


def end_of_service_window(request: MemberRequest, order: WorkOrder) -> str:
    """Belgian garages with Car-Pass report; an order that is reported already just closes."""
    garage = request.garage
    if garage.country != Country.BELGIUM or not garage.has_feature(Feature.CAR_PASS) or order.is_closed:
        return ""
    # A foreign car or a lorry is not reported: there is nothing to ask.
    if order.vehicle.why_no_car_pass is not None:
        return ""
    reports = OdometerReport.objects.filter(work_order=order).exclude(state__in=[*UNSENT, State.CANCELLED])
    return "" if reports.exists() else reverse("carpass:end-of-service", args=[order.number])


def order_card(request: MemberRequest, order: WorkOrder) -> OrderCard | None:
    if not request.garage.has_feature(Feature.CAR_PASS) or not order.is_closed:
        return None
    return OrderCard("car-pass-report", "Car-Pass", reverse("carpass:order-card", args=[order.number]))


def attention(request: MemberRequest) -> list[Attention]:
    """Reports that wait for a person, and those that were put off until the car was gone."""
    lines = []
    url = reverse("carpass:report-list")
    if count := count_of(request, reports_to_solve):
        text = ngettext(
            "%(count)s odometer report needs you: Car-Pass or the check found something",
            "%(count)s odometer reports need you: Car-Pass or the check found something",
            count,
        )
        lines.append(Attention(tone="now", text=text % {"count": count}, url=f"{url}?state=to_solve"))
    for words, number, query in _waiting(request):
        if number:
            lines.append(Attention(tone="soon", text=words % {"count": number}, url=f"{url}?{query}"))
    return lines


def _waiting(request: MemberRequest) -> list[tuple[str, int, str]]:
    """What nobody is asked about, and is therefore forgotten."""
    late, put_off = count_of(request, late_reports), count_of(request, reports_put_off_today)
    unknown = count_of(request, unknown_vehicles)
    known_by = vehicles_known_by(request).isoformat()
    return [
        (
            ngettext("%(count)s odometer report is late", "%(count)s odometer reports are late", late),
            late,
            "state=late",
        ),
        (
            ngettext(
                "%(count)s odometer report of today is not sent yet",
                "%(count)s odometer reports of today are not sent yet",
                put_off,
            ),
            put_off,
            "state=deferred",
        ),
        (
            ngettext(
                "%(count)s odometer report waits for the register: is its VIN right?",
                "%(count)s odometer reports wait for the register: are their VINs right?",
                unknown,
            ),
            unknown,
            f"state=waiting&work_until={known_by}",
        ),
    ]


def new_report_url(vehicle_number: int) -> str:
    return f"{reverse('carpass:report-new')}?{urlencode({'vehicle': vehicle_number})}"


def history_url(vehicle_number: int) -> str:
    return reverse("carpass:vehicle", args=[vehicle_number])


NEW_REPORT, HISTORY = _lazy("New odometer report"), _lazy("Car-Pass history")
