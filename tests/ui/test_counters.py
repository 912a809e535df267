from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from garageflow.tenancy.active import garage_active
from garageflow.ui.counters import count, count_of
from garageflow.vehicles.models import Vehicle
from tests.factories import GarageFactory, VehicleFactory

pytestmark = pytest.mark.django_db


def vehicles(request: Any) -> Any:
    return Vehicle.objects.all()


def without_plate(request: Any) -> Any:
    return Vehicle.objects.filter(plate="")


def nothing(request: Any) -> Any:
    return Vehicle.objects.none()


def test_all_are_counted_in_one_statement_and_once(django_assert_num_queries: Any):
    garage, other = GarageFactory(), GarageFactory()
    with garage_active(other):
        VehicleFactory()
    with garage_active(garage):
        VehicleFactory.create_batch(2)
        VehicleFactory(plate="")
        request: Any = SimpleNamespace(garage=garage)

        with django_assert_num_queries(1):
            counts = count(request, [vehicles, without_plate, nothing, vehicles])
            again = count_of(request, vehicles)

    assert counts == {vehicles: 3, without_plate: 1, nothing: 0}
    assert again == 3
