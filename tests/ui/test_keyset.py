import base64

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from autopaspoort.models import Passport
from garageflow.tenancy.models import Shop
from garageflow.ui.keyset import keyset_page
from tests.factories import PassportFactory

UP, DOWN = ("city", "pk"), ("-city", "-pk")


@pytest.fixture
def shops(in_peeters):
    # Two towns share their name with others: a page may end in the middle of equals.
    return [Shop.objects.create(name=f"Shop {number}", city=f"Town {number // 3}") for number in range(8)]


def page(query, order=UP):
    return keyset_page(Shop.objects.all(), QueryDict(query), order=order, sizes=(3, 5))


def numbers(page):
    return [int(shop.name.split()[1]) for shop in page.rows]


@pytest.mark.parametrize(("order", "expected"), [(UP, list(range(8))), (DOWN, list(range(7, -1, -1)))])
def test_all_rows_are_met_once_forwards_and_back(shops, order, expected):
    first = page("", order)
    second = page(first.next_query, order)
    third = page(second.next_query, order)

    assert numbers(first) + numbers(second) + numbers(third) == expected
    assert third.next_query == ""
    assert numbers(page(third.previous_query, order)) == numbers(second)
    assert numbers(page(page(third.previous_query, order).previous_query, order)) == numbers(first)
    assert first.previous_query == ""


def test_the_first_page_met_backwards_has_no_page_before_it(shops):
    second = page(page("").next_query)

    back = page(second.previous_query)

    assert numbers(back) == [0, 1, 2]
    assert back.previous_query == ""
    assert back.next_query != ""


def test_filters_stay_in_the_address(shops):
    assert page("status=offered&size=5").next_query.startswith("status=offered&size=5&after=")


def test_another_size(shops):
    assert numbers(page("size=5")) == [0, 1, 2, 3, 4]
    assert page("size=4").size == 3
    assert page("size=x").size == 3


def encoded(text):
    return base64.urlsafe_b64encode(text.encode()).decode()


MADE_UP = ["[]", '["a"]', '["a", null]', '["a", "b"]', '["\\u0000", 1]', '["a", 1e999]', '[{"a": 1}, 2]']


# A place in front of all towns, with an id that no table can have.
FAR = encoded('["", 99999999999999999999999]')


@pytest.mark.parametrize("position", ["x", "é", FAR, *map(encoded, MADE_UP)])
def test_a_made_up_position_shows_the_first_page(shops, position):
    assert numbers(page(f"after={position}")) == [0, 1, 2]


def test_a_page_costs_one_query(shops):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(page("").next_query)

    assert len(queries) == 2


def test_an_empty_list(in_peeters):
    empty = page("")

    assert (empty.rows, empty.next_query, empty.previous_query) == ([], "", "")


def test_rows_that_are_gone_do_not_leave_an_empty_page(shops):
    second = page(page("").next_query)
    Shop.objects.filter(pk__in=[shop.pk for shop in shops[:2]]).delete()

    assert numbers(page(second.previous_query)) == [2, 3, 4]


@pytest.mark.parametrize("minus", ["", "-"])
def test_columns_of_two_tables(in_peeters, minus):
    """No index compares both: it begins where the first is equal, instead of with the first row of all."""
    order = (f"{minus}customer__postcode", f"{minus}pk")
    passports = [PassportFactory(customer__postcode=f"200{number // 2}") for number in range(7)]

    def page(query):
        return keyset_page(Passport.objects.all(), QueryDict(query), order=order, sizes=(3,))

    first = page("")
    with CaptureQueriesContext(connection) as queries:
        second = page(first.next_query)
    third = page(second.next_query)

    met = [passport.pk for passport in (*first.rows, *second.rows, *third.rows)]
    assert met == [passport.pk for passport in (reversed(passports) if minus else passports)]
    assert ('"postcode" <= ' if minus else '"postcode" >= ') in queries[0]["sql"]
