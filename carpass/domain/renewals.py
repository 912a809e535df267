"""Asking for new history links: for one vehicle by a click, for many by a job, for those that failed again.

What is asked for is written here; carpass/domain/renewing.py does it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carpass.domain.accounts import account_for
from carpass.domain.failures import (
    NO_ACCOUNT,
    NO_READING,
    NO_VAT_NUMBER,
    NO_VIN,
    NOT_REPORTABLE,
    READING_TOO_OLD,
    failure_words,
)
from carpass.domain.settings import car_pass_settings
from carpass.gateway import UNCERTAIN
from carpass.models import CarPassAccount, Renewal
from garageflow.errors import DomainError
from garageflow.jobs.domain.batch import plan_job
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.facts import set_vin
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.models import OdometerReading, Vehicle

RENEW = "carpass.renew"


class RenewalRefused(DomainError):
    """`code` says why (carpass/domain/failures.py)."""

    def __init__(self, code: str) -> None:
        super().__init__(failure_words(code))
        self.code = code


class MileageNeeded(RenewalRefused):
    """There is no reading, or it is too old: a person has to read the odometer."""

    field = "km"


class NothingToRenew(DomainError):
    pass


class ReadingRefused(DomainError):
    """What was read of one of many vehicles cannot be."""

    field = "km"

    def __init__(self, vehicle: Vehicle, message: object) -> None:
        super().__init__(message)
        self.vehicle = vehicle


@transaction.atomic
def renew(vehicle: Vehicle, *, by: Actor, km: int | None = None, vin: str = "") -> Renewal:
    """Ask for a new history link. While one is being made it is the same one: a double click is one request.

    `km` and `vin` are what somebody has just read, if he did. Raises MileageNeeded, RenewalRefused, and what
    record_reading() does.
    """
    vehicle = Vehicle.objects.select_for_update().get(pk=vehicle.pk)
    known = Renewal.objects.filter(vehicle=vehicle).open().first()
    if known is not None:
        return known
    if vin:
        vehicle = set_vin(vehicle, vin=vin, by=by)
    if km is not None:
        _note_reading(vehicle, km, by=by)
    desk = _Desk.open()
    problem = desk.problem_of(vehicle, _newest_readings([vehicle]).get(vehicle.pk))
    if problem:
        raise (MileageNeeded if problem in (NO_READING, READING_TOO_OLD) else RenewalRefused)(problem)
    return desk.plan([vehicle], by=by)[0]


@transaction.atomic
def renew_many(vehicles: Iterable[Vehicle], *, by: Actor, kms: Mapping[int, int] | None = None) -> BatchJob:
    """One job for all: vehicles that cannot be renewed are in it as failed, with the reason.

    `kms` holds what somebody has just read, by the vehicle's id. A vehicle that is being renewed is left out.
    Raises NothingToRenew if none is left, and ReadingRefused.
    """
    keys = [vehicle.pk for vehicle in vehicles]
    busy = set(Renewal.objects.filter(vehicle__in=keys).open().values_list("vehicle", flat=True))
    # In one order, so that two such jobs do not wait for each other.
    locked = Vehicle.objects.select_for_update().filter(pk__in=keys).exclude(pk__in=busy).order_by("pk")
    chosen = list(locked)
    if not chosen:
        raise NothingToRenew(_("None of these vehicles is to be renewed: choose at least one."))
    for vehicle in chosen:
        if kms and vehicle.pk in kms:
            try:
                _note_reading(vehicle, kms[vehicle.pk], by=by)
            except DomainError as refusal:
                raise ReadingRefused(vehicle, refusal.message) from refusal
    job: BatchJob = _Desk.open().plan(chosen, by=by)[0].job
    return job


@transaction.atomic
def retry_failed(job: BatchJob, *, by: Actor) -> BatchJob:
    """The failed ones of a job once more, alone. Raises NothingToRenew if there are none."""
    failed = Renewal.objects.filter(job=job).failed().values_list("vehicle", flat=True)
    return renew_many(Vehicle.objects.filter(pk__in=failed), by=by)


def needing_mileage(vehicles: Iterable[Vehicle]) -> list[tuple[Vehicle, OdometerReading | None]]:
    """Those whose odometer must be read first, with the reading that is too old."""
    desk, known = _Desk.open(), list(vehicles)
    readings = _newest_readings(known)
    return [
        (vehicle, readings.get(vehicle.pk))
        for vehicle in known
        if desk.problem_of(vehicle, readings.get(vehicle.pk)) in (NO_READING, READING_TOO_OLD)
    ]


def newest_renewals(vehicles: Iterable[Vehicle]) -> dict[int, Renewal]:
    """The last renewal of each vehicle that has one, by the vehicle's id."""
    newest = Renewal.objects.raw(_NEWEST, [[vehicle.pk for vehicle in vehicles]])
    return {renewal.vehicle_id: renewal for renewal in newest}


