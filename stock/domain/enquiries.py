"""A visitor asks about a car: the people who sell cars receive it by mail."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

from django.core import signing
from django.db import transaction
from django.utils.crypto import get_random_string

from garageflow.audit.domain import record
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role
from stock.models import Listing

ENQUIRY_MAIL = "stock.enquiry"
_MOST_RECEIVERS = 20
_SALT = "stock.enquiry"
# Nobody writes a question in less time, and nobody needs longer.
_LEAST_SECONDS, _MOST_SECONDS = 3, 24 * 3600


@dataclass(frozen=True, slots=True)
class Enquiry:
    name: str
    email: str
    phone: str
    message: str
    language: str


class TooQuick(Exception):
    """A machine."""


class TooOld(Exception):
    """The page was open for a day."""


def new_token(listing: Listing) -> str:
    """Says when the form was shown, and is good for one enquiry."""
    return signing.TimestampSigner(salt=_SALT).sign(f"{listing.number}-{get_random_string(12)}")


def check_token(listing: Listing, token: str) -> None:
    """Raises TooQuick or TooOld; one that is not ours is too old."""
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        value = signer.unsign(token, max_age=_MOST_SECONDS)
    except signing.BadSignature as error:
        raise TooOld from error
    if not value.startswith(f"{listing.number}-"):
        raise TooOld
    try:
        signer.unsign(token, max_age=_LEAST_SECONDS)
    except signing.SignatureExpired:
        return
    raise TooQuick


@transaction.atomic
def send_enquiry(listing: Listing, enquiry: Enquiry, *, token: str, by: Actor) -> None:
    """One e-mail to each sales member, or to the owners where nobody sells. Sent twice, it is one."""
    key = hashlib.sha256(token.encode()).hexdigest()[:32]
    queued = [
        queue_mail(
            ENQUIRY_MAIL,
            to=member.membership.user.email,
            language=member.membership.user.language,
            idempotency_key=f"{ENQUIRY_MAIL}:{key}:{member.pk}",
            subject_id=listing.pk,
            **{f"asked_{name}": value for name, value in asdict(enquiry).items()},
        )
        for member in _receivers()
    ]
    if any(queued):
        record("stock.enquiry_received", listing.vehicle, by=by)


def _receivers() -> list[Member]:
    staff = Member.objects.current_staff().select_related("membership__user").order_by("pk")
    sales = list(staff.filter(membership__roles__contains=[Role.SALES])[:_MOST_RECEIVERS])
    return sales or list(staff.filter(membership__roles__contains=[Role.OWNER])[:_MOST_RECEIVERS])
