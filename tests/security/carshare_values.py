"""What rows of car sharing need beyond the types of their columns (see special_values.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from carshare.links import hash_of, validation_token
from carshare.models import (
    Booking,
    CarShareContract,
    CarShareOrganisation,
    EmailSuffix,
    Parking,
    SharedVehicle,
    Subscriber,
    TermsAcceptance,
    TermsVersion,
    TripInvoice,
    ValidationLink,
)
from garageflow import crypto
from garageflow.accounts.models import User
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.invoicing.models import IssuedInvoice
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Member, Role
from tests.factories import MemberFactory

Rows = Mapping[Any, list[Any]]


def _subscribed_member(row: Any, _rows: Rows) -> Any:
    return MemberFactory(
        membership__user__email=f"s{row.email}", membership__roles=[Role.SUBSCRIBER], name=row.text
    )


def _own(model: Any) -> Any:
    """A parent of its own for each row, as long as there are any."""
    return lambda row, rows: rows[model][row.number % len(rows[model])]


def _yesterday(_row: Any, _rows: Rows) -> Any:
    return timezone.now() - timedelta(days=1)


def _tomorrow(_row: Any, _rows: Rows) -> Any:
    return timezone.now() + timedelta(days=1)


def _a_day_each(row: Any, _rows: Rows) -> DateTimeTZRange:
    since = timezone.now() + timedelta(days=row.number + 1)
    return DateTimeTZRange(since, since + timedelta(hours=2))


def _token_hash(row: Any, _rows: Rows) -> str:
    return hash_of(validation_token(row.text))


def _encrypted(row: Any, _rows: Rows) -> str:
    return crypto.encrypt(row.text)


CARSHARE_VALUES: dict[str, dict[str, Any]] = {
    "carshare.Subscriber": {
        "photo": None,
        "member": _subscribed_member,
        "validated_at": _yesterday,
        "closed_at": _yesterday,
    },
    "carshare.Licence": {"encrypted_number": _encrypted},
    "carshare.Consent": {"subscriber": _own(Subscriber)},
    "carshare.ValidationLink": {
        "subscriber": _own(Subscriber),
        "token_hash": _token_hash,
        "valid_until": _tomorrow,
    },
    "carshare.Booking": {"period": _a_day_each, "started_at": _yesterday, "returned_at": _yesterday},
    "carshare.BookingCheck": {"booking": _own(Booking)},
    "carshare.TripInvoice": {
        "state": TripInvoice.State.ISSUED,
        "issued": lambda row, rows: rows[IssuedInvoice][row.number],
        "credit_note": None,
        "paid_on": None,
    },
    "carshare.TripInvoiceLine": {"invoice": _own(TripInvoice)},
}


def _first(model: Any) -> Any:
    return lambda side: side.first(model).pk


CARSHARE_ARGUMENTS: dict[str, Any] = {
    "carshare:validation.token": lambda side: validation_token(side.first(ValidationLink).nonce),
    "carshare:sign-up-step.name": lambda _side: "email",
    "carshare:own-invoice-file.which": lambda _side: "invoice",
    "carshare:invoice-step.kind": lambda _side: "pay",
    "carshare:invoice-file.form": lambda _side: "xml",
    "carshare:terms-file.pk": _first(TermsVersion),
    **{
        f"carshare:{name}.pk": _first(model)
        for model, names in {
            SharedVehicle: ("booking-new", "vehicle"),
            Booking: (
                "booking",
                "booking-edit",
                "booking-extend",
                "booking-cancel",
                "trip-start",
                "trip-end",
                "admin-booking",
                "booking-decide",
            ),
            TripInvoice: ("invoice", "own-invoice-file", "admin-invoice", "invoice-step", "invoice-file"),
            CarShareOrganisation: (
                "organisation",
                "organisation-edit",
                "suffix-add",
                "terms-publish",
                "contract-new",
                "parking-new",
            ),
            EmailSuffix: ("suffix-remove",),
            CarShareContract: ("contract",),
            Parking: ("parking",),
            Subscriber: ("subscriber", "subscriber-mail", "subscriber-state", "licence-number"),
        }.items()
        for name in names
    },
}


def _draw(issued: IssuedInvoice) -> None:
    """Its PDF, so that there is something to download."""
    paper = Document.objects.order_by("pk")[0]
    paper.pk, paper.subject = None, subject_of(issued)
    paper.save()


def subscribe(side: Any, user: User) -> None:
    """Make an active subscriber of a member: the first booking is his, the first vehicle can be booked."""
    with garage_active(side.garage):
        active = next(row for row in side.rows[Subscriber] if row.state == Subscriber.State.ACTIVE)
        organisation = SharedVehicle.objects.get(pk=side.first(SharedVehicle).pk).parking.organisation
        member = Member.objects.get(membership__user=user)
        Subscriber.objects.filter(pk=active.pk).update(member=member, organisation=organisation)
        for terms in TermsVersion.objects.filter(organisation=organisation):
            TermsAcceptance.objects.get_or_create(
                subscriber=active, terms=terms, defaults={"sha256": "", "accepted_at": timezone.now()}
            )
        _draw(TripInvoice.objects.get(pk=side.first(TripInvoice).pk).issued)
        for model in (Booking, TripInvoice):
            model.objects.filter(pk=side.first(model).pk).update(subscriber=active)
