from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from carpass.domain.accounts import add_account
from carpass.models import CarPassAccount, OdometerReport
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Shop
from tests.factories import VehicleFactory


class ShopFactory(DjangoModelFactory):
    class Meta:
        model = Shop

    name = factory.Sequence(lambda n: f"Shop {n}")


class BelgianVehicleFactory(VehicleFactory):
    vin = factory.Sequence(lambda n: f"WVWZZZ1KZ8W{n:06d}")
    plate = factory.Sequence(lambda n: f"1ABC{n:03d}")
    plate_country = "BE"
    plate_display = factory.LazyAttribute(lambda o: o.plate)


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = OdometerReport

    vehicle = factory.SubFactory(BelgianVehicleFactory)
    shop = factory.SubFactory(ShopFactory)
    vin = factory.SelfAttribute("vehicle.vin")
    km = 60_123
    work_date = date(2026, 11, 20)


def account_for_tests(shop: Shop, **values: object) -> CarPassAccount:
    facts = {
        "enterprise_number": "0880498395",
        "organisation_name": "Garage Peeters",
        "user_name": "2000000196",
        "password": "secret",
        "language": "en",
    }
    return add_account(shop=shop, by=SYSTEM, **{**facts, **values})
