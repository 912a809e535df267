from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection

from carpass.models import CarPassDocument
from garageflow.audit.models import Entry
from garageflow.tenancy.active import garage_active
from stock.domain.listings import (
    NO_PLATE,
    InStockAlready,
    WrongFact,
    add_listing,
    bin_listing,
    empty_bin,
    restore_listing,
    set_price,
)
from stock.domain.sales import (
    Buyer,
    CertificateMissing,
    NotNow,
    cancel_sale,
    deliver_listing,
    move_listings,
    release_listing,
    reserve_listing,
    sell_listing,
)
from stock.models import BuyerKind, Listing, PriceChange, Sale

RITA = Buyer(BuyerKind.PRIVATE, "Rita Vermeulen")


def sold(listing, garage, by, kind=BuyerKind.PRIVATE):
    return sell_listing(
        listing,
        buyer=Buyer(kind, "Rita"),
        price_amount=1_400_000,
        sold_on=garage.today(),
        delivery_planned_on=None,
        by=by,
    )


def certificate(vehicle, issued_on):
    return CarPassDocument.objects.create(
        vehicle=vehicle,
        kind="certificate",
        number=f"C{vehicle.pk}",
        issued_on=issued_on,
        valid_until=issued_on + timedelta(days=60),
        source="hand",
    )


def test_reserved_and_released(in_peeters, make_listing, sales):
    listing = make_listing()

    reserve_listing(listing, member=sales.member, reserved_for="Rita", delivery_planned_on=None, by=sales)
    listing.refresh_from_db()
    assert (listing.status, listing.reserved_by, listing.reserved_for) == ("reserved", sales.member, "Rita")
    with pytest.raises(NotNow):
        reserve_listing(listing, member=sales.member, reserved_for="Jan", delivery_planned_on=None, by=sales)

    release_listing(listing, by=sales)
    listing.refresh_from_db()
    assert (listing.status, listing.reserved_by, listing.reserved_for) == ("for_sale", None, "")
    with pytest.raises(NotNow):
        release_listing(listing, by=sales)


def test_a_private_buyer_needs_a_certificate_that_is_valid_on_the_day(in_peeters, make_listing, sales):
    listing, today = make_listing(), in_peeters.today()
    sold(listing, in_peeters, sales)

    with pytest.raises(CertificateMissing):
        deliver_listing(listing, delivered_on=today, km=None, by=sales)

    paper = certificate(listing.vehicle, today - timedelta(days=61))
    with pytest.raises(CertificateMissing):
        deliver_listing(listing, delivered_on=today, km=None, by=sales)

    paper.issued_on, paper.valid_until = today - timedelta(days=60), today
    paper.save()
    sale = deliver_listing(listing, delivered_on=today, km=60_000, by=sales)
    listing.refresh_from_db()
    assert (listing.status, listing.place, listing.km) == ("delivered", "delivered", 60_000)
    assert (sale.certificate_number, sale.certificate_valid_until) == (paper.number, today)


def test_a_professional_buyer_and_a_foreign_plate_need_none(in_peeters, make_listing, sales):
    first = make_listing()
    second = make_listing(plate_country="FR", plate="GA482KT")
    sold(first, in_peeters, sales, BuyerKind.PROFESSIONAL)
    sold(second, in_peeters, sales)

    for listing in (first, second):
        deliver_listing(listing, delivered_on=in_peeters.today(), km=None, by=sales)

    assert set(Listing.objects.values_list("status", flat=True)) == {"delivered"}


def test_what_cannot_be_delivered_or_sold(in_peeters, make_listing, sales):
    listing, today = make_listing(), in_peeters.today()

    with pytest.raises(NotNow):
        deliver_listing(listing, delivered_on=today, km=None, by=sales)
    with pytest.raises(NotNow):
        sell_listing(
            listing,
            buyer=RITA,
            price_amount=1,
            sold_on=today + timedelta(days=1),
            delivery_planned_on=None,
            by=sales,
        )
    sold(listing, in_peeters, sales)
    with pytest.raises(NotNow):
        sold(listing, in_peeters, sales)
    with pytest.raises(NotNow):
        deliver_listing(listing, delivered_on=today + timedelta(days=1), km=None, by=sales)
    assert Sale.objects.count() == 1


