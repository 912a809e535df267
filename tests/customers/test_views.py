from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from garageflow.audit.models import Entry
from garageflow.customers import registry
from garageflow.customers.models import Customer, EmailState
from garageflow.customers.registry import CustomerVehicle, register_mails, register_vehicles
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.active import garage_active
from tests.factories import CustomerFactory


@pytest.fixture(autouse=True)
def hooks(monkeypatch):
    monkeypatch.setattr(registry, "_vehicles", [])
    monkeypatch.setattr(registry, "_mail_subjects", {})


@pytest.fixture
def jan(peeters) -> Customer:
    with garage_active(peeters):
        return CustomerFactory(
            number=7,
            first_name="Jan",
            last_name="Janssens",
            name_key="janssens jan",
            email="jan@example.com",
            city="Gent",
            phone="09 123 45 67",
        )


def form_of(customer: Customer, **changed: str) -> dict[str, str]:
    names = (
        "first_name",
        "last_name",
        "email",
        "phone",
        "street",
        "house_number",
        "postcode",
        "city",
        "language",
    )
    return {**{name: getattr(customer, name) for name in names}, **changed}


def test_the_list_shows_customers_by_name(as_mechanic, peeters, jan):
    with garage_active(peeters):
        CustomerFactory(first_name="An", last_name="Maes", name_key="maes an")
        CustomerFactory(first_name="Bo", last_name="Aerts", name_key="aerts bo")

    response = as_mechanic.get("/g/peeters/customers/")

    assert [row.name for row in response.context["rows"]] == ["Bo Aerts", "Jan Janssens", "An Maes"]
    assert response.context["count"] == 3


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("sort=-name", ["An Maes", "Jan Janssens"]),
        ("sort=number", ["Jan Janssens", "An Maes"]),
        ("sort=-number", ["An Maes", "Jan Janssens"]),
        ("sort=nonsense", ["Jan Janssens", "An Maes"]),
        ("q=an+maes", ["An Maes"]),
        ("q=jan", ["Jan Janssens"]),
        ("q=%00", ["Jan Janssens", "An Maes"]),
        ("email_state=syntax", ["An Maes"]),
        ("language=fr", ["An Maes"]),
        ("language=xx", ["Jan Janssens", "An Maes"]),
    ],
)
def test_the_list_is_sorted_and_filtered(as_reception, peeters, jan, query, shown):
    with garage_active(peeters):
        CustomerFactory(
            number=8,
            first_name="An",
            last_name="Maes",
            name_key="maes an",
            email="an@",
            email_state=EmailState.SYNTAX,
            language="fr",
        )

    response = as_reception.get(f"/g/peeters/customers/?{query}")

    assert [row.name for row in response.context["rows"]] == shown


def test_the_list_goes_on_where_the_page_ends(as_reception, peeters):
    with garage_active(peeters):
        for number in range(1, 28):
            CustomerFactory(number=number, last_name=f"N{number:02}", first_name="", name_key=f"n{number:02}")

    first = as_reception.get("/g/peeters/customers/")
    second = as_reception.get(f"/g/peeters/customers/?{first.context['page'].next_query}")

    assert len(first.context["rows"]) == 25
    assert [row.name for row in second.context["rows"]] == ["N26", "N27"]


def test_customers_of_another_garage_stay_unseen(as_reception, peeters, dubois, jan):
    with garage_active(dubois):
        CustomerFactory(number=99, last_name="Verborgen")

    assert "Verborgen" not in as_reception.get("/g/peeters/customers/").text
    assert "Verborgen" not in as_reception.get("/g/peeters/customers.csv").text
    assert as_reception.get("/g/peeters/customers/99/").status_code == 404
    assert as_reception.get("/g/peeters/customers/99/edit/").status_code == 404
    assert as_reception.post("/g/peeters/customers/99/edit/", form_of(jan)).status_code == 404


def test_who_may_see_and_change_customers(as_mechanic, jan):
    assert as_mechanic.get("/g/peeters/customers/7/").status_code == 200
    assert as_mechanic.get("/g/peeters/customers/7/edit/").status_code == 403
    assert as_mechanic.post("/g/peeters/customers/7/edit/", form_of(jan)).status_code == 403
    assert as_mechanic.get("/g/peeters/customers.csv").status_code == 403
    assert "/edit/" not in as_mechanic.get("/g/peeters/customers/7/").text


