from __future__ import annotations

import pytest

from garageflow.customers.domain.doubles import find_doubles
from garageflow.customers.domain.merging import merge_customers, plan_merge
from garageflow.customers.models import Customer, Double
from garageflow.jobs.domain.work import work_until_idle
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.factories import CustomerFactory, PassportFactory
from tests.security.test_queries import AT_MOST_OF_ONE

PHONE = "0475 12 34 56"


@pytest.fixture
def pair(peeters) -> tuple[Customer, Customer]:
    with garage_active(peeters):
        kept = CustomerFactory(number=1, first_name="An", last_name="Peeters", phone=PHONE)
        gone = CustomerFactory(number=2, first_name="Ann", last_name="Peeters", phone=PHONE)
        PassportFactory(customer=gone)
        find_doubles()
    return kept, gone


def seen(page: str) -> str:
    return page.partition('name="seen" value="')[2].partition('"')[0]


def test_from_the_list_over_the_comparison_to_one_customer_and_back(as_reception, peeters, pair):
    kept, gone = pair
    assert 'href="/g/peeters/customers/doubles/"' in as_reception.get("/g/peeters/customers/").text
    assert 'href="/g/peeters/customers/1/merge/2/"' in as_reception.get("/g/peeters/customers/doubles/").text

    page = as_reception.get("/g/peeters/customers/1/merge/2/").text
    assert "AutoPaspoorten: 1 to customer 1" in page
    answer = as_reception.post(
        "/g/peeters/customers/1/merge/2/", {"seen": seen(page), "first_name": "gone", "email": "kept"}
    )
    again = as_reception.post("/g/peeters/customers/1/merge/2/", {"seen": seen(page)})

    assert answer.headers["Location"] == again.headers["Location"] == "/g/peeters/customers/1/"
    assert as_reception.get("/g/peeters/customers/2/").headers["Location"] == "/g/peeters/customers/1/"
    detail = as_reception.get("/g/peeters/customers/1/").text
    assert "Ann Peeters, customer 2" in detail
    assert "merged into this one; what moved: 1" in detail

    with garage_active(peeters):
        merged = kept.merged.get()
    back = as_reception.post(f"/g/peeters/customers/merges/{merged.pk}/undo/")

    assert back.headers["Location"] == "/g/peeters/customers/2/"
    assert as_reception.get("/g/peeters/customers/2/").status_code == 200


def test_a_page_that_is_old_is_refused_and_shows_what_is_so_now(as_reception, peeters, pair):
    page = as_reception.get("/g/peeters/customers/1/merge/2/").text
    with garage_active(peeters):
        Customer.objects.filter(number=2).update(city="Brugge")

    answer = as_reception.post(
        "/g/peeters/customers/1/merge/2/",
        {"seen": seen(page), "first_name": "gone", "email": "kept", "city": "kept"},
    )

    assert answer.status_code == 422
    assert "One of these customers has changed since you looked. Look again." in answer.text
    assert "Brugge" in answer.text
    assert seen(answer.text) not in ("", seen(page))


def test_without_a_choice_nothing_is_merged(as_reception, peeters, pair):
    answer = as_reception.post("/g/peeters/customers/1/merge/2/", {})

    assert answer.status_code == 422
    with garage_active(peeters):
        assert Customer.objects.count() == 2


def test_they_are_two_persons(as_reception, peeters, pair):
    with garage_active(peeters):
        double = Double.objects.get()

    as_reception.post(f"/g/peeters/customers/doubles/{double.pk}/apart/")

    assert "Nobody is there twice" in as_reception.get("/g/peeters/customers/doubles/").text


def test_looking_again_is_work_for_a_worker(as_reception, peeters, pair):
    with garage_active(peeters):
        Double.objects.all().delete()

    first = as_reception.post("/g/peeters/customers/doubles/search/")
    second = as_reception.post("/g/peeters/customers/doubles/search/")
    work_until_idle()

    assert first.headers["Location"] == second.headers["Location"]
    with garage_active(peeters):
        assert BatchJob.objects.get(kind="customers.find_doubles").state == "completed"
        assert Double.objects.count() == 1


def test_somebody_is_chosen_by_name(as_reception, peeters, pair):
    page = as_reception.get("/g/peeters/customers/1/merge/").text

    assert 'href="/g/peeters/customers/1/merge/2/"' in page
    assert "Nothing found" in as_reception.get("/g/peeters/customers/1/merge/?q=zzz").text


def test_others_do_not_merge(as_reception, as_mechanic, peeters, dubois, pair):
    with garage_active(dubois):
        kept, gone = CustomerFactory(number=7), CustomerFactory(number=8)
        merged = merge_customers(kept, gone, take=[], seen=plan_merge(kept, gone).seen, by=SYSTEM)

    assert as_mechanic.get("/g/peeters/customers/1/merge/2/").status_code == 403
    for address in ("7/merge/", "1/merge/7/", "1/merge/1/", "8/"):
        assert as_reception.get(f"/g/peeters/customers/{address}").status_code == 404
    assert as_reception.post(f"/g/peeters/customers/merges/{merged.pk}/undo/").status_code == 404


def test_the_pages_cost_the_same_for_one_and_for_many(
    as_reception, peeters, pair, django_assert_max_num_queries
):
    with garage_active(peeters):
        for number in range(6):
            CustomerFactory(first_name=f"A{number}", phone=PHONE)
        find_doubles()

    with django_assert_max_num_queries(12):
        as_reception.get("/g/peeters/customers/doubles/")
    # Of two customers, with everything that belongs to them: tests/security/test_queries.py.
    with django_assert_max_num_queries(AT_MOST_OF_ONE):
        as_reception.get("/g/peeters/customers/1/merge/2/")
    with django_assert_max_num_queries(12):
        as_reception.get("/g/peeters/customers/1/merge/")
