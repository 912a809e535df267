from __future__ import annotations

import io
from datetime import date, timedelta

import openpyxl
import pytest

from autopaspoort.models import Passport
from garageflow.audit.models import Entry
from garageflow.customers.models import Customer
from garageflow.mail.models import OutboxMail
from garageflow.tenancy.active import garage_active
from tests.autopaspoort.conftest import HTMX, MOST_QUERIES
from tests.factories import PassportFactory

HOME = "/g/peeters/autopaspoort/"
NEW = "/g/peeters/autopaspoort/new/"
LIST = "/g/peeters/autopaspoort/passports/"

NEEDED = {"country": "BE", "plate": "1-abc-123", "last_name": "Jansen", "email": "jan@example.be"}


def plates(page):
    return [row.plate for row in page.context["rows"]]


def test_the_form_begins_with_the_country_of_the_garage(as_reception):
    form = as_reception.get(f"{NEW}?plate=1-ABC-123").context["form"]

    assert (form["country"].value(), form["plate"].value()) == ("BE", "1-ABC-123")


def test_a_new_passport_leads_to_its_profile_and_is_not_sent(as_reception, reception, in_peeters):
    answer = as_reception.post(NEW, NEEDED)

    passport = Passport.objects.get()
    assert answer.headers["Location"] == f"{HOME}{passport.vehicle.number}/"
    assert (passport.vehicle.plate_display, passport.customer.email) == ("1-ABC-123", "jan@example.be")
    assert passport.state == "created"
    assert not OutboxMail.objects.exists()
    assert Entry.objects.get().member == reception.member


def test_everything_that_is_known_is_kept(as_sales, in_peeters):
    known = {
        "first_name": "Jan",
        "phone": "03 123 45 67",
        "street": "Kerkstraat",
        "house_number": "1 bus 2",
        "postcode": "b-2000",
        "city": "Antwerpen",
        "vin": "wvwzzz1jzxw000001",
        "inspection_due_on": "2027-05-09",
        "make": "Volkswagen",
        "model_name": "Golf",
    }

    as_sales.post(NEW, {**NEEDED, **known})

    passport = Passport.objects.get()
    customer = {name: getattr(passport.customer, name) for name in list(known)[:6]}
    assert customer == {**{name: known[name] for name in list(known)[:6]}, "postcode": "2000"}
    assert passport.vehicle.vin == "WVWZZZ1JZXW000001"
    assert passport.vehicle.title == "Volkswagen Golf"
    assert passport.vehicle.inspection_due_on == date(2027, 5, 9)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("plate", "?", "This is not a plate of Belgium."),
        ("plate", "", "This field is required."),
        ("last_name", "", "This field is required."),
        ("email", "jan", "This is not an e-mail address."),
        ("vin", "?", "This is not a VIN: it has 17 letters and digits."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_lost(
    as_reception, in_peeters, field, typed, words
):
    page = as_reception.post(NEW, {**NEEDED, "city": "Antwerpen", field: typed})

    assert page.status_code == 422
    assert page.context["form"].errors == {field: [words]}
    assert 'value="Antwerpen"' in page.text
    assert not Passport.objects.exists()


def test_a_plate_that_another_accepted_is_refused_with_the_way_to_him(as_reception, in_peeters):
    PassportFactory(
        vehicle__plate="00HZB3",
        vehicle__number=7,
        state="accepted",
        accepted_at="2026-11-01T12:00Z",
        customer__last_name="Pietersen",
    )

    page = as_reception.post(NEW, {**NEEDED, "country": "NL", "plate": "00-HZB-3"})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["plate"]
    assert f'href="{HOME}7/"' in page.text
    assert "Jan Pietersen" in page.text
    assert not Customer.objects.filter(last_name="Jansen").exists()


def test_an_odd_plate_is_taken_with_a_word_of_warning(as_reception, in_peeters):
    page = as_reception.post(NEW, {**NEEDED, "plate": "OLDIE1"}, follow=True)

    assert "This plate has no usual form." in page.text
    assert Passport.objects.get().vehicle.plate == "OLDIE1"


def test_sent_twice_it_is_made_once(as_reception, in_peeters):
    as_reception.post(NEW, NEEDED)
    as_reception.post(NEW, NEEDED)

    assert Passport.objects.count() == 1


def test_a_refused_form_for_htmx_is_the_form_alone(as_reception):
    page = as_reception.post(NEW, {}, headers=HTMX)

    assert page.status_code == 422
    assert page.text.lstrip().startswith("<form")


def test_others_make_no_passport(as_dispatcher, as_dubois, in_peeters):
    assert as_dispatcher.post(NEW, NEEDED).status_code == 403
    assert as_dubois.post(NEW, NEEDED).status_code == 404
    assert not Passport.objects.exists()


def test_the_list_shows_the_newest_first_and_no_archived_one(as_mechanic, in_peeters):
    for plate, state in (("AAA", "created"), ("BBB", "expired"), ("CCC", "archived")):
        PassportFactory(vehicle__plate=plate, vehicle__plate_display=plate, state=state)

    assert plates(as_mechanic.get(LIST)) == ["BBB", "AAA"]


def test_the_tabs_count_what_they_show(as_mechanic, in_peeters):
    PassportFactory.create_batch(2)
    PassportFactory(state="expired", vehicle__plate="ZZZ1")

    page = as_mechanic.get(f"{LIST}?state=expired&sort=plate")

    assert [(tab.label, tab.count, tab.current) for tab in page.context["tabs"]] == [
        ("All", 3, False),
        ("Created", 2, False),
        ("Offered", 0, False),
        ("Accepted", 0, False),
        ("Expired", 1, True),
    ]
    assert page.context["tabs"][1].url == "?sort=plate&state=created"
    assert len(plates(page)) == 1
    assert [tab.count for tab in as_mechanic.get(f"{LIST}?q=zzz").context["tabs"]] == [1, 0, 0, 0, 1]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("plate", "ABCD"),
        ("-plate", "DCBA"),
        ("owner", "BADC"),
        ("-owner", "CDAB"),
        ("inspection", "CABD"),
        ("-inspection", "BACD"),
        ("status", "DACB"),
        ("-status", "BCAD"),
        ("nonsense", "DCBA"),
    ],
)
def test_the_list_is_sorted_by_each_column(as_mechanic, in_peeters, sort, order):
    rows = (
        ("A", "Bos", date(2027, 2, 1), "offered"),
        ("B", "Aas", date(2027, 3, 1), "expired"),
        ("C", "Dam", date(2027, 1, 1), "accepted"),
        ("D", "Cos", None, "created"),
    )
    for plate, name, due_on, state in rows:
        PassportFactory(
            vehicle__plate=plate,
            vehicle__plate_display=plate,
            vehicle__inspection_due_on=due_on,
            customer__last_name=name,
            state=state,
            offered_at="2026-11-01T12:00Z",
            accepted_at="2026-11-01T12:00Z",
            expires_on=date(2026, 12, 1),
        )

    assert "".join(plates(as_mechanic.get(f"{LIST}?sort={sort}"))) == order


