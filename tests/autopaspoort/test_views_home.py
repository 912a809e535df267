from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from tests.autopaspoort.conftest import MOST_QUERIES
from tests.factories import PassportFactory

HOME = "/g/peeters/autopaspoort/"


def test_the_tiles_count_the_passports_and_what_is_to_be_done(as_reception, in_peeters):
    PassportFactory.create_batch(2, vehicle__inspection_due_on=None)
    due = PassportFactory(customer__email_state="bounced", vehicle__inspection_due_on=in_peeters.today())

    page = as_reception.get(HOME)

    assert page.status_code == 200
    assert [(tile.label, tile.count) for tile in page.context["states"]] == [
        ("Created", 3),
        ("Offered", 0),
        ("Accepted", 0),
        ("Expired", 0),
    ]
    assert [(tile.label, tile.count) for tile in page.context["tasks"]] == [
        ("Invalid e-mails", 1),
        ("APK due in the next two months", 1),
        ("Batch jobs of tonight", 0),
    ]
    assert [row.plate for row in page.context["due_next"]] == [due.vehicle.plate_display]


def test_a_garage_without_passports_is_told_how_to_begin(as_reception):
    assert "No AutoPaspoorten yet" in as_reception.get(HOME).text


def test_a_plate_leads_to_its_profile(as_reception, in_peeters):
    PassportFactory(vehicle__plate="00HZB3", vehicle__number=7)

    assert as_reception.get(f"{HOME}?plate=00-hzb-3").headers["Location"] == f"{HOME}7/"


def test_a_made_up_plate_breaks_nothing(as_reception):
    assert as_reception.get(f"{HOME}?plate=%00").status_code == 200


@pytest.mark.parametrize("plate", ["1-ABC-123", "nobody"])
def test_a_plate_of_several_or_of_nobody_leads_to_the_list(as_reception, in_peeters, plate):
    PassportFactory.create_batch(2, vehicle__plate="1ABC123", vehicle__plate_country="BE")

    address = as_reception.get(HOME, {"plate": plate}).headers["Location"]

    assert address == f"{HOME}passports/?q={plate}"


def test_sales_makes_passports_and_loads_no_lists(as_sales, in_peeters):
    PassportFactory()

    page = as_sales.get(HOME).text

    assert f"{HOME}new/" in page
    assert "customer-lists/new/" not in page
    assert "Batch jobs of tonight" not in page


def test_the_owner_is_nudged_when_a_month_passed_without_a_list(as_owner, as_reception, peeters):
    nudge = "A month without a customer list"
    assert nudge not in as_owner.get(HOME).text

    Garage.objects.update(created_at=timezone.now() - timedelta(days=32))

    assert nudge in as_owner.get(HOME).text
    assert nudge in as_owner.get("/g/peeters/").text
    assert nudge not in as_reception.get(HOME).text


def test_others_stay_out(as_dispatcher, as_dubois, client):
    assert as_dispatcher.get(HOME).status_code == 403
    assert as_dubois.get(HOME).status_code == 404
    assert client.get(HOME).status_code == 302


def test_another_garage_s_passports_are_not_counted(as_reception, peeters, dubois):
    with garage_active(dubois):
        PassportFactory(vehicle__plate="00HZB3")

    assert as_reception.get(HOME).context["counts"].passports == 0
    assert as_reception.get(f"{HOME}?plate=00-HZB-3").headers["Location"] == f"{HOME}passports/?q=00-HZB-3"


def test_the_garage_s_home_and_a_customer_s_page_show_the_passports(as_reception, in_peeters):
    passport = PassportFactory(vehicle__plate_display="00-HZB-3")

    home = as_reception.get("/g/peeters/").text
    customer = as_reception.get(f"/g/peeters/customers/{passport.customer.number}/").text

    assert f"{HOME}new/" in home
    assert "00-HZB-3" in customer
    assert f"{HOME}{passport.vehicle.number}/" in customer


def test_the_search_leads_to_the_profile(as_reception, in_peeters):
    PassportFactory(vehicle__plate="00HZB3", vehicle__number=7)

    found = as_reception.get("/g/peeters/search/?q=00-HZB-3", follow=True)

    assert f"{HOME}7/" in found.text or found.redirect_chain == [(f"{HOME}7/", 302)]


def test_it_costs_the_same_with_more_rows(as_owner, in_peeters, count_queries):
    PassportFactory(vehicle__inspection_due_on=in_peeters.today())
    few = count_queries(as_owner, HOME)

    PassportFactory.create_batch(9, vehicle__inspection_due_on=in_peeters.today())

    assert count_queries(as_owner, HOME) == few <= MOST_QUERIES