def test_a_sale_is_called_off_and_stays(in_peeters, make_listing, sales):
    listing = make_listing()
    sold(listing, in_peeters, sales)

    cancel_sale(listing, by=sales)

    listing.refresh_from_db()
    assert listing.status == "for_sale"
    assert Sale.objects.get().cancelled_at is not None
    with pytest.raises(NotNow):
        cancel_sale(listing, by=sales)


def test_many_are_moved_and_those_with_a_buyer_are_not(in_peeters, make_listing, sales):
    free, reserved = make_listing(status="incoming"), make_listing(status="for_sale", plate="1AAA111")
    reserve_listing(reserved, member=sales.member, reserved_for="Rita", delivery_planned_on=None, by=sales)

    assert move_listings([free.number, reserved.number, 77], status="for_sale", by=sales) == (1, 1)
    with pytest.raises(NotNow):
        move_listings([free.number], status="delivered", by=sales)
    assert list(Listing.objects.order_by("pk").values_list("status", flat=True)) == ["for_sale", "reserved"]


def test_prices_leave_a_history(in_peeters, make_listing, sales):
    listing = make_listing(price_amount=1_500_000)

    set_price(listing, price_amount=1_450_000, by=sales)
    set_price(listing, price_amount=1_450_000, by=sales)

    change = PriceChange.objects.get()
    assert (change.previous_amount, change.price_amount) == (1_500_000, 1_450_000)
    assert Entry.objects.filter(event="stock.price_changed").count() == 1
    for absurd in (-1, 1_000_000_001):
        with pytest.raises(WrongFact):
            set_price(listing, price_amount=absurd, by=sales)


def test_the_same_vin_is_refused_with_the_other_vehicle(in_peeters, make_listing, sales):
    other = make_listing(vin="WVWZZZCDZMW012345")

    with pytest.raises(InStockAlready) as refusal:
        add(in_peeters, sales, other, vin="WVWZZZCDZMW012345")

    assert refusal.value.other == other


def test_a_known_vehicle_is_taken_and_not_made_twice(in_peeters, make_listing, sales):
    first = make_listing(vin="WVWZZZCDZMW012345", status="delivered")

    again = add(in_peeters, sales, first, vin="WVWZZZCDZMW012345", make="VW")

    assert (again.pk, again.status, again.make) == (first.pk, "incoming", "VW")


def test_a_first_registration_to_come_is_refused(in_peeters, make_listing, sales):
    with pytest.raises(WrongFact):
        add(
            in_peeters,
            sales,
            make_listing(),
            vin="X1",
            first_registered_on=in_peeters.today() + timedelta(days=1),
        )


def test_the_bin_is_emptied_after_thirty_days(in_peeters, make_listing, sales):
    listing = make_listing()
    bin_listing(listing, by=sales)
    empty_bin(in_peeters, in_peeters.today())
    listing.refresh_from_db()
    assert listing.place == "bin"

    restore_listing(listing, by=sales)
    listing.refresh_from_db()
    assert listing.place == "stock"

    bin_listing(listing, by=sales)
    Listing.objects.filter(pk=listing.pk).update(deleted_at=listing.created_at - timedelta(days=31))
    empty_bin(in_peeters, in_peeters.today())
    assert not Listing.objects.exists()


def test_a_sold_vehicle_is_not_deleted(in_peeters, make_listing, sales):
    listing = make_listing()
    sold(listing, in_peeters, sales)

    with pytest.raises(WrongFact):
        bin_listing(listing, by=sales)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_two_people_reserve_the_same_car_in_the_same_instant(peeters, sales, make_listing):
    with garage_active(peeters):
        listing = make_listing()

    def reserve(name: str) -> str:
        try:
            with garage_active(peeters):
                reserve_listing(
                    listing, member=sales.member, reserved_for=name, delivery_planned_on=None, by=sales
                )
            return "reserved"
        except NotNow:
            return "too late"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(reserve, ["Rita", "Jan"])) == ["reserved", "too late"]


def add(garage, by, like, *, vin, make="Seat", first_registered_on=None):
    return add_listing(
        plate=NO_PLATE,
        shop=like.shop,
        facts={
            "vin": vin,
            "make": make,
            "model_name": "Ibiza",
            "fuel": "",
            "first_registered_on": first_registered_on,
        },
        offer={"acquired_on": date(2026, 11, 20)},
        price_amount=0,
        by=by,
    )
