"""Drivers: getting in by a signed contract, the profile, leaving."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.domain.papers import add_document
from convoy.models import Driver
from convoy.models.driver import DocumentKind
from garageflow.audit.domain import record
from garageflow.crypto import decrypt, encrypt
from garageflow.documents.domain.documents import store_document
from garageflow.errors import DomainError
from garageflow.geo.places import place_of
from garageflow.mail.domain.outbox import queue_mail
from garageflow.members.domain.outside import give_outside_role
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Role
from garageflow.tenancy.numbers import next_number

ACTIVATED_MAIL = "convoy.driver_activated"


class DriverExists(DomainError):
    field = "email"


class DriverNotSuspended(DomainError):
    pass


class DriverNotActive(DomainError):
    pass


class PlaceUnknown(DomainError):
    field = "postcode"


def name_key(name: str) -> str:
    """Lower case, without accents: a stored sort key (house style, section 5)."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))[:100]


@transaction.atomic
def create_driver(*, email: str, name: str, language: str, country: str, phone: str, by: Actor) -> Driver:
    """Without a contract he has no access. Raises DriverExists."""
    email = email.lower()
    if Driver.objects.filter(email=email).exists():
        raise DriverExists(_("There is a driver with this address already."))
    driver = Driver.objects.create(
        number=next_number("drivers"),
        name=name,
        name_key=name_key(name),
        email=email,
        language=language,
        country=country,
        phone=phone,
    )
    record("convoy.driver_created", driver, by=by)
    return driver


@transaction.atomic
def add_contract(
    driver: Driver,
    *,
    upload: File[bytes],
    issued_on: date | None,
    valid_until_on: date | None,
    has_mandate: bool,
    by: Actor,
) -> Driver:
    """The signed contract: with the first one the driver gets in, and is told by e-mail."""
    driver = _locked(driver)
    add_document(
        driver,
        kind=DocumentKind.CONTRACT,
        upload=upload,
        issued_on=issued_on,
        valid_until_on=valid_until_on,
        by=by,
        is_verified=True,
    )
    driver.has_mandate = has_mandate
    driver.save(update_fields=["has_mandate"])
    if driver.state == Driver.State.CREATED:
        activate(driver, by=by)
    return driver


def activate(driver: Driver, *, by: Actor) -> None:
    """Called with the driver locked and his contract in place."""
    driver.member = give_outside_role(
        email=driver.email, name=driver.name, phone=driver.phone, language=driver.language, role=Role.DRIVER
    )
    driver.state, driver.activated_at = Driver.State.ACTIVE, timezone.now()
    driver.save(update_fields=["member", "state", "activated_at"])
    queue_mail(
        ACTIVATED_MAIL,
        to=driver.email,
        language=driver.language,
        idempotency_key=f"{ACTIVATED_MAIL}:{driver.pk}",
        subject_id=driver.pk,
    )
    record("convoy.driver_activated", driver, by=by)


@transaction.atomic
def suspend_driver(driver: Driver, *, by: Actor) -> Driver:
    """He sees his account and his past, and gets no new missions. Raises DriverNotActive."""
    driver = _locked(driver)
    if driver.state != Driver.State.ACTIVE:
        raise DriverNotActive(_("This driver is not active."))
    driver.state = Driver.State.SUSPENDED
    driver.save(update_fields=["state"])
    record("convoy.driver_suspended", driver, by=by)
    return driver


@transaction.atomic
def resume_driver(driver: Driver, *, by: Actor) -> Driver:
    """Raises DriverNotSuspended."""
    driver = _locked(driver)
    if driver.state != Driver.State.SUSPENDED:
        raise DriverNotSuspended(_("This driver is not suspended."))
    driver.state = Driver.State.ACTIVE
    driver.save(update_fields=["state"])
    record("convoy.driver_resumed", driver, by=by)
    return driver


@transaction.atomic
def change_profile(driver: Driver, *, by: Actor, **values: Any) -> Driver:
    """General facts. The home's place is looked up, and a complete address opens the other pages.

    Raises PlaceUnknown for a postcode that no place has.
    """
    driver = _locked(driver)
    for name, value in values.items():
        setattr(driver, name, value)
    place = place_of(driver.country, driver.postcode, driver.city)
    if place is None:
        raise PlaceUnknown(_("We do not know this postcode. Check it and the country."))
    driver.latitude, driver.longitude = place.latitude, place.longitude
    driver.city = driver.city or place.city
    driver.name_key = name_key(driver.name)
    if driver.profile_completed_at is None:
        driver.profile_completed_at = timezone.now()
    driver.save()
    record("convoy.driver_changed", driver, by=by, fields=sorted(values))
    return driver


@transaction.atomic
def change_facts(driver: Driver, *, by: Actor, **values: Any) -> Driver:
    """Alerts, billing: fields that stand alone."""
    driver = _locked(driver)
    changed = [name for name, value in values.items() if getattr(driver, name) != value]
    if changed:
        for name in changed:
            setattr(driver, name, values[name])
        driver.save(update_fields=changed)
        record("convoy.driver_changed", driver, by=by, fields=sorted(changed))
    return driver


@transaction.atomic
def change_licence(
    driver: Driver, *, number: str, categories: str, country: str, until: date | None, by: Actor
) -> Driver:
    """The number is encrypted at rest; an empty one leaves the known one."""
    driver = _locked(driver)
    if number:
        driver.encrypted_licence_number = encrypt(number)
    driver.licence_categories, driver.licence_country, driver.licence_until = categories, country, until
    driver.save(
        update_fields=["encrypted_licence_number", "licence_categories", "licence_country", "licence_until"]
    )
    record("convoy.driver_changed", driver, by=by, fields=["licence"])
    return driver


def licence_number(driver: Driver) -> str:
    return decrypt(driver.encrypted_licence_number) if driver.encrypted_licence_number else ""


@transaction.atomic
def set_photo(driver: Driver, *, upload: File[bytes], by: Actor) -> None:
    """Raises FileRefused."""
    driver = _locked(driver)
    driver.photo = store_document(upload, kind="convoy.photo", subject=driver, by=by)
    driver.save(update_fields=["photo"])


def _locked(driver: Driver) -> Driver:
    return Driver.objects.select_for_update().get(pk=driver.pk)
