from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage, Role, Shop
from stock.models import Listing, Status
from tests.conftest import client_of
from tests.factories import MemberFactory, VehicleFactory

MakeListing = Callable[..., Listing]


@pytest.fixture
def sales(peeters: Garage) -> Actor:
    peeters.features = ["stock", "car_pass", "autopaspoort"]
    peeters.save()
    with garage_active(peeters):
        return Actor.of_member(MemberFactory(roles=[Role.SALES], name="Nadia"))


@pytest.fixture
def as_sales(sales: Actor) -> Client:
    return client_of(sales)


@pytest.fixture
def make_listing() -> MakeListing:
    """In the garage that is active."""

    def make(*, status: str = Status.FOR_SALE, price_amount: int = 1_500_000, **vehicle: Any) -> Listing:
        shop = Shop.objects.first() or Shop.objects.create(name="Antwerpen")
        values = {"plate_country": "BE", "plate": "1ABC482", "plate_display": "1-ABC-482", **vehicle}
        listing = Listing.objects.create(
            vehicle=VehicleFactory(**values),
            shop=shop,
            status=status,
            price_amount=price_amount,
            acquired_on=date(2026, 11, 1),
        )
        listing.refresh_from_db()
        return listing

    return make
