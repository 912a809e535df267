"""Every number beside a tab, a tile and a choice is that of the list that a click on it shows."""

from datetime import date

import pytest
from django.http import QueryDict

from garageflow.tenancy.models import Shop
from stock.counts import StockCounts
from stock.criteria import BY_NAME, CHOICES, YES_NO
from stock.filters import Day, StockFilter
from stock.models import Listing, Status

DAY = Day(date(2026, 11, 22), 14)
CHIPS = [criterion for criterion in BY_NAME.values() if criterion.kind in (CHOICES, YES_NO)]

ASKED = [
    "",
    "make=volkswagen",
    "make=volkswagen&model=golf",
    "make=volkswagen&make=bmw&fuel=diesel",
    "fuel=petrol&fuel=diesel&gearbox=manual",
    "car_pass=missing&car_pass=expired",
    "car_pass=active&status=for_sale&body=suv",
    "status=delivered",
    "status=delivered&status=sold&make=bmw",
    "status=sold&fuel=diesel",
    "vat=margin&photos=no",
    "plate=no",
    "plate=yes&make=kia",
    "price_from=5000&price_until=20000",
    "price_until=20000&fuel=petrol&car_pass=expiring",
    "q=golf",
    "q=golf&gearbox=automatic&status=for_sale",
    "days_from=100&make=volkswagen",
    "registered_from=2020-01-01",
    "make=lada",
    "shop=SHOP",
    "shop=SHOP&make=volkswagen&vat=deductible",
    "shop=999999999&fuel=diesel",
    "shop=nonsense",
    "reserved_by=MEMBER",
    "reserved_by=MEMBER&make=bmw",
    "reserved_by=nonsense&make=bmw",
]


@pytest.fixture
def stock(in_peeters, sales, make_listing):
    """Every third, fifth and seventh differs in something, so that no two criteria fall together."""
    shop = Shop.objects.create(name="Second shop")
    models = [("Volkswagen", "Golf"), ("Volkswagen", "Polo"), ("BMW", "320d"), ("Kia", "Niro")]
    days = [None, date(2026, 11, 1), date(2026, 11, 30), date(2027, 1, 5)]
    for number in range(42):
        make, model = models[number % 4]
        listing = make_listing(
            make=make,
            model_name=model.upper() if number == 8 else model,
            plate="" if number % 9 == 0 else f"1AAA{number:03}",
            plate_country="" if number % 9 == 0 else "BE",
            fuel=("petrol", "diesel", "electric")[number % 3],
            car_pass_valid_until=days[number % 5 % 4],
            car_pass_exclusion="foreign_plate" if number == 20 else "",
            price_amount=(number % 6) * 400_000,
            status=list(Status)[number % 7 % 6].value if number % 7 % 6 != 3 else "for_sale",
        )
        Listing.objects.filter(pk=listing.pk).update(
            gearbox=("manual", "automatic", "")[number % 5 % 3],
            body=("suv", "estate")[number % 11 % 2],
            vat_regime=("margin", "deductible")[number % 2],
            acquired_on=date(2026, 11, 20 - number % 20) if number % 4 else date(2026, 1, 2),
            **({"shop": shop} if number % 3 == 1 else {}),
        )
    Listing.objects.filter(status="for_sale", fuel="diesel").update(
        status="reserved", reserved_by=sales.member, reserved_at="2026-11-20T10:00:00Z"
    )
    assert Listing.objects.in_stock().count() > 25
    return {"SHOP": str(shop.pk), "MEMBER": str(sales.member.pk)}


def found(query):
    return StockFilter(query, day=DAY).listings().count()


def changed(query, name, values):
    other = query.copy()
    other.setlist(name, values)
    return other


@pytest.mark.parametrize("asked", ASKED)
def test_a_number_is_that_of_its_list(stock, asked):
    for word, value in stock.items():
        asked = asked.replace(word, value)
    # An open chip without a value is counted in another way beside those that have one.
    for opened in (CHIPS, [], *([chip] for chip in CHIPS)):
        compare(QueryDict(asked), opened)


def compare(query, opened):
    shops = {str(shop.pk): shop.name for shop in Shop.objects.all()}
    counts = StockCounts(StockFilter(query, day=DAY), opened, shops=shops)

    assert counts.total == Listing.objects.in_stock().count()
    for status in Status:
        assert counts.by_status[status] == Listing.objects.in_stock().filter(status=status).count()
    assert counts.found == found(query)
    for chip in opened:
        choices = counts.choices_of(chip)
        for choice in choices:
            clicked = changed(query, chip.name, [choice.value])
            if chip.name == "make":
                clicked = changed(clicked, "model", [])
            if chip.name == "status" and choice.value == Status.DELIVERED and not choice.is_chosen:
                continue
            assert choice.count == found(clicked), (chip.name, choice)


def test_choices_are_all_that_there_are(stock):
    counts = StockCounts(StockFilter(QueryDict(""), day=DAY), CHIPS)

    def values(name):
        return {choice.value for choice in counts.choices_of(BY_NAME[name])}

    in_stock = Listing.objects.in_stock()
    assert values("make") == set(in_stock.values_list("make_key", flat=True))
    assert values("model") == set(in_stock.values_list("model_key", flat=True))
    assert values("fuel") == set(in_stock.values_list("fuel", flat=True))
    assert values("body") == set(in_stock.values_list("body", flat=True))
    assert values("car_pass") == {"active", "expiring", "expired", "missing", "not_needed"}
