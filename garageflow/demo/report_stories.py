"""Reports of a Belgian demo garage that somebody must look at, one of every state; garageflow/demo/reports.py
tells of those that went well.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from carpass.domain.correction_forms import close_report, make_form, note_form_sent
from carpass.domain.report_answers import Delivered, note_case, note_delivered, note_failure, note_status
from carpass.domain.report_calls import REPORT
from carpass.domain.report_checks import ReportData, data_of
from carpass.domain.report_steps import lock_report
from carpass.domain.reports import cancel_report, defer_report, edit_report, open_report, send_report
from carpass.gateway import CredentialsRefused, Finding, ObservationStatus
from carpass.models import CarPassAccount, OdometerReport
from carpass.simulator.register import Observed, Register
from carpass.states import State
from garageflow.jobs.domain.work import enqueue, withdraw
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.odometer import newest_reading
from garageflow.vehicles.models import OdometerReading, Vehicle

_REGISTER = "carpass-register.sqlite3"


def tell_report_stories(reception: Actor) -> None:
    """Nothing for a garage without an account: it is not in Belgium, or has not begun."""
    account = CarPassAccount.objects.usable().select_related("shop").first_one_first().first()
    if account is not None:
        for vehicle, tell in zip(_vehicles(), _STORIES, strict=False):
            tell(vehicle, account, reception)
    _show_the_register()


def _vehicles() -> Iterable[Vehicle]:
    """Cars that were not reported lately, each with a last reading that a new one can follow."""
    lately = active_garage().today() - timedelta(days=60)
    last = OdometerReading.objects.values_list("vehicle").annotate(Max("read_on"))
    quiet = [vehicle_id for vehicle_id, read_on in last if read_on < lately]
    cars = Vehicle.objects.needing_car_pass().exclude(vin="").filter(pk__in=quiet)
    return cars.order_by("-pk")[: len(_STORIES)]


def _open(vehicle: Vehicle, account: CarPassAccount, by: Actor, **changes: Any) -> OdometerReport:
    """Early reports, without a work order: three weeks' driving on from what is known."""
    last = newest_reading(vehicle)
    assert last is not None
    data = ReportData(
        vin=vehicle.vin,
        km=last.km + 611,
        work_date=active_garage().today(),
        works=("maintenance.small", "tyres.season"),
    )
    return open_report(vehicle, shop=account.shop, account=account, data=replace(data, **changes), by=by)


