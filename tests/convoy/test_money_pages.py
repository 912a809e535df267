from datetime import date

import pytest

from convoy.domain.billing import bill_mission
from convoy.domain.expenses import save_expense, submit_expense
from convoy.domain.invoices import issue_draft, send_invoice
from convoy.domain.payments import change_billing_settings
from convoy.models import Expense, ExtraCost, Invoice, PaymentFile
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Feature, Role
from tests.conftest import client_of
from tests.convoy.money import make_driver, make_expense, make_mission, receipt
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def garage(peeters, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    peeters.country, peeters.enterprise_number, peeters.vat_number = "FR", "552100554", "FR96552100554"
    peeters.features = [Feature.CONVOY]
    peeters.save()
    return peeters


@pytest.fixture
def mission(garage):
    with garage_active(garage):
        return make_mission(make_driver())


@pytest.fixture
def as_driver(mission):
    return _client(mission.driver.member)


@pytest.fixture
def as_dispatcher(garage):
    with garage_active(garage):
        return _client(MemberFactory(roles=[Role.DISPATCHER]))


def _client(member):
    return client_of(Actor.of_member(member))


@pytest.fixture
def invoice(garage, mission, reception):
    with garage_active(garage):
        bill_mission(mission)
        return send_invoice(issue_draft(Invoice.objects.get(), by=reception), by=reception)


def test_a_driver_enters_and_submits_an_expense_with_its_receipt(as_driver, mission, garage):
    fields = {"mission": mission.pk, "category": "toll", "spent_on": "2026-11-03", "amount": "12,50"}

    beyond = as_driver.post(
        "/g/peeters/partner/expenses/new/", {**fields, "amount": "400", "receipt": receipt(), "submit": "1"}
    )
    done = as_driver.post("/g/peeters/partner/expenses/new/", {**fields, "receipt": receipt(), "submit": "1"})

    assert (beyond.status_code, done.status_code, done.url) == (422, 302, "/g/peeters/partner/invoices/")
    with garage_active(garage):
        states = list(Expense.objects.order_by("amount").values_list("amount", "state"))
    assert states == [(1_250, "submitted"), (40_000, "draft")], "nothing typed is lost"
    assert as_driver.get("/g/peeters/partner/invoices/").status_code == 200


def test_a_driver_sees_his_own_money_only(as_driver, invoice, garage):
    with garage_active(garage):
        other = make_mission(make_driver())
        bill_mission(other)
        foreign = Invoice.objects.get(driver=other.driver)

    assert as_driver.get(f"/g/peeters/partner/invoices/{invoice.pk}/").status_code == 200
    assert as_driver.get(f"/g/peeters/partner/invoices/{foreign.pk}/").status_code == 404
    assert as_driver.get("/g/peeters/convoy/invoices/").status_code == 403


def test_a_driver_disputes_with_words(as_driver, invoice, garage):
    address = f"/g/peeters/partner/invoices/{invoice.pk}/decision/dispute/"

    assert as_driver.post(address, {"remark": ""}).status_code == 422
    assert as_driver.post(address, {"remark": "One day is missing"}).status_code == 302

    with garage_active(garage):
        assert Invoice.objects.get().state == Invoice.State.DISPUTED


def test_extra_costs_are_asked_for_and_decided(as_driver, as_dispatcher, mission, garage):
    asked = as_driver.post(
        f"/g/peeters/partner/missions/{mission.number}/extra-costs/",
        {"category": "parking", "amount": "12", "reason": "closed gate"},
    )
    with garage_active(garage):
        request = ExtraCost.objects.get()
    listed = as_dispatcher.get("/g/peeters/convoy/expenses/")
    as_dispatcher.post(f"/g/peeters/convoy/extra-costs/{request.pk}/decision/approve/")

    assert asked.status_code == 302
    assert "closed gate" in listed.content.decode()
    with garage_active(garage):
        assert ExtraCost.objects.get().state == ExtraCost.State.APPROVED


def test_a_dispatcher_decides_a_claim(as_dispatcher, mission, garage, reception):
    with garage_active(garage):
        expense = save_expense(make_expense(mission), receipt=receipt(), by=reception)
        expense = submit_expense(expense, by=reception)
    address = f"/g/peeters/convoy/expenses/{expense.pk}/"

    assert as_dispatcher.get(address).status_code == 200
    assert as_dispatcher.post(f"{address}decision/query/", {"remark": ""}).status_code == 422
    assert as_dispatcher.post(f"{address}decision/query/", {"remark": "Which?"}).status_code == 302

    with garage_active(garage):
        assert Expense.objects.get().state == Expense.State.QUERIED


def test_a_dispatcher_follows_an_invoice_to_its_payment(as_dispatcher, as_driver, invoice, garage, reception):
    with garage_active(garage):
        change_billing_settings(by=reception, iban="FR7630006000011234567890189")
    as_driver.post(f"/g/peeters/partner/invoices/{invoice.pk}/decision/approve/")

    page = as_dispatcher.get(f"/g/peeters/convoy/invoices/{invoice.pk}/")
    xml = as_dispatcher.get(f"/g/peeters/convoy/invoices/{invoice.pk}/file/xml/")
    made = as_dispatcher.post(
        "/g/peeters/convoy/payments/", {"ids": [invoice.pk], "execution_on": "2030-11-20"}
    )
    with garage_active(garage):
        file = PaymentFile.objects.get()
    bank = as_dispatcher.get(f"/g/peeters/convoy/payments/{file.number}/file/")
    as_dispatcher.post(f"/g/peeters/convoy/payments/{file.number}/done/")

    assert (page.status_code, made.status_code) == (200, 302)
    assert xml.content.decode() == invoice.issued.cii_xml
    assert b"pain.001.001.03" in bank.content
    with garage_active(garage):
        paid = Invoice.objects.get()
    assert (paid.state, paid.paid_on) == (Invoice.State.PAID, date(2030, 11, 20))
    assert as_dispatcher.get("/g/peeters/convoy/invoices/?tab=paid").status_code == 200
    assert as_dispatcher.get("/g/peeters/convoy/billing/").status_code == 200


def test_a_dispatcher_credits_an_invoice(as_dispatcher, invoice, garage):
    address = f"/g/peeters/convoy/invoices/{invoice.pk}/step/credit/"

    assert as_dispatcher.post(address, {"remark": ""}).status_code == 422
    assert as_dispatcher.post(address, {"remark": "wrong amount"}).status_code == 302

    with garage_active(garage):
        assert Invoice.objects.get(kind=Invoice.Kind.CREDIT_NOTE).corrects_id == invoice.pk