def test_the_export_is_exactly_what_is_filtered(as_owner, peeters, jan):
    with garage_active(peeters):
        CustomerFactory(
            first_name="=HYPERLINK(1)", last_name="Maes", name_key="maes", language="fr", number=8
        )
        CustomerFactory(last_name="Weg", language="nl", number=9)

    csv = as_owner.get("/g/peeters/customers.csv?language=fr")
    xlsx = as_owner.get("/g/peeters/customers.xlsx?language=fr&sort=-name")

    lines = csv.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("number;first name;last name;e-mail address;")
    assert lines[1].startswith("8;'=HYPERLINK(1);Maes;")
    assert csv["Content-Disposition"] == 'attachment; filename="customers.csv"'
    rows = list(load_workbook(io.BytesIO(xlsx.content)).active.iter_rows(values_only=True))
    assert [row[:3] for row in rows[1:]] == [(8, "'=HYPERLINK(1)", "Maes")]


def test_a_customer_s_page_shows_facts_vehicles_messages_and_history(as_reception, peeters, jan, reception):
    register_vehicles(
        lambda customer: [
            CustomerVehicle(
                number=3,
                title="Škoda Octavia",
                plate="7-KON-24",
                plate_country="NL",
                status="Offered",
                tone="busy",
            )
        ]
    )
    register_mails("tests.hello", lambda customer: Customer.objects.filter(pk=customer.pk).values("pk"))
    with garage_active(peeters):
        for key, subject in (("1", jan.pk), ("2", jan.pk + 1)):
            OutboxMail.objects.create(
                kind="tests.hello",
                idempotency_key=key,
                to=f"old{key}@example.com",
                language="nl",
                subject_id=subject,
                state=MailState.FAILED,
                answer="550 no such user",
            )
    as_reception.post("/g/peeters/customers/7/edit/", form_of(jan, city="Brugge"))

    page = as_reception.get("/g/peeters/customers/7/").text

    for words in (
        "Jan Janssens",
        "Brugge",
        "7-KON-24",
        "Offered",
        'href="/g/peeters/autopaspoort/3/"',
        "old1@example.com",
        "550 no such user",
        "Customer changed: town",
    ):
        assert words in page
    assert "old2@example.com" not in page


def test_a_customer_is_changed(as_reception, peeters, jan):
    response = as_reception.post(
        "/g/peeters/customers/7/edit/", form_of(jan, last_name="Peeters", email="JP@example.com"), follow=True
    )

    assert "Saved." in response.text
    with garage_active(peeters):
        jan.refresh_from_db()
        assert (jan.last_name, jan.identity) == ("Peeters", "e:jp@example.com")
        assert Entry.objects.get().event == "customers.customer_changed"


def test_the_address_of_another_customer_leads_to_him(as_reception, peeters, jan):
    with garage_active(peeters):
        CustomerFactory(number=12, first_name="An", last_name="Maes", email="an@example.com")

    response = as_reception.post("/g/peeters/customers/7/edit/", form_of(jan, email="AN@example.com"))

    assert response.status_code == 422
    assert "This address belongs to An Maes (customer 12)." in response.text
    assert 'href="/g/peeters/customers/12/"' in response.text
    assert 'value="AN@example.com"' in response.text


@pytest.mark.parametrize("changed", [{"email": "jan@"}, {"last_name": ""}, {"language": "xx"}])
def test_what_is_malformed_is_said_beside_the_field(as_reception, jan, changed):
    response = as_reception.post("/g/peeters/customers/7/edit/", form_of(jan, **changed))

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(changed)


def test_an_address_that_a_list_brought_damaged_may_stay(as_reception, peeters):
    with garage_active(peeters):
        bad = CustomerFactory(number=5, email="jan@", email_state=EmailState.SYNTAX, identity="p:NL:7KON24")

    response = as_reception.post("/g/peeters/customers/5/edit/", form_of(bad, phone="123"))

    assert response.status_code == 302
    with garage_active(peeters):
        bad.refresh_from_db()
    assert (bad.phone, bad.email_state, bad.identity) == ("123", EmailState.SYNTAX, "p:NL:7KON24")


def test_lists_cost_the_same_for_one_row_and_three(as_owner, peeters, jan, django_assert_max_num_queries):
    with django_assert_max_num_queries(13) as one:
        as_owner.get("/g/peeters/customers/")
    with garage_active(peeters):
        CustomerFactory.create_batch(2)
    with django_assert_max_num_queries(13) as three:
        as_owner.get("/g/peeters/customers/")

    assert len(one) == len(three)


def test_without_customers_the_page_says_how_they_come(as_reception):
    assert "No customers yet" in as_reception.get("/g/peeters/customers/").text
    assert "Nothing found" in as_reception.get("/g/peeters/customers/?q=zzz").text
