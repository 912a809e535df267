"""Counts are those of the stock as it is, and are asked for once while it does not change."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from garageflow.tenancy.active import garage_active
from garageflow.vehicles.models import OdometerReading, Vehicle
from stock.domain.listings import forget_changes
from stock.models import Listing, StockChange

LIST = "/g/peeters/stock/"


def counted_anew(client, address=LIST):
    """(whether the database was asked, the page)."""
    with CaptureQueriesContext(connection) as queries:
        text = client.get(address).text
    return any("groups_by_day" in query["sql"] for query in queries), text


def read_odometer(listing):
    OdometerReading.objects.create(
        vehicle=listing.vehicle,
        km=90_000,
        value=90_000,
        unit="km",
        read_on=date(2026, 11, 1),
        source="workshop",
    )


CHANGES = {
    "saved": lambda listing: listing.save(),
    "updated": lambda listing: Listing.objects.update(price_amount=1_234_500),
    "sold": lambda listing: Listing.objects.filter(pk=listing.pk).update(status="sold"),
    "removed": lambda listing: Listing.objects.filter(pk=listing.pk).delete(),
    "renamed": lambda listing: Vehicle.objects.filter(pk=listing.vehicle_id).update(make="Kia"),
    "Car-Pass": lambda listing: Vehicle.objects.filter(pk=listing.vehicle_id).update(
        car_pass_valid_until=date(2027, 1, 1)
    ),
    "odometer": read_odometer,
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_counted(as_sales, in_peeters, make_listing, change):
    make_listing(plate="1AAA111")
    listing = make_listing(plate="1AAA112")
    as_sales.get(LIST)
    assert not counted_anew(as_sales)[0]

    with garage_active(listing.garage):
        CHANGES[change](listing)

    assert counted_anew(as_sales)[0]
    assert not counted_anew(as_sales)[0]


def test_a_new_vehicle_is_counted(as_sales, in_peeters, make_listing):
    make_listing(plate="1AAA111")
    assert "1 vehicle" in counted_anew(as_sales)[1]

    with garage_active(in_peeters):
        make_listing(plate="1AAA112")

    assert "2 vehicles" in counted_anew(as_sales)[1]


def test_another_page_or_order_counts_nothing(as_sales, in_peeters, make_listing):
    for number in range(26):
        make_listing(plate=f"1ABD{number:03}", plate_display=f"1-ABD-{number:03}")
    as_sales.get(LIST)

    assert not counted_anew(as_sales, f"{LIST}?sort=-price&size=50")[0]
    assert counted_anew(as_sales, f"{LIST}?fuel=petrol")[0]
    assert not counted_anew(as_sales, f"{LIST}?fuel=petrol&sort=km")[0]


def test_a_change_that_is_taken_back_leaves_nothing(as_sales, in_peeters, make_listing):
    make_listing(plate="1AAA111")
    as_sales.get(LIST)

    with transaction.atomic():
        with garage_active(in_peeters):
            make_listing(plate="1AAA112")
        assert "2 vehicles" in counted_anew(as_sales)[1]
        transaction.set_rollback(True)

    assert "1 vehicle<" in counted_anew(as_sales)[1]
    with garage_active(in_peeters):
        Listing.objects.all().delete()
    assert counted_anew(as_sales)[0]


def test_members_who_reserve_are_counted_each_time(as_sales, in_peeters, make_listing):
    """Their names change without the stock."""
    make_listing()
    as_sales.get(f"{LIST}?open=reserved_by")

    assert counted_anew(as_sales, f"{LIST}?open=reserved_by")[0]


def test_the_night_leaves_a_change_that_nobody_has_seen(in_peeters, make_listing):
    make_listing(plate="1AAA111")
    make_listing(plate="1AAA112")
    seen = set(StockChange.objects.values_list("pk", flat=True))
    assert len(seen) >= 2

    forget_changes(in_peeters, date(2026, 11, 22))

    assert StockChange.objects.count() == 1
    assert not seen & set(StockChange.objects.values_list("pk", flat=True))


def test_what_changes_no_listing_is_no_change(in_peeters, make_listing):
    make_listing()
    before = StockChange.objects.count()

    Vehicle.objects.create(number=999, make="Kia", model_name="Niro")
    Vehicle.objects.filter(make="Kia").update(model_name="Picanto")
    Listing.objects.filter(pk=0).update(price_amount=1)

    assert StockChange.objects.count() == before
