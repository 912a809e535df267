"""Car-Pass in a demo garage: accounts, documents in every state, and what the simulator's register knows."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from django.conf import settings

from carpass.domain.accounts import add_account
from carpass.models import CarPassAccount, CarPassDocument
from carpass.simulator.register import Account, KnownReading, KnownVehicle, Observed, Register
from carpass.status import last_day_of
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Shop
from garageflow.vehicles.models import OdometerReading, Vehicle

REGISTER = "carpass-register.sqlite3"
_PASSWORD = "teller-eerlijk-afgelezen"  # noqa: S105 - made to be read, as all of the demo
# Days since it was issued, one after the other: most are valid, some about to expire, some expired.
_AGES = (3, 9, 15, 20, 26, 31, 36, 40, 44, 49, 53, 57, 59, 66, 80, 110)
_MISSING_OF = 8
_WITHOUT_STOCK = 24


def forget_register() -> None:
    """A new demo has a new register; a simulator that runs sees it at once."""
    register = Register(Path(settings.VAR_DIR) / REGISTER)
    register.start_over(accounts=())
    register.close()


def fill_car_pass(random: Random) -> None:
    garage = active_garage()
    accounts = _add_accounts()
    readings: dict[int, list[OdometerReading]] = {}
    for reading in OdometerReading.objects.active().order_by("read_on", "pk"):
        readings.setdefault(reading.vehicle_id, []).append(reading)
    vehicles = [
        vehicle for vehicle in Vehicle.objects.exclude(vin="").order_by("pk") if vehicle.pk in readings
    ]
    documents = _add_documents(_for_sale(vehicles), readings, garage.today(), random)
    register = Register(Path(settings.VAR_DIR) / REGISTER)
    register.learn(
        accounts=accounts,
        vehicles=[_known_vehicle(vehicle, random) for vehicle in vehicles],
        readings=[
            known
            for place, vehicle in enumerate(vehicles)
            for known in _known_readings(place, vehicle, readings[vehicle.pk], random)
        ],
        observations=[_observed(document, accounts[0]) for document in documents if document.guid],
    )
    register.close()


def _add_accounts() -> list[Account]:
    """One per shop; that of the second one has a wrong password, as it happens."""
    garage, known = active_garage(), []
    number = garage.vat_number.removeprefix("BE")
    for place, shop in enumerate(Shop.objects.order_by("pk")):
        name = f"{garage.name} {shop.name}"
        known.append(Account(shop.establishment_number, _PASSWORD, number, shop.establishment_number, name))
        account = add_account(
            shop=shop,
            enterprise_number=number,
            organisation_name=shop.establishment_number,
            user_name=shop.establishment_number,
            password=_PASSWORD if place == 0 else "vergeten",
            language=garage.default_language,
            by=SYSTEM,
        )
        # As if somebody had tested it this week.
        CarPassAccount.objects.filter(pk=account.pk).update(
            connection="ok" if place == 0 else "failed",
            answer=f"{name} ({shop.establishment_number})" if place == 0 else "401",
            tested_at=datetime.combine(garage.today() - timedelta(days=2), time(9, 12), UTC),
        )
    return known


def _for_sale(vehicles: Sequence[Vehicle]) -> list[Vehicle]:
    """The stock if there is one, else some of the customers' cars."""
    stock = set(Vehicle.objects.filter(listing__isnull=False).values_list("pk", flat=True))
    belgian = [vehicle for vehicle in vehicles if vehicle.why_no_car_pass is None]
    chosen = [vehicle for vehicle in belgian if vehicle.pk in stock] if stock else belgian[:_WITHOUT_STOCK]
    return [vehicle for place, vehicle in enumerate(chosen) if place % _MISSING_OF != _MISSING_OF - 1]


def _add_documents(
    vehicles: Sequence[Vehicle],
    readings: dict[int, list[OdometerReading]],
    today: date,
    random: Random,
) -> list[CarPassDocument]:
    """Written at once, with the date on the vehicle that the domain would write one by one."""
    documents = []
    for place, vehicle in enumerate(vehicles):
        issued_on = today - timedelta(days=_AGES[place % len(_AGES)])
        reading = readings[vehicle.pk][-1]
        vehicle.car_pass_valid_until = last_day_of(issued_on)
        documents.append(
            CarPassDocument(
                vehicle=vehicle,
                kind=CarPassDocument.Kind.HISTORY_LINK,
                guid=str(uuid.UUID(int=random.getrandbits(128), version=4)),
                issued_on=issued_on,
                valid_until=last_day_of(issued_on),
                km=reading.km,
                source=CarPassDocument.Source.SERVICE,
            )
        )
        if place % 6 == 0:
            documents.append(
                CarPassDocument(
                    vehicle=vehicle,
                    kind=CarPassDocument.Kind.CERTIFICATE,
                    number=f"{random.randrange(10**9, 10**10)}",
                    issued_on=issued_on,
                    valid_until=last_day_of(issued_on),
                    km=reading.km,
                    source=CarPassDocument.Source.HAND,
                )
            )
    CarPassDocument.objects.bulk_create(documents)
    # As in building.py: bulk_update() would write a CASE with a branch for each.
    Vehicle.objects.bulk_create(
        vehicles, update_conflicts=True, unique_fields=["id"], update_fields=["car_pass_valid_until"]
    )
    return documents


def _known_vehicle(vehicle: Vehicle, random: Random) -> KnownVehicle:
    """Now and then one that the register does not know before tomorrow."""
    soon = datetime.combine(active_garage().today() + timedelta(days=1), time(4), UTC).isoformat()
    is_unknown = random.random() < 0.02
    return KnownVehicle(vehicle.vin, vehicle.title, vehicle.first_registered_on, soon if is_unknown else None)


def _known_readings(
    place: int, vehicle: Vehicle, readings: list[OdometerReading], random: Random
) -> list[KnownReading]:
    """What the garage read, what others read before, and now and then what nobody here knows of."""
    known = [KnownReading(vehicle.vin, reading.km, reading.read_on, "garage") for reading in readings]
    oldest, newest = readings[0], readings[-1]
    earlier = round(oldest.km * random.uniform(0.55, 0.9))
    before = KnownReading(vehicle.vin, earlier, oldest.read_on - timedelta(days=370), "keuring")
    hidden = KnownReading(vehicle.vin, newest.km + 38_412, newest.read_on - timedelta(days=40), "keuring")
    return [before, *known, *([hidden] if place % 17 == 11 else [])]


def _observed(document: CarPassDocument, account: Account) -> Observed:
    issued_at = datetime.combine(document.issued_on, time(9, 30), UTC)
    return Observed(
        guid=document.guid,
        user_name=account.user_name,
        vin=document.vehicle.vin,
        km=document.km or 0,
        observed_on=document.issued_on.isoformat(),
        language=active_garage().default_language,
        created_at=issued_at.timestamp(),
        status="accepted",
    )