@pytest.mark.parametrize("sort", ["", "plate", "-plate", "owner", "inspection", "-inspection", "-status"])
def test_every_page_has_its_place_in_every_order(as_mechanic, in_peeters, sort):
    for number in range(60):
        due_on = date(2027, 1, 1) + timedelta(days=number % 7) if number % 5 else None
        PassportFactory(vehicle__inspection_due_on=due_on, customer__last_name=f"Jansen{number % 3}")
    first = as_mechanic.get(LIST, {"sort": sort, "size": 25})
    second = as_mechanic.get(f"{LIST}?{first.context['page'].next_query}")
    third = as_mechanic.get(f"{LIST}?{second.context['page'].next_query}")

    pages = [row.pk for page in (first, second, third) for row in page.context["page"].rows]
    assert len(pages) == len(set(pages)) == 60
    back = as_mechanic.get(f"{LIST}?{third.context['page'].previous_query}")
    assert plates(back) == plates(second)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=00-hzb", ["00-HZB-3"]),
        ("q=Jansen", ["00-HZB-3"]),
        ("q=jan+jansen", ["00-HZB-3"]),
        ("q=Piet", ["13-PV-PS"]),
        ("q=els@example.be", ["13-PV-PS"]),
        ("q=nobody", []),
        ("inspection_from=2027-02-01", ["13-PV-PS"]),
        ("inspection_until=2027-01-31", ["00-HZB-3"]),
        ("inspection_from=2027-01-01&inspection_until=2027-12-31&state=created", ["13-PV-PS", "00-HZB-3"]),
        ("inspection_from=nonsense", ["13-PV-PS", "00-HZB-3"]),
        ("state=nonsense", ["13-PV-PS", "00-HZB-3"]),
        ("after=nonsense", ["13-PV-PS", "00-HZB-3"]),
        ("q=%00", ["13-PV-PS", "00-HZB-3"]),
    ],
)
def test_the_list_is_filtered(as_mechanic, in_peeters, query, found):
    PassportFactory(
        vehicle__plate="00HZB3",
        vehicle__plate_display="00-HZB-3",
        vehicle__inspection_due_on=date(2027, 1, 15),
        customer__last_name="Jansen",
    )
    PassportFactory(
        vehicle__plate="13PVPS",
        vehicle__plate_display="13-PV-PS",
        vehicle__inspection_due_on=date(2027, 2, 15),
        customer__first_name="Els",
        customer__last_name="van Piet",
        customer__email="els@example.be",
    )

    assert plates(as_mechanic.get(f"{LIST}?{query}")) == found


