"""Taking a vehicle into stock, changing what is said of it, its price, and the bin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.customers.identity import plain
from garageflow.documents.domain.documents import delete_document
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Feature, Garage, Shop
from garageflow.tenancy.numbers import next_number
from garageflow.vehicles.domain.facts import change_vehicle
from garageflow.vehicles.models import Vehicle, VehicleQuerySet
from garageflow.vehicles.plates import Plate
from stock.models import Listing, PriceChange, Sale, Status, StockChange
from stock.models.listing import BIN_DAYS, MAX_PRICE, Place

NO_PLATE = Plate("", "", "")

# What a person says of the offer itself; the rest are facts of the vehicle.
OFFER_FIELDS = (
    "vat_regime",
    "acquired_on",
    "purchase_amount",
    "supplier",
    "delivery_planned_on",
    "version",
    "body",
    "gearbox",
    "colour",
    "power_kw",
    "engine_cc",
    "doors",
    "seats",
    "co2_g_km",
    "emission_class",
    "equipment",
    "description_nl",
    "description_fr",
    "description_en",
    "notes",
)
VEHICLE_FIELDS = ("vin", "make", "model_name", "fuel", "first_registered_on")


class InStockAlready(DomainError):
    """Another vehicle in stock has this VIN or plate."""

    def __init__(self, other: Listing, field: str) -> None:
        words = _("%(vehicle)s (number %(number)s) in stock has it already.")
        super().__init__(words % {"vehicle": other.title, "number": other.number}, field=field)
        self.other = other


class WrongFact(DomainError):
    pass


@transaction.atomic
def add_listing(
    *,
    plate: Plate,
    shop: Shop,
    facts: Mapping[str, Any],
    offer: Mapping[str, Any],
    price_amount: int,
    by: Actor,
) -> Listing:
    """Take a vehicle into stock. `facts` are of VEHICLE_FIELDS, `offer` of OFFER_FIELDS, all checked.

    A vehicle that the garage knows already (a customer's car that was traded in) is taken, not made twice;
    one that was sold or thrown away before comes back. Raises InStockAlready, WrongFact.
    """
    _check(facts, price_amount)
    # The series is locked until the end: of two people who add the same car, the second one sees the first.
    next_number("vehicle", 0)
    vehicle = _known_vehicle(facts.get("vin", ""), plate)
    if vehicle is None:
        vehicle = _new_vehicle(plate, facts)
    else:
        refuse_twins(vehicle.vin, vehicle=None)
        vehicle = _filled(vehicle, plate, facts, by=by)
    listing = Listing.objects.filter(vehicle=vehicle).select_for_update().first() or Listing(vehicle=vehicle)
    listing.shop, listing.status, listing.deleted_at = shop, Status.INCOMING, None
    listing.price_amount = price_amount
    listing.reserved_by, listing.reserved_at, listing.reserved_for = None, None, ""
    for name, value in offer.items():
        setattr(listing, name, value)
    listing.save()
    if price_amount:
        PriceChange.objects.create(
            listing=listing, previous_amount=0, price_amount=price_amount, changed_by=by.member
        )
    record("stock.listing_added", vehicle, by=by, price=price_amount)
    listing.refresh_from_db()
    return listing


@transaction.atomic
def change_listing(
    listing: Listing, *, plate: Plate, facts: Mapping[str, Any], offer: Mapping[str, Any], by: Actor
) -> Listing:
    """Change vehicle and offer together. Raises InStockAlready, WrongFact, PlateTaken."""
    _check(facts, 0)
    # The vehicle first, as everywhere: whoever changes it locks the listing behind it (stock/0002).
    vehicle = Vehicle.objects.select_for_update().get(pk=listing.vehicle_id)
    refuse_twins(facts.get("vin", vehicle.vin), vehicle=vehicle)
    changed_vehicle = change_vehicle(vehicle, plate=plate, by=by, **_all_facts(vehicle, facts))
    listing = Listing.objects.select_for_update().get(pk=listing.pk)
    changed = [name for name, value in offer.items() if getattr(listing, name) != value]
    for name in changed:
        setattr(listing, name, offer[name])
    if changed:
        listing.save(update_fields=changed)
        record("stock.listing_changed", changed_vehicle, by=by, fields=changed)
    listing.refresh_from_db()
    return listing


@transaction.atomic
def set_price(listing: Listing, *, price_amount: int, by: Actor) -> Listing:
    _check({}, price_amount)
    listing = Listing.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=listing.pk)
    if listing.price_amount == price_amount:
        return listing
    PriceChange.objects.create(
        listing=listing,
        previous_amount=listing.price_amount,
        price_amount=price_amount,
        changed_by=by.member,
    )
    record("stock.price_changed", listing.vehicle, by=by, before=listing.price_amount, after=price_amount)
    listing.price_amount = price_amount
    listing.save(update_fields=["price_amount"])
    return listing


@transaction.atomic
def bin_listing(listing: Listing, *, by: Actor) -> None:
    """Raises WrongFact for a vehicle that was sold: sales are kept."""
    listing = Listing.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=listing.pk)
    if listing.is_deleted:
        return
    if listing.status in (Status.RESERVED, Status.SOLD, Status.DELIVERED):
        raise WrongFact(_("A vehicle that is reserved or sold cannot be deleted."))
    listing.deleted_at = timezone.now()
    listing.save(update_fields=["deleted_at"])
    record("stock.listing_deleted", listing.vehicle, by=by)


@transaction.atomic
def restore_listing(listing: Listing, *, by: Actor) -> None:
    """Out of the bin. Raises InStockAlready when the same car came into stock since."""
    listing = Listing.objects.select_for_update(of=("self",)).select_related("vehicle").get(pk=listing.pk)
    if not listing.is_deleted:
        return
    refuse_twins(listing.vehicle.vin, vehicle=listing.vehicle)
    listing.deleted_at = None
    listing.save(update_fields=["deleted_at"])
    record("stock.listing_restored", listing.vehicle, by=by)


def empty_bin(garage: Garage, night: date) -> int:
    """Nightly step: what has been in the bin for 30 days goes, with its photos. The vehicle itself stays."""
    before = timezone.now() - timedelta(days=BIN_DAYS)
    thrown_away = list(Listing.objects.filter(deleted_at__lt=before).order_by("pk"))
    for listing in thrown_away:
        remove_for_good(listing)
    return len(thrown_away)


@transaction.atomic
def forget_changes(garage: Garage, night: date) -> None:
    """Nightly step: one change stands for all before it. A new one, whose like nobody has seen yet: counts
    that a process remembers of an older one end there."""
    newest = StockChange.objects.create()
    StockChange.objects.filter(pk__lt=newest.pk).delete()


@transaction.atomic
def remove_for_good(listing: Listing) -> None:
    photos = list(listing.photos.select_related("large", "medium", "small"))
    Listing.objects.filter(pk=listing.pk).update(cover=None)
    listing.photos.all().delete()
    for photo in photos:
        for document in (photo.large, photo.medium, photo.small):
            delete_document(document)
    if Sale.objects.filter(listing=listing).exists():
        # Bought back, and thrown away then: the sale of before is kept.
        return
    listing.delete()


def refuse_twins(vin: str, *, vehicle: Vehicle | None) -> None:
    """Raises InStockAlready if another vehicle in stock has the VIN."""
    twin = Listing.objects.in_stock().filter(vin=vin).exclude(vehicle=vehicle).first() if vin else None
    if twin is not None:
        raise InStockAlready(twin, "vin")


def _check(facts: Mapping[str, Any], price_amount: int) -> None:
    if not 0 <= price_amount <= MAX_PRICE:
        raise WrongFact(_("This cannot be the price of a car."), field="price")
    registered = facts.get("first_registered_on")
    if registered is not None and registered > active_garage().today():
        raise WrongFact(_("This day is still to come."), field="first_registered_on")


def _known_vehicle(vin: str, plate: Plate) -> Vehicle | None:
    """By VIN; else by a plate that belongs to one vehicle and not to its holder. Locked."""
    vehicles = Vehicle.objects.select_for_update().order_by("-pk")
    if vin and (found := vehicles.filter(vin=vin).first()):
        return found
    if not plate.normalised or plate.country == "BE":
        return None
    found = vehicles.filter(plate_country=plate.country, plate=plate.normalised).first()
    if found is not None and vin and found.vin and found.vin != vin:
        raise WrongFact(_("Another vehicle has this plate, with another VIN."), field="plate")
    if found is not None and (twin := Listing.objects.in_stock().filter(vehicle=found).first()):
        raise InStockAlready(twin, "plate")
    return found


def _new_vehicle(plate: Plate, facts: Mapping[str, Any]) -> Vehicle:
    try:
        with transaction.atomic():
            return Vehicle.objects.create(
                number=next_number("vehicle"),
                plate=plate.normalised,
                plate_country=plate.country,
                plate_display=plate.display,
                **facts,
            )
    except IntegrityError as error:
        if "vehicle_plate" not in str(error):
            raise
        raise WrongFact(_("A vehicle with this plate exists already."), field="plate") from None


def _filled(vehicle: Vehicle, plate: Plate, facts: Mapping[str, Any], *, by: Actor) -> Vehicle:
    """What was typed wins; what was left empty stays as it is known."""
    known = {name: facts.get(name) or getattr(vehicle, name) for name in VEHICLE_FIELDS}
    if not plate.normalised:
        plate = plate_of(vehicle)
    return change_vehicle(vehicle, plate=plate, by=by, **known)


def _all_facts(vehicle: Vehicle, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts.get(name, getattr(vehicle, name)) for name in VEHICLE_FIELDS}


def plate_of(vehicle: Vehicle) -> Plate:
    return Plate(vehicle.plate_country, vehicle.plate, vehicle.plate_display)


def spelling_of_make(make: str) -> str:
    """As the garage writes this make already: "bmw" becomes "BMW"."""
    known = Listing.objects.filter(make_key=plain(make)).order_by("-pk").values_list("make", flat=True)
    return known.first() or make


def listings_with(numbers: Iterable[int]) -> list[Listing]:
    return list(
        Listing.objects.present().filter(number__in=numbers).select_related("vehicle").order_by("number")
    )


def numbers_in_stock(numbers: set[int]) -> set[int]:
    return set(Listing.objects.present().filter(number__in=numbers).values_list("number", flat=True))


def vehicles_in_stock(vehicles: VehicleQuerySet) -> VehicleQuerySet:
    """Those for whose Car-Pass the garage must care; all where it does not sell cars."""
    if not active_garage().has_feature(Feature.STOCK):
        return vehicles
    return vehicles.filter(listing__place=Place.STOCK).exclude(listing__status=Status.SOLD)
