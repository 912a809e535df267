"""One line of an old system becomes what the garage knows: new, known already, or refused with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from autopaspoort.customer_list.emails import read_email
from autopaspoort.models import Passport
from garageflow.customers.domain.merging import ids_with_identity
from garageflow.customers.identity import email_identity, name_key
from garageflow.customers.models import Customer, EmailState
from garageflow.errors import DomainError
from garageflow.moving_in.models import OldNumber
from garageflow.moving_in.report import KNOWN, NEW
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.facts import add_vehicle, set_inspection_date
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.models import OdometerReading, Vehicle
from garageflow.vehicles.plates import Plate
from stock.domain.photos import add_photos
from stock.models import Listing

Kind = OldNumber.Kind
# next_number(), or what a check takes instead: a series that is locked until it ends holds everybody up.
Numbers = Callable[..., int]
_ADDRESS = ("email", "phone", "street", "house_number", "postcode", "city")


class LineRefused(DomainError):
    """`field` names the column."""


@transaction.atomic
def take_customer(values: dict[str, Any], *, by: Actor, numbers: Numbers) -> str:
    """Whoever has the e-mail address already is that customer, and stays as the garage knows him."""
    number = values["number"]
    if OldNumber.objects.filter(kind=Kind.CUSTOMER, number=number).exists():
        return KNOWN
    # As in apply_incoming: whoever gives a customer his identity comes one after the other.
    numbers("customer", 0)
    email = read_email(values["email"])
    # Two people without a usable address are not one person: the old number tells them apart.
    identity = email_identity(email.key) if email.is_usable else f"o:{number}"
    customer = Customer.objects.filter(pk__in=ids_with_identity(identity)).order_by("pk").first()
    outcome = NEW if customer is None else KNOWN
    if customer is None:
        customer = Customer.objects.create(
            number=numbers("customer"),
            identity=identity,
            email_state=EmailState.OK if email.is_usable else EmailState.SYNTAX,
            first_name=values["first_name"],
            last_name=values["last_name"],
            name_key=name_key(values["last_name"], values["first_name"]),
            language=values["language"],
            **{name: values[name] for name in _ADDRESS},
        )
    OldNumber.objects.create(kind=Kind.CUSTOMER, number=number, customer=customer)
    return outcome


@transaction.atomic
def take_vehicle(values: dict[str, Any], *, by: Actor, numbers: Numbers) -> str:
    """Raises LineRefused for a customer who is in no file, PlateTaken."""
    keeper = _customer(values["customer"]) if values["customer"] else None
    vehicle = find_vehicle(values["number"], values["vin"], values["plate"])
    outcome = NEW if vehicle is None else KNOWN
    if vehicle is None:
        facts = {name: values[name] for name in ("vin", "make", "model_name", "fuel", "first_registered_on")}
        plate = values["plate"] if values["plate"].normalised else None
        vehicle = add_vehicle(plate=plate, by=by, number=numbers("vehicle"), **facts)
        if values["inspection_due_on"]:
            set_inspection_date(vehicle, inspection_due_on=values["inspection_due_on"], by=by)
    if values["number"]:
        OldNumber.objects.get_or_create(
            kind=Kind.VEHICLE, number=values["number"], defaults={"vehicle": vehicle}
        )
    if keeper is not None and not Passport.objects.current().filter(vehicle=vehicle).exists():
        # Not offered: nobody is written to because his garage has new software.
        Passport.objects.create(vehicle=vehicle, customer=keeper)
    return outcome


@transaction.atomic
def take_reading(values: dict[str, Any], *, by: Actor, numbers: Numbers) -> str:
    """Raises LineRefused for a vehicle that nobody knows, OdometerDropped, ReadInTheFuture."""
    vehicle = find_vehicle(values["number"], values["vin"], values["plate"])
    if vehicle is None:
        raise LineRefused(
            _("This vehicle is not known: it must be in the file of the vehicles."), field="vin"
        )
    read_on: date = values["read_on"]
    same = OdometerReading.objects.active().filter(vehicle=vehicle, read_on=read_on, km=values["km"])
    if same.exists():
        return KNOWN
    record_reading(vehicle, km=values["km"], read_on=read_on, by=by, source=OdometerReading.Source.IMPORT)
    return NEW


@transaction.atomic
def take_photo(content: bytes, *, vehicle: Vehicle, sha256: str, by: Actor, keep: bool) -> str:
    """Photos hang on vehicles in stock. Raises LineRefused. Without `keep` no file is written."""
    if OldNumber.objects.filter(kind=Kind.PHOTO, number=sha256).exists():
        return KNOWN
    listing = Listing.objects.present().filter(vehicle=vehicle).first()
    if listing is None:
        words = _(
            "This vehicle is not in stock: photos are kept of vehicles for sale. Take it into stock first."
        )
        raise LineRefused(words)
    if not keep:
        return NEW
    added = add_photos(listing, [SimpleUploadedFile("photo", content)], by=by)
    for _name, refusal in added.refused:
        raise LineRefused(refusal)
    OldNumber.objects.create(kind=Kind.PHOTO, number=sha256, vehicle=vehicle)
    return NEW


def find_vehicle(number: str, vin: str, plate: Plate) -> Vehicle | None:
    """By its old number, its VIN, or its plate; a Belgian one is a person's and moves to his next car, so it
    says nothing where the VIN is known to be another, or where several cars had it."""
    old = OldNumber.objects.select_related("vehicle").filter(kind=Kind.VEHICLE, number=number or "\n").first()
    if old is not None:
        known: Vehicle | None = old.vehicle
        return known
    if vin and (found := Vehicle.objects.filter(vin=vin).order_by("-pk").first()):
        return found
    if not plate.normalised:
        return None
    named = Vehicle.objects.filter(plate=plate.normalised, plate_country=plate.country)
    found_by_plate = [vehicle for vehicle in named[:3] if not (vin and vehicle.vin and vehicle.vin != vin)]
    return found_by_plate[0] if len(found_by_plate) == 1 else None


def _customer(number: str) -> Customer:
    old = OldNumber.objects.select_related("customer").filter(kind=Kind.CUSTOMER, number=number).first()
    if old is None or old.customer is None:
        words = _("Customer %(number)s is not known: he must be in the file of the customers.")
        raise LineRefused(words % {"number": number}, field="customer")
    customer: Customer = old.customer
    return customer
