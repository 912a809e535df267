"""A vehicle's way through the garage: moved, reserved, sold, handed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from carpass.models import CarPassDocument
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Shop
from garageflow.ui.templatetags.ui import day
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.models import OdometerReading, Vehicle
from stock.models import BuyerKind, Listing, Sale, Status
from stock.models.listing import FREE_STATUSES


class NotNow(DomainError):
    """The vehicle is not in a state in which this can be done."""


class CertificateMissing(DomainError):
    """A private buyer must get a certificate that is valid on the day of the handover."""

    field = "delivered_on"


@dataclass(frozen=True, slots=True)
class Buyer:
    kind: BuyerKind
    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    vat_number: str = ""


@transaction.atomic
def move_listings(numbers: Iterable[int], *, status: str, by: Actor) -> tuple[int, int]:
    """Give many vehicles a status. Returns how many were changed, and how many could not be.

    Reserved, sold and delivered are reached by their own way only, since they need to know for whom.
    """
    if status not in FREE_STATUSES:
        raise NotNow(_("Reserve, sell and deliver a vehicle on its own page."))
    listings = _locked(numbers)
    free = [listing for listing in listings if listing.status in FREE_STATUSES]
    changed = [listing for listing in free if listing.status != status]
    Listing.objects.filter(pk__in=[listing.pk for listing in changed]).update(status=status)
    for listing in changed:
        record("stock.status_changed", listing.vehicle, by=by, before=listing.status, after=status)
    return len(changed), len(listings) - len(free)


@transaction.atomic
def move_to_shop(numbers: Iterable[int], *, shop: Shop, by: Actor) -> int:
    changed = [listing for listing in _locked(numbers) if listing.shop_id != shop.pk]
    Listing.objects.filter(pk__in=[listing.pk for listing in changed]).update(shop=shop)
    for listing in changed:
        record("stock.shop_changed", listing.vehicle, by=by, shop=shop.name)
    return len(changed)


@transaction.atomic
def reserve_listing(
    listing: Listing, *, member: Member, reserved_for: str, delivery_planned_on: date | None, by: Actor
) -> Listing:
    """Raises NotNow when somebody was quicker."""
    listing = _locked_one(listing)
    if listing.status not in FREE_STATUSES:
        raise NotNow(_("This vehicle is reserved or sold already."))
    listing.status, listing.reserved_by = Status.RESERVED, member
    listing.reserved_for, listing.reserved_at = reserved_for, timezone.now()
    listing.delivery_planned_on = delivery_planned_on
    listing.save(
        update_fields=["status", "reserved_by", "reserved_for", "reserved_at", "delivery_planned_on"]
    )
    record("stock.reserved", listing.vehicle, by=by, reserved_for=reserved_for, member=member.name)
    return listing


@transaction.atomic
def release_listing(listing: Listing, *, by: Actor) -> Listing:
    """Back to being for sale."""
    listing = _locked_one(listing)
    if listing.status != Status.RESERVED:
        raise NotNow(_("This vehicle is not reserved."))
    _free(listing)
    record("stock.released", listing.vehicle, by=by)
    return listing


@transaction.atomic
def sell_listing(
    listing: Listing,
    *,
    buyer: Buyer,
    price_amount: int,
    sold_on: date,
    delivery_planned_on: date | None,
    by: Actor,
) -> Sale:
    """Raises NotNow when it is sold already, or sold on a day to come."""
    listing = _locked_one(listing)
    if listing.status in (Status.SOLD, Status.DELIVERED):
        raise NotNow(_("This vehicle is sold already."))
    if sold_on > active_garage().today():
        raise NotNow(_("This day is still to come."), field="sold_on")
    sale = Sale.objects.create(
        listing=listing,
        buyer_kind=buyer.kind,
        buyer_name=buyer.name,
        buyer_email=buyer.email,
        buyer_phone=buyer.phone,
        buyer_address=buyer.address,
        buyer_vat_number=buyer.vat_number,
        price_amount=price_amount,
        sold_on=sold_on,
        sold_by=by.member,
    )
    listing.status, listing.delivery_planned_on = Status.SOLD, delivery_planned_on
    listing.save(update_fields=["status", "delivery_planned_on"])
    record("stock.sold", listing.vehicle, by=by, buyer=buyer.name, price=price_amount)
    return sale


@transaction.atomic
def cancel_sale(listing: Listing, *, by: Actor) -> Listing:
    """The buyer stepped back before the handover."""
    listing = _locked_one(listing)
    sale = open_sale(listing)
    if listing.status != Status.SOLD or sale is None:
        raise NotNow(_("This vehicle is not sold, or handed over already."))
    sale.cancelled_at = timezone.now()
    sale.save(update_fields=["cancelled_at"])
    _free(listing)
    record("stock.sale_cancelled", listing.vehicle, by=by, buyer=sale.buyer_name)
    return listing


@transaction.atomic
def deliver_listing(listing: Listing, *, delivered_on: date, km: int | None, by: Actor) -> Sale:
    """Hand a sold vehicle over. Raises NotNow, CertificateMissing, and what record_reading() raises."""
    # The vehicle first: the reading locks it too, and its trigger the listing behind it.
    Vehicle.objects.select_for_update().get(pk=listing.vehicle_id)
    listing = _locked_one(listing)
    sale = open_sale(listing)
    if listing.status != Status.SOLD or sale is None:
        raise NotNow(_("Only a vehicle that is sold can be handed over."))
    if not sale.sold_on <= delivered_on <= active_garage().today():
        raise NotNow(_("The handover lies between the sale and today."), field="delivered_on")
    certificate = certificate_on(listing.vehicle, delivered_on)
    if sale.is_private and needs_certificate(listing.vehicle) and certificate is None:
        raise CertificateMissing(
            _("No Car-Pass certificate is valid on %(day)s. A private buyer must receive one.")
            % {"day": day(delivered_on)}
        )
    if km is not None:
        record_reading(
            listing.vehicle, km=km, read_on=delivered_on, by=by, source=OdometerReading.Source.SALE
        )
    sale.delivered_on, sale.delivered_km = delivered_on, km
    if certificate is not None:
        sale.certificate_number, sale.certificate_valid_until = certificate.number, certificate.valid_until
    sale.save(update_fields=["delivered_on", "delivered_km", "certificate_number", "certificate_valid_until"])
    listing.status = Status.DELIVERED
    listing.save(update_fields=["status"])
    record("stock.delivered", listing.vehicle, by=by, buyer=sale.buyer_name, delivered_on=str(delivered_on))
    return sale


def open_sale(listing: Listing) -> Sale | None:
    return Sale.objects.open().filter(listing=listing).order_by("-pk").first()


def needs_certificate(vehicle: Vehicle) -> bool:
    """The seller of a used vehicle hands a private buyer a certificate with its kilometres.

    Law of 11 June 2004, articles 3 and 4; it is valid for two months (Royal Decree of 26 August 2006); seen
    2026-11-21. Only in Belgium, and only for vehicles that Car-Pass knows.
    """
    return active_garage().country == "BE" and vehicle.why_no_car_pass is None


def certificate_on(vehicle: Vehicle, delivered_on: date) -> CarPassDocument | None:
    """The newest certificate that is valid on this day; issued on it is early enough."""
    certificates = CarPassDocument.objects.certificates().valid().filter(vehicle=vehicle)
    return (
        certificates.filter(issued_on__lte=delivered_on, valid_until__gte=delivered_on).newest_first().first()
    )


def _free(listing: Listing) -> None:
    listing.status, listing.delivery_planned_on = Status.FOR_SALE, None
    listing.reserved_by, listing.reserved_at, listing.reserved_for = None, None, ""
    listing.save(
        update_fields=["status", "reserved_by", "reserved_at", "reserved_for", "delivery_planned_on"]
    )


def _locked(numbers: Iterable[int]) -> list[Listing]:
    """In the order of their keys: two people who change the same rows wait for each other."""
    return list(
        Listing.objects.in_stock()
        .filter(number__in=set(numbers))
        .select_related("vehicle")
        .select_for_update(of=("self",))
        .order_by("pk")
    )


def _locked_one(listing: Listing) -> Listing:
    listing = Listing.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=listing.pk)
    if listing.is_deleted:
        raise NotNow(_("This vehicle lies in the bin."))
    return listing
