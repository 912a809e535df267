"""APK dates that the Dutch register knows: asked by a worker after a list, and before a reminder goes out.

The batch never calls RDW. A mail that would name a date waits for it, an hour at most; when the register does
not answer it goes out in other words.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from autopaspoort.domain.statements import OFFER_MAIL
from autopaspoort.models import Passport, Reminder
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.mail.domain.outbox import wake_outbox
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage
from garageflow.vehicles.domain.facts import set_inspection_date
from garageflow.vehicles.domain.look_ups import Answer, call_register, keep_answer
from garageflow.vehicles.models import LookUp, Vehicle
from garageflow.vehicles.plates import NL

INSPECTION_DATES = "autopaspoort.inspection_dates"
RDW = Actor.outside("RDW")
# After that a car that the register did not know is not asked for again by itself.
_NEW_FOR = timedelta(days=2)
_REMINDED_WITHIN = timedelta(days=1)
_CHUNK = 50


def is_register_on() -> bool:
    return bool(settings.RDW_URL)


def offer_waits() -> timedelta:
    """How long a mail to the owner of a Dutch car without an APK date waits for it."""
    return timedelta(minutes=settings.INSPECTION_WAIT_MINUTES) if is_register_on() else timedelta()


def ask_for_dates() -> None:
    """In the transaction that made the cars known."""
    if is_register_on():
        enqueue(INSPECTION_DATES, "")


def refresh_dates(garage: Garage, night: date) -> None:
    """Nightly step: whoever had the inspection done elsewhere is not reminded of it. Reminders are written
    at night and sent in the morning, and one whose date has moved is not sent at all."""
    ask_for_dates()


def look_dates_up(claim: Claim) -> datetime | None:
    """Handler of `autopaspoort.inspection_dates`. Each car is asked for once a day."""
    while True:
        with claim.fenced():
            plates = list(_unasked()[:_CHUNK])
            if not plates:
                # In the same transaction: a car that becomes known now makes the work due again.
                claim.finish()
                return None
        for plate in plates:
            answer = call_register(plate)
            with claim.fenced():
                _note(plate, answer)
            if claim.turn_is_over:
                return timezone.now()


def _unasked() -> QuerySet[Vehicle, str]:
    now = timezone.now()
    passports = Passport.objects.current().filter(vehicle=OuterRef("pk"))
    reminded = Reminder.objects.filter(
        passport__vehicle=OuterRef("pk"), work=None, created_at__gt=now - _REMINDED_WITHIN
    )
    asked = LookUp.objects.filter(plate=OuterRef("plate"), answered_at__isnull=False)
    new = Q(inspection_due_on=None) & Exists(passports.filter(created_at__gt=now - _NEW_FOR))
    return (
        Vehicle.objects.filter(new | Exists(reminded), Exists(passports), plate_country=NL)
        .exclude(plate="")
        .exclude(Exists(asked))
        .order_by("pk")
        .values_list("plate", flat=True)
    )


@transaction.atomic
def _note(plate: str, answer: Answer) -> None:
    keep_answer(plate, answer)
    vehicle = Vehicle.objects.get(plate_country=NL, plate=plate)
    if answer.found is not None and answer.found.inspection_due_on is not None:
        set_inspection_date(vehicle, inspection_due_on=answer.found.inspection_due_on, by=RDW)
    _send_now(vehicle)


def _send_now(vehicle: Vehicle) -> None:
    """The mail that waited: it names the date, or says so in other words."""
    passports = Passport.objects.filter(vehicle=vehicle).values("pk")
    waiting = OutboxMail.objects.filter(
        kind=OFFER_MAIL,
        subject_id__in=passports,
        state=MailState.QUEUED,
        due_at__gt=timezone.now(),
        attempts=0,
    )
    if waiting.update(due_at=timezone.now()):
        wake_outbox(timezone.now())
