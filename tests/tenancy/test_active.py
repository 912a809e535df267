from __future__ import annotations

import pytest
from django.db import Error, transaction

from garageflow.tenancy.active import NoActiveGarage, garage_active
from garageflow.tenancy.models import Shop


def test_rows_of_another_garage_are_invisible(peeters, dubois):
    with garage_active(peeters):
        Shop.objects.create(name="Antwerpen")
    with garage_active(dubois):
        Shop.objects.create(name="Liège")

    with garage_active(peeters):
        assert [shop.name for shop in Shop.objects.all()] == ["Antwerpen"]


def test_an_inner_garage_gives_way_to_the_outer_one(peeters, dubois):
    with garage_active(peeters):
        Shop.objects.create(name="Antwerpen")
        with garage_active(dubois):
            assert not Shop.objects.exists()

        assert [shop.name for shop in Shop.objects.all()] == ["Antwerpen"]


def test_an_inner_garage_that_failed_gives_way_too(peeters, dubois):
    with garage_active(peeters):
        Shop.objects.create(name="Antwerpen")
        with pytest.raises(ZeroDivisionError), garage_active(dubois):
            raise ZeroDivisionError

        assert Shop.objects.count() == 1


def test_a_query_without_a_garage_is_an_error(peeters):
    with pytest.raises(Error), transaction.atomic():
        Shop.objects.count()


def test_a_new_row_without_a_garage_is_an_error(peeters):
    with pytest.raises(NoActiveGarage):
        Shop(name="Nowhere")


def test_a_row_cannot_be_written_into_another_garage(peeters, dubois):
    with garage_active(peeters), pytest.raises(Error), transaction.atomic():
        Shop.objects.create(name="Liège", garage=dubois)
