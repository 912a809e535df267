"""Where a subscriber stands, and who may change it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from carshare.models import Booking, Consent, Subscriber, TermsAcceptance, TermsVersion
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import delete_document
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Membership, Role

STANDING_MAIL = "carshare.standing"
State = Subscriber.State


class NotPossibleNow(DomainError):
    """Not from this state."""


class TripUnderWay(DomainError):
    pass


@transaction.atomic
def activate(subscriber: Subscriber, *, by: Actor) -> None:
    """Approve somebody who waits, or let somebody come back. Raises NotPossibleNow."""
    subscriber = _locked(subscriber)
    if subscriber.state not in (State.PENDING_APPROVAL, State.INACTIVE, State.SUSPENDED, State.REFUSED):
        raise NotPossibleNow(_("%(name)s cannot be made active now.") % {"name": subscriber})
    _move(subscriber, State.ACTIVE, "")
    record("carshare.subscriber_activated", subscriber, by=by)


@transaction.atomic
def refuse(subscriber: Subscriber, *, reason: str, by: Actor) -> None:
    """Raises NotPossibleNow for somebody who does not wait for approval."""
    subscriber = _locked(subscriber)
    if subscriber.state != State.PENDING_APPROVAL:
        raise NotPossibleNow(_("%(name)s does not wait for approval.") % {"name": subscriber})
    _move(subscriber, State.REFUSED, reason)
    record("carshare.subscriber_refused", subscriber, by=by)


@transaction.atomic
def suspend(subscriber: Subscriber, *, reason: str, by: Actor) -> None:
    """No more bookings until he is active again. Raises NotPossibleNow."""
    subscriber = _locked(subscriber)
    if subscriber.state != State.ACTIVE:
        raise NotPossibleNow(_("%(name)s is not active.") % {"name": subscriber})
    _move(subscriber, State.SUSPENDED, reason)
    record("carshare.subscriber_suspended", subscriber, by=by)


@transaction.atomic
def close(subscriber: Subscriber, *, by: Actor) -> None:
    """For good: bookings to come are cancelled, signing in ends. Raises NotPossibleNow, TripUnderWay."""
    subscriber = _locked(subscriber)
    if subscriber.state in Subscriber.GONE:
        raise NotPossibleNow(_("%(name)s is closed already.") % {"name": subscriber})
    bookings = Booking.objects.select_for_update().filter(subscriber=subscriber)
    if bookings.filter(state=Booking.State.IN_USE).exists():
        raise TripUnderWay(_("A trip is under way: the vehicle has to be brought back first."))
    bookings.filter(state__in=Booking.OPEN).update(state=Booking.State.CANCELLED)
    now = timezone.now()
    subscriber.validation_links.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    subscriber.consents.filter(revoked_at=None).update(revoked_at=now)
    photo, subscriber.photo = subscriber.photo, None
    subscriber.state, subscriber.closed_at, subscriber.password_hash = State.CLOSED, now, ""
    subscriber.save(update_fields=["state", "closed_at", "password_hash", "photo"])
    if photo is not None:
        delete_document(photo)
    if subscriber.member is not None:
        _show_out(subscriber.member.membership)
    record("carshare.subscriber_closed", subscriber, by=by)


@transaction.atomic
def change_details(subscriber: Subscriber, *, by: Actor, **details: Any) -> None:
    """Telephone, language, contract, parking, billing address."""
    subscriber = _locked(subscriber)
    for name, value in details.items():
        setattr(subscriber, name, value)
    subscriber.save(update_fields=list(details))
    record("carshare.subscriber_changed", subscriber, by=by)


@transaction.atomic
def accept_terms(subscriber: Subscriber, terms: TermsVersion, *, by: Actor) -> None:
    """A second click changes nothing."""
    _accepted, is_new = TermsAcceptance.objects.get_or_create(
        subscriber=subscriber,
        terms=terms,
        defaults={"sha256": terms.sha256, "accepted_at": timezone.now()},
    )
    if is_new:
        record("carshare.terms_accepted", subscriber, by=by, version=terms.number)


@transaction.atomic
def set_consent(subscriber: Subscriber, *, is_given: bool, by: Actor) -> None:
    """To eco-driving. Every giving and taking back stays written down."""
    subscriber = _locked(subscriber)
    given = subscriber.consents.filter(kind=Consent.Kind.ECO_DRIVING, revoked_at=None)
    if is_given == given.exists():
        return
    if is_given:
        Consent.objects.create(subscriber=subscriber, kind=Consent.Kind.ECO_DRIVING, given_at=timezone.now())
    else:
        given.update(revoked_at=timezone.now())
    record("carshare.consent_given" if is_given else "carshare.consent_revoked", subscriber, by=by)


def terms_to_accept(subscriber: Subscriber) -> TermsVersion | None:
    """The current version, if he did not accept it yet."""
    accepted = TermsAcceptance.objects.filter(subscriber=subscriber, terms=OuterRef("pk"))
    versions = TermsVersion.objects.filter(organisation=subscriber.organisation_id)
    latest = versions.annotate(is_accepted=Exists(accepted)).order_by("-number").first()
    return None if latest is None or latest.is_accepted else latest


def each(rows: Iterable[Any], change: Any, **facts: Any) -> tuple[int, list[str]]:
    """One change for many: how many it was made for, and why not for the others."""
    done, refusals = 0, []
    for row in rows:
        try:
            change(row, **facts)
            done += 1
        except DomainError as error:
            refusals.append(str(error))
    return done, refusals


def _locked(subscriber: Subscriber) -> Subscriber:
    subscribers = Subscriber.objects.select_related("organisation", "photo", "member__membership")
    return subscribers.select_for_update(of=("self",)).get(pk=subscriber.pk)


def _move(subscriber: Subscriber, state: Subscriber.State, reason: str) -> None:
    subscriber.state, subscriber.reason = state, reason
    subscriber.save(update_fields=["state", "reason"])
    queue_mail(
        STANDING_MAIL,
        to=subscriber.email,
        language=subscriber.language,
        # One for each change, also if he is suspended twice.
        idempotency_key=f"{STANDING_MAIL}:{subscriber.pk}:{timezone.now().timestamp()}",
        subject_id=subscriber.pk,
        state=state.value,
    )


def _show_out(membership: Membership) -> None:
    """Other roles that he has in the garage stay."""
    others = [role for role in membership.roles if role != Role.SUBSCRIBER]
    if others:
        membership.roles = others
    else:
        membership.ended_at = timezone.now()
    membership.save(update_fields=["roles", "ended_at"])
