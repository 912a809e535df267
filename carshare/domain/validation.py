"""Proving an address: by a link that works once, for 48 hours, and only when a person presses the button."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carshare.links import hash_of, new_key, validation_token
from carshare.models import Subscriber, ValidationLink
from garageflow.accounts.models import User
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Membership, Role

VALIDATION_MAIL = "carshare.validation"
VALID_FOR = timedelta(hours=48)

State = Subscriber.State


class LinkIsUsed(DomainError):
    """It did its work; the page says where the subscriber stands."""


class LinkIsVoid(DomainError):
    """Replaced, or older than 48 hours."""


class AddressIsValidated(DomainError):
    pass


@transaction.atomic
def send_validation_mail(subscriber: Subscriber) -> None:
    """A new link; earlier ones stop working. Raises AddressIsValidated."""
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if subscriber.state != State.EMAIL_UNVERIFIED:
        raise AddressIsValidated(_("This address is validated already."))
    now, nonce = timezone.now(), new_key()
    subscriber.validation_links.filter(used_at=None, revoked_at=None).update(revoked_at=now)
    link = ValidationLink.objects.create(
        subscriber=subscriber,
        nonce=nonce,
        token_hash=hash_of(validation_token(nonce)),
        valid_until=now + VALID_FOR,
    )
    queue_mail(
        VALIDATION_MAIL,
        to=subscriber.email,
        language=subscriber.language,
        idempotency_key=f"{VALIDATION_MAIL}:{link.pk}",
        subject_id=link.pk,
    )


@transaction.atomic
def resend_validation_mail(subscriber: Subscriber, *, by: Actor) -> None:
    """Asked for by an administrator or the person himself. Raises AddressIsValidated."""
    send_validation_mail(subscriber)
    record("carshare.validation_mail_sent_again", subscriber, by=by)


def link_with(token: str) -> ValidationLink | None:
    links = ValidationLink.objects.select_related("subscriber__organisation")
    return links.filter(token_hash=hash_of(token)).first()


def check_link(link: ValidationLink) -> None:
    """Raises LinkIsUsed, LinkIsVoid."""
    if link.used_at is not None:
        raise LinkIsUsed
    is_open = link.subscriber.state == State.EMAIL_UNVERIFIED and link.revoked_at is None
    if not is_open or timezone.now() >= link.valid_until:
        raise LinkIsVoid


@transaction.atomic
def validate_address(link: ValidationLink, *, ip: str | None) -> Subscriber:
    """Make or find the user, let him in as a subscriber. Raises LinkIsUsed, LinkIsVoid."""
    subscriber = Subscriber.objects.select_for_update().get(pk=link.subscriber_id)
    link = ValidationLink.objects.select_for_update().get(pk=link.pk)
    link.subscriber = subscriber
    check_link(link)
    now = timezone.now()
    link.used_at = now
    link.save(update_fields=["used_at"])
    subscriber.member = _let_in(subscriber)
    subscriber.state, subscriber.validated_at = subscriber.organisation.first_state, now
    subscriber.password_hash = ""
    subscriber.save(update_fields=["member", "state", "validated_at", "password_hash"])
    record(
        "carshare.address_validated",
        subscriber,
        by=Actor.of_member(subscriber.member, ip),
        state=subscriber.state,
    )
    return subscriber


def unvalidated_with(email: str, password: str) -> Subscriber | None:
    """Whoever knows the password that he chose may hear that his address is not validated yet.

    One password is checked whoever asks, so that the time tells nothing.
    """
    subscriber = Subscriber.objects.filter(email=email.strip().lower(), state=State.EMAIL_UNVERIFIED).first()
    if subscriber is None or not subscriber.password_hash:
        make_password(password)
        return None
    return subscriber if check_password(password, subscriber.password_hash) else None


def _let_in(subscriber: Subscriber) -> Member:
    """Somebody who has a user keeps his password; roles that he has here stay."""
    user = _user_of(subscriber)
    membership, is_new = Membership.objects.get_or_create(
        user=user, garage=active_garage(), defaults={"roles": [Role.SUBSCRIBER]}
    )
    if not is_new:
        earlier = [] if membership.ended_at else membership.roles
        membership.roles = [*earlier, *([] if Role.SUBSCRIBER in earlier else [Role.SUBSCRIBER])]
        membership.ended_at = None
        membership.save(update_fields=["roles", "ended_at"])
    defaults = {"name": str(subscriber)[:100], "phone": subscriber.phone}
    return Member.objects.get_or_create(membership=membership, defaults=defaults)[0]


def _user_of(subscriber: Subscriber) -> User:
    known = User.objects.filter(email=subscriber.email).first()
    if known is not None:
        return known
    try:
        # He may be let in by another garage at this very moment.
        with transaction.atomic():
            user = User(
                email=subscriber.email, language=subscriber.language, password=subscriber.password_hash
            )
            user.save()
    except IntegrityError:
        return User.objects.get(email=subscriber.email)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
