"""The customer profile: one vehicle, its passport, its owner, and what happened to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from autopaspoort.domain.fleets import put_in_fleet
from autopaspoort.domain.passports import correct_email, has_something_to_send
from autopaspoort.domain.statements import OFFER_MAIL
from autopaspoort.models import Fleet, Passport
from garageflow.audit.models import Entry, EntryQuerySet
from garageflow.customers.domain.customer import change_customer
from garageflow.customers.identity import plate_identity
from garageflow.customers.models import Customer
from garageflow.mail.models import OutboxMail, OutboxMailQuerySet
from garageflow.tenancy.actor import Actor
from garageflow.vehicles.domain.facts import change_vehicle
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.plates import Plate, normalise_plate

UNCHANGED = object()


def profile_of(number: int) -> Passport | None:
    """The passport of the vehicle with this number: the present one, else the one archived last."""
    return (
        Passport.objects.filter(vehicle__number=number)
        .select_related("vehicle", "customer", "fleet")
        .with_mail_facts()
        .present_first()
        .first()
    )


def asks_to_send(passport: Passport) -> bool:
    """Whether leaving the profile asks: also after an address was corrected to which nothing went yet.

    `passport` as profile_of() gives it.
    """
    facts: Any = passport
    if facts.wants_no_mails or not passport.customer.has_usable_email:
        return False
    if passport.state == Passport.State.OFFERED:
        return bool(facts.was_sent_elsewhere)
    return has_something_to_send(passport)


def numbers_with_plate(plate: str) -> list[int]:
    """Of vehicles with a passport: none, one, or (in Belgium, where plates move) the first two."""
    found = Passport.objects.filter(vehicle__plate=normalise_plate(plate)).order_by("vehicle__number")
    return list(found.values_list("vehicle__number", flat=True).distinct()[:2])


def holder_of(country: str, plate: str) -> Passport | None:
    """The accepted passport that keeps this plate (normalised) from anybody else."""
    return (
        Passport.objects.filter(
            state=Passport.State.ACCEPTED, vehicle__plate_country=country, vehicle__plate=plate
        )
        .select_related("vehicle", "customer")
        .first()
    )


def mails_of(passport: Passport) -> OutboxMailQuerySet:
    return OutboxMail.objects.filter(kind=OFFER_MAIL, subject_id=passport.pk).newest_first()


def events_of(passport: Passport) -> EntryQuerySet:
    """What happened to the passport, the vehicle and the owner, newest first."""
    entries = Entry.objects
    about_all = entries.about(passport) | entries.about(passport.vehicle) | entries.about(passport.customer)
    return about_all.newest_first()


@transaction.atomic
def change_passport_vehicle(
    passport: Passport,
    *,
    plate: Plate,
    vin: str,
    make: str,
    model_name: str,
    fuel: str,
    first_registered_on: date | None,
    by: Actor,
) -> Vehicle:
    """change_vehicle(); an owner without a usable address is known by his plate, so his key follows it."""
    before, customer = passport.vehicle, passport.customer
    known_by = plate_identity(before.plate_country, before.plate)
    vehicle = change_vehicle(
        before,
        plate=plate,
        vin=vin,
        make=make,
        model_name=model_name,
        fuel=fuel,
        first_registered_on=first_registered_on,
        by=by,
    )
    now_by = plate_identity(vehicle.plate_country, vehicle.plate)
    if customer.identity == known_by != now_by and not Customer.objects.filter(identity=now_by).exists():
        customer.identity = now_by
        customer.save(update_fields=["identity"])
    return vehicle


@transaction.atomic
def change_owner(
    passport: Passport, *, email: str, by: Actor, fleet: Fleet | None | object = UNCHANGED, **values: Any
) -> Passport:
    """change_customer() for everything but the address, which is given by correct_email(), and the fleet
    account, which is of the car."""
    if fleet is None or isinstance(fleet, Fleet):
        passport = put_in_fleet(passport, fleet, by=by)
    customer = change_customer(passport.customer, **values, by=by)
    if email == customer.email:
        return passport
    return correct_email(passport, email=email, by=by, send=False)