# Every list of vehicles asks for it: by hand, it is put together in a fifth of the time.
_NEWEST = """
SELECT DISTINCT ON (vehicle_id) * FROM carpass_renewal
WHERE vehicle_id = ANY(%s) ORDER BY vehicle_id, id DESC
"""


class _Desk:
    """What holds for all vehicles of one request."""

    def __init__(self, account: CarPassAccount | None) -> None:
        self.garage = active_garage()
        self.today = self.garage.today()
        self.account = account
        self.oldest = self.today - timedelta(days=car_pass_settings().reading_days)

    @classmethod
    def open(cls) -> _Desk:
        return cls(account_for())

    def problem_of(self, vehicle: Vehicle, reading: OdometerReading | None) -> str:
        """Why this vehicle cannot be renewed, "" if it can."""
        checks = (
            (NOT_REPORTABLE, vehicle.why_no_car_pass is not None),
            (NO_VIN, not vehicle.vin),
            (NO_VAT_NUMBER, not self.garage.vat_number),
            (NO_ACCOUNT, self.account is None),
            (NO_READING, reading is None),
            (READING_TOO_OLD, reading is not None and reading.read_on < self.oldest),
        )
        return next((code for code, applies in checks if applies), "")

    def plan(self, vehicles: list[Vehicle], *, by: Actor) -> list[Renewal]:
        job = plan_job(RENEW, name=_name_of(vehicles), total=len(vehicles), by=by)
        readings, before = _newest_readings(vehicles), newest_renewals(vehicles)
        renewals = [
            self._renewal(job, vehicle, readings.get(vehicle.pk), before.get(vehicle.pk))
            for vehicle in vehicles
        ]
        return Renewal.objects.bulk_create(renewals)

    def _renewal(
        self, job: BatchJob, vehicle: Vehicle, reading: OdometerReading | None, before: Renewal | None
    ) -> Renewal:
        problem = self.problem_of(vehicle, reading)
        renewal = Renewal(
            job=job,
            vehicle=vehicle,
            account=self.account,
            state=Renewal.State.FAILED if problem else Renewal.State.QUEUED,
            code=problem,
            vin=vehicle.vin,
            km=reading.km if reading else None,
            observed_on=self.today,
            language=self.account.language if self.account else self.garage.default_language,
            idempotency_key=str(uuid.uuid4()),
        )
        if before and _may_have_arrived(before, renewal):
            # Nobody knows whether Car-Pass stored it: sent again it must be the same observation.
            renewal.idempotency_key, renewal.guid = before.idempotency_key, before.guid
            renewal.observed_on = before.observed_on
            renewal.language = before.language
        return renewal


def _may_have_arrived(before: Renewal, now: Renewal) -> bool:
    return (
        before.code in UNCERTAIN
        and (before.vin, before.km) == (now.vin, now.km)
        and before.account_id == (now.account and now.account.pk)
    )


def _note_reading(vehicle: Vehicle, km: int, *, by: Actor) -> None:
    """What was read today, unless it is known already."""
    today = active_garage().today()
    newest = _newest_readings([vehicle]).get(vehicle.pk)
    if newest is None or (newest.km, newest.read_on) != (km, today):
        record_reading(vehicle, km=km, read_on=today, source=OdometerReading.Source.SALE, by=by)


def _newest_readings(vehicles: Iterable[Vehicle]) -> dict[int, OdometerReading]:
    readings = OdometerReading.objects.active().filter(vehicle__in=[vehicle.pk for vehicle in vehicles])
    newest = readings.order_by("vehicle", "-read_on", "-pk").distinct("vehicle")
    return {reading.vehicle_id: reading for reading in newest}


def _name_of(vehicles: list[Vehicle]) -> str:
    if len(vehicles) == 1:
        return f"Car-Pass {vehicles[0]}"
    words = ngettext("%(count)s Car-Pass", "%(count)s Car-Passes", len(vehicles))
    return words % {"count": len(vehicles)}
