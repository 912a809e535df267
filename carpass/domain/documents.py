"""Car-Passes of a vehicle: from the service or by hand, revoked, and the date that the vehicle carries."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from carpass.models import CarPassDocument
from carpass.status import last_day_of
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.models import Vehicle

_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DOMAIN = "car-pass.be"


class NotALink(DomainError):
    field = "link"


class IssuedInTheFuture(DomainError):
    field = "issued_on"


class DocumentKnown(DomainError):
    pass


class DocumentRevoked(DomainError):
    pass


def read_link(text: str) -> str:
    """The guid of a history link, from the guid alone or from the whole address. Raises NotALink."""
    text = text.strip().lower()
    found = _GUID.search(text)
    if found and (found[0] == text or _is_address_of_car_pass(text)):
        return found[0]
    raise NotALink(
        _("This is not a link of Car-Pass: it looks like %(example)s")
        % {"example": "https://public.car-pass.be/vhr/…"}
    )


@transaction.atomic
def add_history_link(
    vehicle: Vehicle, *, link: str, issued_on: date, km: int | None, by: Actor
) -> CarPassDocument:
    """By hand. Raises NotALink, IssuedInTheFuture and DocumentKnown."""
    document = CarPassDocument(
        kind=CarPassDocument.Kind.HISTORY_LINK, guid=read_link(link), km=km, issued_on=issued_on
    )
    return _add_by_hand(vehicle, document, by=by)


@transaction.atomic
def add_certificate(
    vehicle: Vehicle, *, number: str, issued_on: date, km: int | None, by: Actor
) -> CarPassDocument:
    """By hand. Raises IssuedInTheFuture and DocumentKnown."""
    document = CarPassDocument(
        kind=CarPassDocument.Kind.CERTIFICATE,
        number="".join(number.split()).upper(),
        km=km,
        issued_on=issued_on,
    )
    return _add_by_hand(vehicle, document, by=by)


@transaction.atomic
def keep_history_link(
    vehicle: Vehicle, *, guid: str, issued_on: date, valid_until: date, km: int, by: Actor
) -> CarPassDocument:
    """What the service gave. A guid that is known already is not added a second time."""
    _lock(vehicle)
    known = CarPassDocument.objects.filter(guid=guid).first()
    if known is not None:
        return known
    document = CarPassDocument(
        kind=CarPassDocument.Kind.HISTORY_LINK,
        guid=guid,
        issued_on=issued_on,
        valid_until=valid_until,
        km=km,
        source=CarPassDocument.Source.SERVICE,
    )
    return _add(vehicle, document, by=by)


@transaction.atomic
def revoke_document(document: CarPassDocument, *, by: Actor) -> None:
    """It counts no more. Raises DocumentRevoked if that was said before."""
    vehicle = _lock(document.vehicle)
    document = CarPassDocument.objects.select_for_update().get(pk=document.pk)
    if document.revoked_at is not None:
        raise DocumentRevoked(_("This Car-Pass is revoked already."))
    document.revoked_at = timezone.now()
    document.save(update_fields=["revoked_at"])
    write_date(vehicle)
    record("carpass.document_revoked", vehicle, by=by, number=document.number or document.guid)


@transaction.atomic
def set_exclusion(vehicle: Vehicle, *, exclusion: str, by: Actor) -> None:
    """Why the vehicle needs no Car-Pass (CarPassExclusion); empty: it does need one."""
    vehicle = _lock(vehicle)
    if vehicle.car_pass_exclusion == exclusion:
        return
    vehicle.car_pass_exclusion = exclusion
    vehicle.save(update_fields=["car_pass_exclusion"])
    record("carpass.exclusion_set", vehicle, by=by, exclusion=exclusion)


def write_date(vehicle: Vehicle) -> None:
    """The vehicle's date from its documents: the newest history link that was not revoked."""
    newest = newest_history_link(vehicle)
    valid_until = newest.valid_until if newest else None
    if vehicle.car_pass_valid_until != valid_until:
        vehicle.car_pass_valid_until = valid_until
        vehicle.save(update_fields=["car_pass_valid_until"])


def newest_history_link(vehicle: Vehicle) -> CarPassDocument | None:
    return CarPassDocument.objects.filter(vehicle=vehicle).valid().history_links().newest_first().first()


def pdfs_of(vehicle: Vehicle) -> QuerySet[CarPassDocument, int]:
    """The ids of the files that stand among the vehicle's attachments."""
    documents = CarPassDocument.objects.filter(vehicle=vehicle, pdf__isnull=False)
    return documents.values_list("pdf", flat=True)


def certificate_valid_on(vehicle: Vehicle, day: date) -> CarPassDocument | None:
    """The certificate with which the vehicle may be handed over to a private buyer on this day.

    A history link is none: the buyer receives the certificate of an inspection centre, at most two months
    old (law of 11 June 2004, article 5; car-pass.be/en/sell, seen 2026-11-21).
    """
    certificates = CarPassDocument.objects.filter(vehicle=vehicle).valid().certificates()
    return certificates.filter(issued_on__lte=day, valid_until__gte=day).newest_first().first()


def _add_by_hand(vehicle: Vehicle, document: CarPassDocument, *, by: Actor) -> CarPassDocument:
    if document.issued_on > active_garage().today():
        raise IssuedInTheFuture(_("This day is still to come."))
    document.valid_until = last_day_of(document.issued_on)
    document.source = CarPassDocument.Source.HAND
    return _add(_lock(vehicle), document, by=by)


def _add(vehicle: Vehicle, document: CarPassDocument, *, by: Actor) -> CarPassDocument:
    document.vehicle = vehicle
    document.created_by = by.member
    try:
        with transaction.atomic():
            document.save()
    except IntegrityError as error:
        if "car_pass_document_guid" not in str(error) and "car_pass_document_number" not in str(error):
            raise
        raise DocumentKnown(_("This Car-Pass has been entered already.")) from None
    write_date(Vehicle.objects.select_for_update().get(pk=vehicle.pk))
    record(
        "carpass.document_added",
        vehicle,
        by=by,
        kind=document.kind,
        number=document.number or document.guid,
        valid_until=document.valid_until.isoformat(),
    )
    return document


def _lock(vehicle: Vehicle) -> Vehicle:
    return Vehicle.objects.select_for_update().get(pk=vehicle.pk)


def _is_address_of_car_pass(text: str) -> bool:
    try:
        host = urlsplit(text).hostname or ""
    except ValueError:
        return False
    return (
        host == _DOMAIN
        or host.endswith(f".{_DOMAIN}")
        or host == urlsplit(settings.CARPASS_PUBLIC_URL).hostname
    )
