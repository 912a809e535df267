from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from django.http import QueryDict

from carpass.status import CarPassStatus, status_of
from garageflow.vehicles.models import Vehicle
from stock.counts import StockCounts
from stock.criteria import BY_NAME
from stock.filters import Day, StockFilter

DAY = Day(date(2026, 11, 22), 14)


def found(query: str) -> list[str]:
    listings = StockFilter(QueryDict(query), day=DAY).listings()
    return sorted(listings.values_list("model_name", flat=True))


def test_several_values_of_several_criteria(in_peeters, make_listing):
    make_listing(make="BMW", model_name="118i", fuel="petrol")
    make_listing(make="BMW", model_name="320d", fuel="diesel", plate="1AAA111")
    make_listing(make="Škoda", model_name="Fabia", fuel="petrol", plate="1AAA112")
    make_listing(make="Kia", model_name="Niro", fuel="hybrid", plate="1AAA113")

    assert found("make=bmw&make=skoda") == ["118i", "320d", "Fabia"]
    assert found("make=bmw&make=skoda&fuel=petrol") == ["118i", "Fabia"]
    assert found("make=lada") == []


@pytest.mark.parametrize(
    ("query", "models"),
    [
        ("price_from=10000&price_until=15000", ["Golf"]),
        ("price_from=15001", []),
        ("price_until=999999", ["Golf"]),
        ("q=gol", ["Golf"]),
        ("q=1-abc-482", ["Golf"]),
        ("q=golf+482", ["Golf"]),
        ("q=polo", ["Polo"]),
        ("status=for_sale&status=sold", ["Golf"]),
        ("status=reserved", []),
        ("plate=yes", ["Golf"]),
        ("plate=no", ["Polo"]),
        ("photos=yes", []),
        ("days_from=21", ["Golf", "Polo"]),
        ("days_from=22", []),
        ("shop=999999999", []),
        ("shop=%27", []),
        ("km_from=abc", ["Golf", "Polo"]),
        ("reserved_by=1", []),
    ],
)
def test_each_criterion(in_peeters, make_listing, query, models):
    make_listing(make="Volkswagen", model_name="Golf")
    make_listing(
        make="Volkswagen", model_name="Polo", plate="", plate_country="", price_amount=0, status="incoming"
    )

    assert found(query) == models


def test_a_vehicle_without_a_price_or_a_date_fits_no_range(in_peeters, make_listing):
    make_listing(price_amount=0)

    assert found("price_until=100000") == []
    assert found("registered_until=2030-01-01") == []
    assert found("km_until=9999999") == []


def test_delivered_vehicles_are_shown_when_they_are_asked_for(in_peeters, make_listing):
    make_listing(model_name="Golf")
    make_listing(model_name="Polo", status="delivered", plate="1AAA111")

    assert found("") == ["Golf"]
    assert found("status=delivered") == ["Polo"]
    assert found("status=delivered&status=for_sale") == ["Golf", "Polo"]


@pytest.mark.parametrize(
    ("valid_until", "status"),
    [
        (None, "missing"),
        (date(2026, 11, 21), "expired"),
        (date(2026, 11, 22), "expiring"),
        (date(2026, 12, 6), "expiring"),
        (date(2026, 12, 7), "active"),
    ],
)
def test_the_car_pass_status_is_that_of_carpass(in_peeters, make_listing, valid_until, status):
    """Counts, filter and badge, on the last day, on the day after, on both sides of the warning."""
    listing = make_listing(car_pass_valid_until=valid_until)
    vehicle = Vehicle.objects.get(pk=listing.vehicle_id)

    assert status_of(vehicle, today=DAY.today, warning_days=DAY.warning_days) == status
    # Every choice of one and of several.
    for number in range(1, len(CarPassStatus) + 1):
        for asked in combinations(CarPassStatus, number):
            query = QueryDict("&".join(f"car_pass={one.value}" for one in asked))
            assert StockFilter(query, day=DAY).listings().count() == (status in asked)
    assert StockCounts(StockFilter(QueryDict(), day=DAY)).by_car_pass == {status: 1}


def test_counts_are_for_the_current_filter_without_their_own_criterion(in_peeters, make_listing):
    make_listing(make="BMW", fuel="petrol")
    make_listing(make="BMW", fuel="diesel", plate="1AAA111", status="sold")
    make_listing(make="Kia", fuel="petrol", plate="1AAA112", car_pass_valid_until=date(2026, 11, 30))
    asked = StockFilter(QueryDict("fuel=petrol&make=bmw"), day=DAY)
    counts = StockCounts(asked, [BY_NAME["make"], BY_NAME["fuel"], BY_NAME["status"]])

    def counted(name: str) -> dict[str, int]:
        return {choice.label: choice.count for choice in counts.choices_of(BY_NAME[name])}

    assert counted("make") == {"BMW": 1, "Kia": 1}
    assert counted("fuel") == {"petrol": 1, "diesel": 1}
    assert (counts.found, counts.total) == (1, 3)
    assert counts.by_status == {"for_sale": 2, "sold": 1}
    assert counts.by_car_pass == {"missing": 1}


def test_all_counts_are_one_statement(in_peeters, make_listing, django_assert_num_queries):
    make_listing(make="BMW", fuel="petrol")
    shown = [criterion for criterion in BY_NAME.values() if criterion.kind in ("choices", "yes_no")]
    counts = StockCounts(StockFilter(QueryDict("make=bmw&photos=no"), day=DAY), shown, shops={})

    with django_assert_num_queries(1):
        assert all(counts.choices_of(criterion) is not None for criterion in shown)


def test_a_model_is_written_as_most_of_its_vehicles_are(in_peeters, make_listing):
    for number, model in enumerate(["golf", "Golf", "Golf", "GOLF"]):
        make_listing(make="Volkswagen", model_name=model, plate=f"1AAA11{number}")

    counts = StockCounts(StockFilter(QueryDict("make=volkswagen"), day=DAY), [BY_NAME["model"]])

    assert [(one.value, one.label, one.count) for one in counts.choices_of(BY_NAME["model"])] == [
        ("golf", "Golf", 4)
    ]
