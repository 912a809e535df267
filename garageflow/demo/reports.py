"""Odometer reports of a demo garage in Belgium: a year that went well, and what needs somebody today."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from carpass.domain.accounts import add_account
from carpass.domain.report_checks import ReportData
from carpass.domain.reports import defer_report, open_report
from carpass.models import CarPassAccount, OdometerReport, ReportAnomaly, ReportEvent
from carpass.states import Event, State
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Country, Shop
from garageflow.vehicles.models import OdometerReading
from garageflow.workshop.models import OrderLine, WorkOrder

# What Car-Pass answered, in Dutch and French.
_ROUNDED = "De kilometerstand is een afgerond getal.", "Le kilométrage est un nombre arrondi."
_LOWER = (
    "De kilometerstand is lager dan een stand die Car-Pass al kent.",
    "Le kilométrage est inférieur à un relevé déjà connu de Car-Pass.",
)
_BUSY = "Car-Pass is even niet bereikbaar.", "Car-Pass est momentanément inaccessible."


def fill_reports(reception: Actor, random: Random) -> None:
    garage = active_garage()
    if garage.country != Country.BELGIUM:
        return
    accounts = {shop.pk: _account(shop) for shop in Shop.objects.order_by("pk")}
    orders = list(
        WorkOrder.objects.filter(
            state=WorkOrder.State.CLOSED, reading__isnull=False, vehicle__plate_country="BE"
        )
        .select_related("vehicle", "shop", "reading")
        .order_by("planned_on", "planned_at", "pk")
    )
    *done, rounded, lower, form, undelivered, deferred = orders
    works: dict[int, list[str]] = {}
    for order_id, code in OrderLine.objects.filter(is_done=True).values_list("order_id", "code"):
        works.setdefault(order_id, []).append(code)
    reports = [_of_order(order, accounts[order.shop_id], works.get(order.pk, []), random) for order in done]
    reports += _of_the_year(accounts, random)
    troubled = {
        State.ANOMALY: _of_order(rounded, accounts[rounded.shop_id], works.get(rounded.pk, []), random),
        State.REJECTED: _of_order(lower, accounts[lower.shop_id], works.get(lower.pk, []), random),
        State.FORM_REQUIRED: _of_order(form, accounts[form.shop_id], works.get(form.pk, []), random),
        State.ERROR: _of_order(
            undelivered, accounts[undelivered.shop_id], works.get(undelivered.pk, []), random
        ),
    }
    for state, report in troubled.items():
        report.state, report.settled_at = state, None
    _trouble(troubled, is_french=garage.default_language == "fr")
    OdometerReport.objects.bulk_create([*reports, *troubled.values()])
    _tell(reports, troubled, reception, random)
    _leave_for_today(deferred, works.get(deferred.pk, []), reception)


def _account(shop: Shop) -> CarPassAccount:
    known = CarPassAccount.objects.filter(shop=shop).first()
    if known is not None:
        return known
    garage = active_garage()
    return add_account(
        shop=shop,
        password=f"car-pass-{shop.establishment_number[-4:]}",
        by=SYSTEM,
        enterprise_number=garage.enterprise_number,
        organisation_name=f"{garage.name} {shop.name}",
        user_name=shop.establishment_number,
        language=garage.default_language,
    )


def _of_order(order: WorkOrder, account: CarPassAccount, works: list[str], random: Random) -> OdometerReport:
    reading = order.reading
    assert reading is not None
    report = _sent(reading, order.shop, account, works, random)
    report.work_order = order
    return report


def _of_the_year(accounts: dict[int, CarPassAccount], random: Random) -> list[OdometerReport]:
    """What was reported since last winter, of which a very few were doubted."""
    since = active_garage().today() - timedelta(days=360)
    shops = list(Shop.objects.order_by("pk"))
    readings = OdometerReading.objects.active().filter(
        source=OdometerReading.Source.WORKSHOP, read_on__gte=since, vehicle__plate_country="BE"
    )
    reports = []
    for reading in readings.select_related("vehicle").exclude(vehicle__vin="").order_by("pk"):
        shop = random.choice(shops)
        reports.append(_sent(reading, shop, accounts[shop.pk], ["maintenance.small"], random))
    return reports


def _sent(
    reading: OdometerReading, shop: Shop, account: CarPassAccount, works: list[str], random: Random
) -> OdometerReport:
    # Nearly always on the day itself; now and then the next morning.
    days = 0 if random.random() < 0.96 else 1
    day = min(reading.read_on + timedelta(days=days), active_garage().today())
    sent_at = datetime.combine(day, time(random.randrange(9, 18), random.randrange(60)), active_garage().zone)
    return OdometerReport(
        vehicle=reading.vehicle,
        shop=shop,
        account=account,
        reading=reading,
        vin=reading.vehicle.vin,
        km=reading.km,
        work_date=reading.read_on,
        works=works,
        state=State.OK,
        guid=str(uuid.UUID(int=random.getrandbits(128), version=4)),
        sent={
            "vin": reading.vehicle.vin,
            "odometer": reading.km,
            "observationDate": reading.read_on.isoformat(),
        },
        created_at=sent_at - timedelta(minutes=2),
        queued_at=sent_at,
        sent_at=sent_at + timedelta(seconds=3),
        settled_at=sent_at + timedelta(seconds=6),
        created_by=reading.recorded_by,
    )


def _trouble(troubled: dict[State, OdometerReport], *, is_french: bool) -> None:
    troubled[State.FORM_REQUIRED].rejected_corrections = 2
    error = troubled[State.ERROR]
    error.guid, error.sent, error.sent_at = "", {}, None
    error.call, error.attempts = OdometerReport.Call.OBSERVATION, 10
    error.error_code, error.error_message = "503", _BUSY[is_french]


def _tell(
    reports: list[OdometerReport],
    troubled: dict[State, OdometerReport],
    reception: Actor,
    random: Random,
) -> None:
    """What Car-Pass found, and the steps of each report."""
    is_french = active_garage().default_language == "fr"
    doubted = random.sample(reports[: len(reports) // 2], 1)
    found = [_remote(report, "LOWER", _LOWER[is_french], "fixed") for report in doubted]
    found.append(
        _remote(troubled[State.ANOMALY], "ROUNDED", _ROUNDED[is_french], "open", is_confirmable=True)
    )
    for state in (State.REJECTED, State.FORM_REQUIRED):
        found.append(_remote(troubled[state], "LOWER", _LOWER[is_french], "open"))
    ReportAnomaly.objects.bulk_create(found)
    events = []
    for report in [*reports, *troubled.values()]:
        events += _events(report, reception)
    ReportEvent.objects.bulk_create(events)


def _remote(
    report: OdometerReport, code: str, message: str, state: str, *, is_confirmable: bool = False
) -> ReportAnomaly:
    return ReportAnomaly(
        report=report,
        code=code,
        level=ReportAnomaly.Level.ANOMALY,
        origin=ReportAnomaly.Origin.REMOTE,
        field="km",
        message=message,
        is_confirmable=is_confirmable,
        state=state,
        found_at=report.sent_at or report.created_at,
    )


def _events(report: OdometerReport, reception: Actor) -> list[ReportEvent]:
    ends: dict[str, list[tuple[Event, State, State]]] = {
        State.OK: [(Event.ACCEPT, State.SENT, State.OK)],
        State.ANOMALY: [(Event.REVIEW, State.SENT, State.ANOMALY)],
        State.REJECTED: [(Event.REJECT, State.SENT, State.REJECTED)],
        State.FORM_REQUIRED: [
            (Event.REJECT, State.SENT, State.REJECTED),
            (Event.CORRECT, State.REJECTED, State.QUEUED),
            (Event.NEED_FORM, State.SENT, State.FORM_REQUIRED),
        ],
    }
    steps: list[tuple[Event, State, State]] = [
        (Event.CLEAR, State.DRAFT, State.READY),
        (Event.QUEUE, State.READY, State.QUEUED),
    ]
    if report.state == State.ERROR:
        steps.append((Event.FAIL, State.QUEUED, State.ERROR))
    else:
        steps += [(Event.TRANSMIT, State.QUEUED, State.SENT), *ends[report.state]]
    by_people = (Event.CLEAR, Event.QUEUE, Event.CORRECT)
    assert report.queued_at is not None
    rows = []
    for number, (event, start, end) in enumerate(steps):
        who = reception if event in by_people else SYSTEM
        facts: dict[str, Any] = {}
        rows.append(
            ReportEvent(
                report=report,
                at=report.queued_at + timedelta(seconds=3 * number),
                event=event,
                from_state=start,
                to_state=end,
                member=who.member,
                actor_label=who.label,
                facts=facts,
            )
        )
    return rows


def _leave_for_today(order: WorkOrder, works: list[str], reception: Actor) -> None:
    """One that was put off, so that it is late by now, and one that a digit too many holds back."""
    reading = order.reading
    assert reading is not None
    data = ReportData(vin=order.vehicle.vin, km=reading.km, work_date=reading.read_on, works=tuple(works))
    late = open_report(
        order.vehicle, shop=order.shop, data=data, by=reception, reading=reading, work_order=order
    )
    defer_report(late, by=reception)
    ready = WorkOrder.objects.filter(
        state=WorkOrder.State.READY, reading__isnull=False, vehicle__plate_country="BE"
    )
    typo = ready.select_related("vehicle", "shop", "reading").order_by("-pk").first()
    if typo is None or typo.reading is None:
        return
    open_report(
        typo.vehicle,
        shop=typo.shop,
        data=ReportData(
            vin=typo.vehicle.vin,
            km=min(typo.reading.km * 10 + 3, 9_999_999),
            work_date=active_garage().today(),
            works=("maintenance.small",),
        ),
        by=reception,
    )
