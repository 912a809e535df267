"""What is kept of people, for how long, and what they get to see of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from carshare.domain.sign_up import KEPT_FOR
from carshare.models import Booking, Licence, SignUpDraft, Subscriber
from garageflow import crypto
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import delete_document
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage

State = Subscriber.State


def remove_licences(garage: Garage, night: date) -> int:
    """Nightly step: licences of subscribers who were closed so many days ago as their organisation says."""
    closed = Subscriber.objects.filter(state__in=Subscriber.GONE, licence__isnull=False)
    removed = 0
    for subscriber in closed.select_related("organisation", "licence"):
        if _days_since_closing(subscriber, garage, night) >= subscriber.organisation.licence_keep_days:
            Licence.objects.filter(subscriber=subscriber).delete()
            record("carshare.licence_removed", subscriber, by=SYSTEM)
            removed += 1
    return removed


def anonymise_closed(garage: Garage, night: date) -> int:
    """Nightly step: trips stay as numbers, invoices as the law wants them, the person goes."""
    closed = Subscriber.objects.filter(state=State.CLOSED).select_related("organisation")
    due = [
        subscriber
        for subscriber in closed
        if _days_since_closing(subscriber, garage, night) >= subscriber.organisation.person_keep_days
    ]
    for subscriber in due:
        _anonymise(subscriber)
    return len(due)


def empty_drafts(garage: Garage, night: date) -> int:
    """Nightly step: of a sign-up that was not finished only the step is kept at which it was left."""
    before = timezone.now() - KEPT_FOR
    drafts = list(SignUpDraft.objects.filter(emptied_at=None, created_at__lt=before).select_related("photo"))
    for draft in drafts:
        photo, draft.photo = draft.photo, None
        draft.email, draft.answers, draft.password_hash = "", {}, ""
        draft.emptied_at = timezone.now()
        draft.save()
        if photo is not None:
            delete_document(photo)
    return len(drafts)


def licence_number(licence: Licence) -> str:
    """In clear; each reading by somebody else than its holder is for the caller to record."""
    return crypto.decrypt(licence.encrypted_number) if licence.encrypted_number else ""


@transaction.atomic
def show_licence_number(subscriber: Subscriber, *, by: Actor) -> str:
    """For an administrator who compares it with the card in his hand."""
    record("carshare.licence_number_seen", subscriber, by=by)
    return licence_number(subscriber.licence)


def own_data(subscriber: Subscriber) -> dict[str, Any]:
    """Everything that is kept about somebody, for himself (GDPR, articles 15 and 20)."""
    licence = Licence.objects.filter(subscriber=subscriber).first()
    bookings = Booking.objects.filter(subscriber=subscriber).for_lists().order_by("pk")
    return {
        "organisation": subscriber.organisation.name,
        "status": subscriber.state,
        "title": subscriber.title,
        "first_name": subscriber.first_name,
        "last_name": subscriber.last_name,
        "email": subscriber.email,
        "phone": subscriber.phone,
        "language": subscriber.language,
        "contract": subscriber.contract.name,
        "parking": subscriber.parking.name,
        "billing_address": subscriber.billing_address,
        "signed_up": subscriber.created_at,
        "address_validated": subscriber.validated_at,
        "licence": _licence_data(licence) if licence else None,
        "terms_accepted": list(
            subscriber.acceptances.order_by("pk").values("terms__number", "accepted_at", "sha256")
        ),
        "consents": list(subscriber.consents.order_by("pk").values("kind", "given_at", "revoked_at")),
        "bookings": [_booking_data(booking) for booking in bookings],
        "invoices": list(
            subscriber.invoices.order_by("pk").values(
                "issued__number", "state", "recipient", "address", "net_amount", "vat_amount"
            )
        ),
    }


def _licence_data(licence: Licence) -> dict[str, Any]:
    return {
        "categories": licence.categories,
        "number": licence_number(licence),
        "country": licence.country,
        "obtained_on": licence.obtained_on,
        "valid_until": licence.valid_until,
    }


def _booking_data(booking: Booking) -> dict[str, Any]:
    return {
        "vehicle": booking.vehicle.vehicle.plate_display,
        "from": booking.starts_at,
        "until": booking.ends_at,
        "use": booking.use,
        "purpose": booking.purpose,
        "status": booking.state,
    }


def _days_since_closing(subscriber: Subscriber, garage: Garage, night: date) -> int:
    if subscriber.closed_at is None:
        return 0
    return (night - garage.today(subscriber.closed_at)) // timedelta(days=1)


@transaction.atomic
def _anonymise(subscriber: Subscriber) -> None:
    Licence.objects.filter(subscriber=subscriber).delete()
    Booking.objects.filter(subscriber=subscriber).update(purpose="")
    for name in ("email", "first_name", "last_name", "name_key", "phone", "reason"):
        setattr(subscriber, name, "")
    for name in ("street", "house_number", "postcode", "city"):
        setattr(subscriber, f"billing_{name}", "")
    subscriber.state, subscriber.member, subscriber.title = State.ANONYMISED, None, "none"
    subscriber.save()
    record("carshare.subscriber_anonymised", subscriber, by=SYSTEM)
