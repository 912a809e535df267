"""Drivers, trips and quotes that are in order; tests break what they are about."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from convoy.domain.papers import required_kinds
from convoy.domain.quotes import submit_quote
from convoy.domain.trips import create_trip, publish_trip
from convoy.models import Driver, DriverDocument, Mission, MissionPhoto, Quote, Trip
from convoy.models.inspection import OBLIGATORY_PHOTOS
from garageflow.documents.content import PDF, CheckedFile
from garageflow.documents.domain.documents import keep_file
from garageflow.documents.registry import subject_of
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Role
from tests.factories import MemberFactory

SIGNATURE = [[[10, 10], [200, 80]]]


def today() -> date:
    return active_garage().today()


def make_driver(number: int = 1, *, country: str = "BE", documents: bool = True, **more: Any) -> Driver:
    """Active, with a profile in Antwerp and all his documents."""
    member = MemberFactory(roles=[Role.DRIVER], name=f"Driver {number}")
    driver = Driver.objects.create(
        **{
            "number": number,
            "member": member,
            "state": "active",
            "name": f"Driver {number}",
            "name_key": f"driver {number}",
            "email": member.membership.user.email,
            "language": "nl",
            "country": country,
            "postcode": "2018",
            "city": "Antwerpen",
            "latitude": 51.2033,
            "longitude": 4.4125,
            "activated_at": timezone.now(),
            "profile_completed_at": timezone.now(),
            **more,
        }
    )
    if documents:
        for kind in required_kinds(driver):
            make_document(driver, kind)
    return driver


def make_document(driver: Driver, kind: str, **more: Any) -> DriverDocument:
    paper = keep_file(
        CheckedFile(b"%PDF-", PDF), kind="test", subject=subject_of(driver), by=SYSTEM, name="x"
    )
    values = {"state": "verified", "decided_at": timezone.now(), **more}
    return DriverDocument.objects.create(driver=driver, kind=kind, document=paper, **values)


def make_trip(by: Actor, *, is_open: bool = True, **more: Any) -> Trip:
    """Antwerp to Ghent, the day after tomorrow and two days more."""
    trip = create_trip(
        **{
            "client_name": "Fleetpark",
            "make": "Škoda",
            "model_name": "Octavia",
            "fuel": "petrol",
            "from_country": "BE",
            "from_postcode": "2030",
            "from_city": "Antwerpen",
            "to_country": "BE",
            "to_postcode": "9000",
            "to_city": "Gent",
            "starts_on": today() + timedelta(days=2),
            "ends_on": today() + timedelta(days=4),
            **more,
        },
        by=by,
    )
    return publish_trip(trip, by=by, today=min(today(), trip.ends_on)) if is_open else trip


def make_quote(trip: Trip, driver: Driver, **more: Any) -> Quote:
    values = {
        "transport_amount": 2_000,
        "fuel_amount": 1_500,
        "toll_amount": 0,
        "service_amount": 9_000,
        "starts_on": trip.starts_on,
        "ends_on": trip.starts_on,
        **more,
    }
    return submit_quote(trip, driver, by=actor_of(driver), **values)


def actor_of(driver: Driver) -> Actor:
    assert driver.member is not None
    return Actor.of_member(driver.member)


def make_photos(mission: Mission, kind: str) -> None:
    for place in OBLIGATORY_PHOTOS:
        picture = keep_file(
            CheckedFile(place.value.encode(), "image/jpeg"),
            kind="convoy.photo",
            subject=subject_of(mission),
            by=SYSTEM,
            name=place.value,
        )
        MissionPhoto.objects.create(
            mission=mission, kind=kind, place=place, document=picture, client_key=f"{kind}-{place.value}"
        )


def inspection_values(**more: Any) -> dict[str, Any]:
    return {
        "client_key": "phone-key-1",
        "signed_at": timezone.now(),
        "damages": [{"x": 300, "y": 200, "kind": "scratch", "size": "small", "note": "bumper"}],
        "km": 50_000,
        "fuel_eighths": 4,
        "battery_percent": None,
        "outside": "clean",
        "inside": "clean",
        "weather": "dry",
        "accessories": ["key"],
        "note": "",
        "driver_signature": SIGNATURE,
        "counterpart_name": "An Martens",
        "counterpart_role": "Fleetpark",
        "counterpart_signature": SIGNATURE,
        "absence": "",
        "absence_note": "",
        **more,
    }
