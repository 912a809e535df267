"""What happened to the passports before today.

Customers, vehicles and passports were made by the product itself (garageflow/demo/building.py). Its functions
only know now, and its audit can never be changed; so what is long past is written here, with its own dates.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from autopaspoort.domain.statements import OFFER_MAIL
from autopaspoort.models import CustomerList, Passport, PassportSettings
from autopaspoort.models.passport import PassportQuerySet
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer, EmailState
from garageflow.jobs.models import BatchJob
from garageflow.mail.domain.outbox import publish_undecided
from garageflow.mail.models import AddressBlock, MailState, OutboxMail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.vehicles.models import Vehicle

_ACCEPTS_AFTER_DAYS = 25


def days_ago(days: int, hour: int, minute: int = 0) -> datetime:
    """A moment on the active garage's clock."""
    garage = active_garage()
    return datetime.combine(garage.today() - timedelta(days=days), time(hour, minute), garage.zone)


def last_night() -> date:
    """The day whose batch of 01:00 is over on the active garage's clock: until 02:00 that of yesterday."""
    return (active_garage().local_time() - timedelta(hours=2)).date()


def no_later_than_now(moment: datetime) -> datetime:
    """A day earlier if it is still to come. Not now itself: the same data every time."""
    return moment if moment <= timezone.now() else moment - timedelta(days=1)


def date_list(customer_list: CustomerList, *, uploaded_at: datetime, ran_at: datetime) -> None:
    """Put a list that was loaded just now into the past, with the passports it made and the mails it sent."""
    took = timedelta(seconds=4)
    assert customer_list.job_id is not None
    CustomerList.objects.filter(pk=customer_list.pk).update(uploaded_at=uploaded_at)
    BatchJob.objects.filter(pk=customer_list.job_id).update(
        created_at=uploaded_at, planned_for=ran_at, started_at=ran_at, finished_at=ran_at + took
    )
    # Keys and no sub-queries: a table that was filled in this very transaction has no statistics yet.
    of_rows = list(customer_list.rows.exclude(passport=None).values_list("passport", "offer_round"))
    date_passports(Passport.objects.filter(pk__in=[pk for pk, _round in of_rows]), ran_at)
    offered_ids = [pk for pk, offer_round in of_rows if offer_round]
    offered = Passport.objects.filter(pk__in=offered_ids)
    lasts = timedelta(days=PassportSettings().offer_days)
    offered.update(offered_at=ran_at, expires_on=active_garage().local_time(ran_at).date() + lasts)
    OutboxMail.objects.filter(kind=OFFER_MAIL, subject_id__in=offered_ids).update(
        state=MailState.SENT, attempts=1, created_at=ran_at, due_at=ran_at, sent_at=ran_at + 2 * took
    )


def date_passports(passports: PassportQuerySet, created_at: datetime) -> None:
    """With the vehicles and customers that came with them."""
    keys = list(passports.values_list("vehicle", "customer"))
    passports.update(created_at=created_at)
    Vehicle.objects.filter(pk__in=[vehicle for vehicle, _customer in keys]).update(created_at=created_at)
    Customer.objects.filter(pk__in={customer for _vehicle, customer in keys}).update(created_at=created_at)


class History:
    """Collects the events of many passports and writes them at once."""

    def __init__(self, reception: Actor, random: Random) -> None:
        self._reception = reception
        self._random = random
        self._entries: list[Entry] = []
        self._mails: list[OutboxMail] = []
        self._changed: list[Passport] = []

    def offer(self, passport: Passport, *, days: int) -> None:
        offered_at = days_ago(days, self._random.randrange(8, 18), self._random.randrange(60))
        passport.state = Passport.State.OFFERED
        passport.offer_round += 1
        passport.offered_at = offered_at
        passport.expires_on = offered_at.date() + timedelta(days=PassportSettings().offer_days)
        self._mails.append(_sent_mail(passport, offered_at))
        self._note("passport_offered", passport, offered_at, self._reception, round=passport.offer_round)

    def accept(self, passport: Passport) -> None:
        """Some days after the offer, but never later than yesterday."""
        assert passport.offered_at is not None
        latest = (days_ago(1, 12) - passport.offered_at).days
        days = self._random.randint(0, max(0, min(_ACCEPTS_AFTER_DAYS, latest)))
        passport.state = Passport.State.ACCEPTED
        passport.accepted_at = passport.offered_at + timedelta(
            days=days, minutes=self._random.randrange(3, 280)
        )
        self._note("passport_accepted", passport, passport.accepted_at, Actor.outside(str(passport.customer)))

    def expire(self, passport: Passport) -> None:
        assert passport.expires_on is not None
        passport.state = Passport.State.EXPIRED
        night = datetime.combine(passport.expires_on + timedelta(days=1), time(1), active_garage().zone)
        self._note("passport_expired", passport, night, SYSTEM)

    def archive(self, passport: Passport, *, days: int) -> None:
        passport.state = Passport.State.ARCHIVED
        self._note("passport_archived", passport, days_ago(days, 11, 25), self._reception)

    def write(self) -> None:
        Passport.objects.bulk_create(
            {passport.pk: passport for passport in self._changed}.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["state", "offer_round", "offered_at", "expires_on", "accepted_at"],
        )
        OutboxMail.objects.bulk_create(self._mails)
        self._entries.sort(key=lambda entry: entry.at)
        Entry.objects.bulk_create(self._entries)

    def _note(self, event: str, passport: Passport, at: datetime, by: Actor, **facts: object) -> None:
        self._changed.append(passport)
        self._entries.append(
            Entry(
                at=at,
                event=f"autopaspoort.{event}",
                subject_type=passport._meta.label_lower,
                subject_id=passport.pk,
                subject_label=str(passport),
                member=by.member,
                actor_label=by.label,
                facts=facts,
            )
        )


def doubt(customer: Customer) -> None:
    """The connection broke while this one was under way: somebody has to decide."""
    OutboxMail.objects.filter(to=customer.email, state=MailState.SENT).update(
        state=MailState.UNKNOWN, sent_at=None, answer="SMTPServerDisconnected: Connection unexpectedly closed"
    )
    publish_undecided()


def bounce(customers: list[Customer]) -> None:
    """Mail servers sent these back, and one reader called it spam."""
    for number, customer in enumerate(customers):
        customer.email_state = EmailState.BOUNCED if number else EmailState.COMPLAINED
        AddressBlock.objects.create(email_key=customer.email.lower(), reason=customer.email_state)
        mails = OutboxMail.objects.filter(to=customer.email, state=MailState.SENT)
        mails.update(
            state=MailState.BOUNCED, answer="550 5.1.1 mailbox unavailable" if number else "complaint"
        )
    Customer.objects.bulk_update(customers, ["email_state"])


def _sent_mail(passport: Passport, at: datetime) -> OutboxMail:
    customer = passport.customer
    return OutboxMail(
        kind=OFFER_MAIL,
        idempotency_key=f"offer:{passport.pk}:{passport.offer_round}",
        to=customer.email,
        language=customer.language,
        subject_id=passport.pk,
        params={"round": passport.offer_round},
        state=MailState.SENT,
        attempts=1,
        due_at=at,
        created_at=at,
        sent_at=at + timedelta(seconds=3),
    )