def _sent(
    vehicle: Vehicle, account: CarPassAccount, by: Actor, *answers: ObservationStatus
) -> OdometerReport:
    """At Car-Pass, which answered so."""
    report = send_report(_open(vehicle, account, by), by=by)
    if report.state == State.QUEUED:
        note_delivered(
            report, Delivered(guid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{report.garage_id}:{report.pk}")))
        )
        for answer in answers:
            note_status(report, answer)
    report.save()
    withdraw(REPORT, report.pk)
    return report


def _too_low(report: OdometerReport, *, confirmable: bool) -> ObservationStatus:
    assert report.km is not None
    km = report.km + 4_200
    finding = Finding(
        "LOWER",
        _in_language(f"Lager dan de vorige stand van {km} km.", f"Inférieur au relevé précédent de {km} km."),
        confirmable,
        True,
        report.work_date - timedelta(days=40),
        km,
    )
    return ObservationStatus("review" if confirmable else "rejected", (finding,), attempts_left=2)


def _answered(
    vehicle: Vehicle, account: CarPassAccount, by: Actor, *, confirmable: bool, left: int = 2
) -> OdometerReport:
    report = _sent(vehicle, account, by)
    if report.state == State.SENT:
        note_status(report, replace(_too_low(report, confirmable=confirmable), attempts_left=left))
        report.save()
    return report


def _typed_wrong(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    """The mechanic forgot a digit."""
    report = _open(vehicle, account, by)
    edit_report(report, data=replace(data_of(report), km=(report.km or 0) // 10), by=by)


def _rounded(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    report = _open(vehicle, account, by)
    edit_report(report, data=replace(data_of(report), km=-(-(report.km or 0) // 1000) * 1000), by=by)


def _misread_vin(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    _open(vehicle, account, by, vin=vehicle.vin[:-6] + "O" + vehicle.vin[-5:])


def _deferred(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    defer_report(_open(vehicle, account, by), by=by)


def _cancelled(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    cancel_report(_open(vehicle, account, by), by=by)


def _refused(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    report = send_report(_open(vehicle, account, by), by=by)
    if report.state == State.QUEUED:
        flagged = report.account
        report.account = None
        words = _in_language(
            "Gebruikersnaam of wachtwoord is fout.", "Le nom d’utilisateur ou le mot de passe est faux."
        )
        note_failure(report, CredentialsRefused(words))
        report.account = flagged
        report.save()
    withdraw(REPORT, report.pk)


def _waiting(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    report = _sent(vehicle, account, by, ObservationStatus("unknown_vehicle", attempts_left=2))
    if report.state == State.WAITING:
        enqueue(REPORT, report.pk, due_at=report.next_attempt_at)


def _form(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> OdometerReport:
    report = _answered(vehicle, account, by, confirmable=False, left=0)
    if report.state == State.FORM_REQUIRED:
        report = lock_report(report)
        note_case(report, f"C{report.work_date:%Y}-{report.pk:05d}")
        report.save()
    return report


def _form_on_its_way(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    _send_form(_form(vehicle, account, by), by)


def _settled(vehicle: Vehicle, account: CarPassAccount, by: Actor) -> None:
    report = _form(vehicle, account, by)
    if _send_form(report, by):
        close_report(report, by=by)


def _send_form(report: OdometerReport, by: Actor) -> bool:
    if report.state != State.FORM_REQUIRED:
        return False
    make_form(
        report,
        cause="typing",
        right_km=(report.km or 0) + 5_000,
        right_on=report.work_date,
        explanation=_in_language(
            "Twee cijfers verwisseld bij het overtypen van de werkkaart.",
            "Deux chiffres inversés en recopiant la fiche de travail.",
        ),
        proofs=_in_language("Factuur, foto van de teller", "Facture, photo du compteur"),
        place=report.shop.city or active_garage().name,
        language=active_garage().default_language,
        by=by,
    )
    note_form_sent(report, by=by)
    return True


def _in_language(dutch: str, french: str) -> str:
    return french if active_garage().default_language == "fr" else dutch


_STORIES: tuple[Callable[[Vehicle, CarPassAccount, Actor], object], ...] = (
    _typed_wrong,
    _deferred,
    lambda vehicle, account, by: _answered(vehicle, account, by, confirmable=True),
    _rounded,
    _waiting,
    lambda vehicle, account, by: _open(vehicle, account, by),
    lambda vehicle, account, by: _answered(vehicle, account, by, confirmable=False),
    _misread_vin,
    _refused,
    _form,
    _deferred,
    _form_on_its_way,
    _cancelled,
    _settled,
)


def _show_the_register() -> None:
    """The simulator knows what Car-Pass has said, so that the stories can be told to their ends."""
    statuses = {
        State.ANOMALY: "review",
        State.REJECTED: "rejected",
        State.WAITING: "unknown_vehicle",
        State.FORM_REQUIRED: "rejected",
    }
    reports = OdometerReport.objects.filter(state__in=statuses).select_related("account")
    register = Register(Path(settings.VAR_DIR) / _REGISTER)
    register.learn(observations=[_observed(report, statuses[State(report.state)]) for report in reports])
    register.close()


def _observed(report: OdometerReport, status: str) -> Observed:
    assert report.account is not None
    assert report.km is not None
    assert report.sent_at is not None
    return Observed(
        guid=report.guid,
        user_name=report.account.user_name,
        vin=report.vin,
        km=report.km,
        observed_on=report.work_date.isoformat(),
        language=report.account.language,
        created_at=report.sent_at.timestamp(),
        status=status,
        attempts_left=report.attempts_left or 0,
        case_number=report.case_number,
    )
