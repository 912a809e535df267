from __future__ import annotations

import pytest

from autopaspoort.models import Passport
from garageflow.customers.models import Customer
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from tests.autopaspoort.conftest import HTMX, MOST_QUERIES
from tests.factories import CustomerFactory, PassportFactory

LIST = "/g/peeters/autopaspoort/invalid-emails/"
CORRECT = "/g/peeters/autopaspoort/7/email/"


@pytest.fixture
def passport(in_peeters):
    return PassportFactory(
        vehicle__number=7, customer__email="jan.example.be", customer__email_state="syntax",
        customer__last_name="Jansen",
    )  # fmt: skip


def test_the_list_shows_the_unusable_addresses_with_the_reason(as_sales, passport):
    PassportFactory(customer__email_state="bounced", customer__last_name="Aas")
    PassportFactory()
    PassportFactory(state="archived", customer__email_state="bounced")

    page = as_sales.get(LIST)

    assert [(row.owner, row.reason) for row, _form in page.context["rows"]] == [
        ("Jan Aas", "bounced"),
        ("Jan Jansen", "not an e-mail address"),
    ]
    assert page.context["count"] == 2


def test_an_empty_list_says_so(as_reception):
    assert "Every address is in order" in as_reception.get(LIST).text


def test_a_corrected_address_is_sent_to_at_once(as_reception, passport):
    page = as_reception.post(CORRECT, {"v7-email": "jan@example.be"}, follow=True)

    assert page.redirect_chain == [(LIST, 302)]
    assert "The AutoPaspoort was sent to jan@example.be." in page.text
    assert (Customer.objects.get().email, Passport.objects.get().state) == ("jan@example.be", "offered")
    assert OutboxMail.objects.get().to == "jan@example.be"


def test_for_htmx_the_row_is_done_and_the_count_goes_down(as_reception, passport):
    PassportFactory(customer__email_state="bounced")

    row = as_reception.post(CORRECT, {"v7-email": "jan@example.be"}, headers=HTMX)

    assert row.status_code == 200
    assert row.text.lstrip().startswith('<li id="v7">')
    assert "<form" not in row.text
    assert 'hx-swap-oob="true" data-tone="now">1</span>' in row.text


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize("typed", ["", "jan", "jan@@example.be", "rené@example.be"])
def test_what_is_no_address_is_said_in_the_row(as_reception, passport, typed, headers):
    page = as_reception.post(CORRECT, {"v7-email": typed}, headers=headers)

    assert page.status_code == 422
    assert f'value="{typed}"' in page.text or not typed
    assert 'aria-invalid="true"' in page.text
    assert page.text.lstrip().startswith("<li" if headers else "<!doctype html>")
    assert not OutboxMail.objects.exists()


def test_the_address_of_another_customer_is_refused(as_reception, passport):
    CustomerFactory(email="els@example.be", first_name="Els", last_name="Peeters", number=99)

    page = as_reception.post(CORRECT, {"v7-email": "els@example.be"}, headers=HTMX)

    assert page.status_code == 422
    assert "This address belongs to Els Peeters (customer 99)." in page.text


def test_only_the_row_that_was_sent_shows_its_error(as_reception, passport):
    PassportFactory(vehicle__number=8, customer__email_state="bounced", customer__email="els@example.be")

    page = as_reception.post(CORRECT, {"v7-email": "jan"})

    assert page.text.count('aria-invalid="true"') == 1
    assert 'value="els@example.be"' in page.text


def test_others_stay_out(as_dispatcher, as_dubois, passport):
    assert as_dispatcher.get(LIST).status_code == 403
    assert as_dubois.get(LIST).status_code == 404
    assert as_dispatcher.post(CORRECT, {"v7-email": "jan@example.be"}).status_code == 403
    assert as_dubois.post(CORRECT, {"v7-email": "jan@example.be"}).status_code == 404
    assert Customer.objects.get().email == "jan.example.be"


def test_another_garage_s_address_is_neither_seen_nor_corrected(as_reception, peeters, dubois):
    with garage_active(dubois):
        PassportFactory(vehicle__number=7, customer__email="geheim", customer__email_state="syntax")

    assert "geheim" not in as_reception.get(LIST).text
    assert as_reception.post(CORRECT, {"v7-email": "jan@example.be"}).status_code == 404


def test_the_list_costs_the_same_with_more_rows(as_reception, in_peeters, count_queries):
    PassportFactory(customer__email_state="bounced")
    few = count_queries(as_reception, LIST)

    PassportFactory.create_batch(49, customer__email_state="bounced")

    assert count_queries(as_reception, LIST) == few <= MOST_QUERIES