def test_a_search_that_finds_nothing_offers_to_make_one(as_reception, in_peeters):
    page = as_reception.get(f"{LIST}?q=1-ABC-123").text

    assert f'href="{NEW}?plate=1-ABC-123"' in page


def test_a_passport_is_sent_from_the_list_and_the_filters_stay(as_mechanic, in_peeters):
    passport = PassportFactory(vehicle__number=7)
    address = f"{LIST}?state=created&sort=plate"

    answer = as_mechanic.post(f"{HOME}7/offer/", {"next": address}, headers=HTMX)

    assert answer.headers["Location"] == address
    passport.refresh_from_db()
    assert passport.state == "offered"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_site(as_mechanic, in_peeters, address):
    PassportFactory(vehicle__number=7)

    answer = as_mechanic.post(f"{HOME}7/offer/", {"next": address})

    assert answer.headers["Location"] == f"{HOME}7/"


def test_the_list_for_htmx_is_the_list_alone(as_mechanic, in_peeters):
    PassportFactory()

    page = as_mechanic.get(LIST, headers=HTMX).text

    assert page.lstrip().startswith("<section")
    assert 'id="passports"' in page


def test_a_row_with_a_bad_address_leads_to_its_correction(as_mechanic, in_peeters):
    PassportFactory(customer__email_state="bounced")

    page = as_mechanic.get(LIST)

    assert "Invalid e-mails (1)" in page.text
    assert page.context["rows"][0].offer_url == ""


def test_the_export_holds_exactly_what_is_filtered(as_reception, in_peeters):
    PassportFactory(
        vehicle__plate="00HZB3",
        vehicle__plate_display="00-HZB-3",
        vehicle__inspection_due_on=date(2027, 1, 15),
        customer__first_name="=1+1",
        customer__last_name="Jansen",
        customer__email="jan@example.be",
    )
    PassportFactory(state="expired")

    csv = as_reception.get("/g/peeters/autopaspoort/passports.csv?state=created")
    xlsx = as_reception.get("/g/peeters/autopaspoort/passports.xlsx?state=created")

    assert csv.headers["Content-Disposition"] == 'attachment; filename="autopaspoorten.csv"'
    header, line, end = csv.content.decode("utf-8-sig").split("\r\n")
    assert header.startswith("Plate;Country;First name;Last name;E-mail address")
    assert line == ("00-HZB-3;NL;'=1+1;Jansen;jan@example.be;correct;;Škoda;Octavia;;15-01-2027;Created;;;")
    assert end == ""
    [_header, row] = openpyxl.load_workbook(io.BytesIO(xlsx.content)).active.iter_rows(values_only=True)
    assert row[:4] == ("00-HZB-3", "NL", "'=1+1", "Jansen")


def test_others_see_no_list(as_dispatcher, as_dubois):
    for address in (LIST, "/g/peeters/autopaspoort/passports.csv"):
        assert as_dispatcher.get(address).status_code == 403
        assert as_dubois.get(address).status_code == 404


def test_another_garage_s_passports_are_not_in_the_list(as_reception, peeters, dubois):
    with garage_active(dubois):
        PassportFactory(vehicle__plate_display="GEHEIM")

    assert plates(as_reception.get(LIST)) == []
    assert "GEHEIM" not in as_reception.get("/g/peeters/autopaspoort/passports.csv").content.decode()


@pytest.mark.parametrize("query", ["", "?q=jan&sort=owner", "?state=created&sort=inspection"])
def test_the_list_costs_the_same_with_more_rows(as_reception, in_peeters, count_queries, query):
    PassportFactory()
    few = count_queries(as_reception, LIST + query)

    PassportFactory.create_batch(49)

    assert count_queries(as_reception, LIST + query) == few <= MOST_QUERIES
