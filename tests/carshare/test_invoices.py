"""Private trips: from the draft to a paid invoice, by the numbers and forms of garageflow.invoicing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from carshare.domain.bookings import NotPossibleNow
from carshare.domain.invoices import (
    DayInFuture,
    InvoiceIncomplete,
    credit_trip_invoice,
    issue_trip_invoice,
    mark_paid,
)
from carshare.mails import KINDS
from carshare.models import Booking, TripInvoice, TripInvoiceLine
from garageflow.documents.models import PdfOrder
from garageflow.invoicing.domain.issuing import NothingToInvoice
from garageflow.invoicing.models import IssuedInvoice
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import NothingToSay
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Shop
from tests.carshare.factories import OrganisationFactory, SubscriberFactory, fleet
from tests.conftest import client_of

pytestmark = pytest.mark.usefixtures("calm")

State = TripInvoice.State
ADMIN = "/g/peeters/carshare/admin/invoices/"


@pytest.fixture
def garage(peeters):
    peeters.enterprise_number, peeters.vat_number = "0999521751", "BE0999521751"
    peeters.iban = "BE71096123456769"
    peeters.save()
    with garage_active(peeters):
        Shop.objects.create(
            name="Noord", street="Noorderlaan", house_number="214", postcode="2030", city="Antwerpen"
        )
    return peeters


@pytest.fixture
def hanne(garage):
    with garage_active(garage):
        organisation = OrganisationFactory(private_use=True)
        contract, parking, (vehicle,) = fleet(organisation, hour_amount=400, km_amount=30)
        hanne = SubscriberFactory(
            organisation=organisation,
            contract=contract,
            parking=parking,
            billing_street="Kerkstraat",
            billing_house_number="4",
            billing_postcode="2000",
            billing_city="Antwerpen",
        )
        hanne.car = vehicle
    return hanne


def draft(hanne, *, days_ago=1, km=100, vat_percent=21):
    until = timezone.now() - timedelta(days=days_ago)
    since = until - timedelta(hours=2)
    booking = Booking.objects.create(
        vehicle=hanne.car,
        subscriber=hanne,
        contract=hanne.contract,
        parking=hanne.parking,
        period=DateTimeTZRange(since, until),
        use="private",
        state="returned",
        started_at=since,
        returned_at=until,
    )
    net = 700 + 30 * km
    invoice = TripInvoice.objects.create(
        booking=booking,
        subscriber=hanne,
        recipient=str(hanne),
        address=hanne.billing_address,
        vat_percent=vat_percent,
        net_amount=net,
        vat_amount=round(net * vat_percent / 100),
    )
    for kind, quantity, unit in (("hours", "1.75", 400), ("km", f"{km}.00", 30)):
        TripInvoiceLine.objects.create(
            invoice=invoice,
            kind=kind,
            quantity=Decimal(quantity),
            unit_amount=unit,
            net_amount=int(Decimal(quantity) * unit),
        )
    return invoice


def test_a_draft_becomes_an_invoice_with_a_number_a_pdf_and_a_mail(garage, hanne):
    with garage_active(garage):
        invoice = issue_trip_invoice(draft(hanne), by=SYSTEM)

        issued = IssuedInvoice.objects.get()
        content, today = issued.content, garage.today()
        assert (invoice.state, issued.number) == (State.ISSUED, f"PEETER-CS-{today.year}-000001")
        assert issued.total_amount * 100 == invoice.total_amount == 4477
        assert (issued.due_on - issued.issued_on, issued.document_type) == (timedelta(days=30), "380")
        assert [(line.quantity, line.unit, line.net_amount) for line in content.lines] == [
            (Decimal("1.75"), "HUR", Decimal("7.00")),
            (Decimal("100.00"), "KMT", Decimal("30.00")),
        ]
        assert (content.buyer.street, content.buyer.city, content.buyer.is_consumer) == (
            "Kerkstraat 4",
            "Antwerpen",
            True,
        )
        assert (content.seller.name, content.seller.iban) == ("Garage Peeters", "BE71096123456769")
        # Peppol is for businesses.
        assert issued.ubl_xml == ""
        assert PdfOrder.objects.get().name == issued.number
        mail = OutboxMail.objects.get()
        assert (mail.kind, mail.to) == ("carshare.invoice", hanne.email)
        assert issued.number in composed(mail).subject
        with pytest.raises(NotPossibleNow):
            issue_trip_invoice(invoice, by=SYSTEM)


def test_numbers_follow_each_other_also_over_credit_notes(garage, hanne):
    with garage_active(garage):
        first = issue_trip_invoice(draft(hanne, days_ago=3), by=SYSTEM)
        credit_trip_invoice(first, reason="Het was een dienstrit.", by=SYSTEM)
        issue_trip_invoice(draft(hanne, days_ago=2), by=SYSTEM)

        assert [row.sequence for row in IssuedInvoice.objects.order_by("pk")] == [1, 2, 3]


def test_a_credit_note_takes_the_whole_back_and_the_invoice_needs_no_money(garage, hanne):
    with garage_active(garage):
        invoice = issue_trip_invoice(draft(hanne), by=SYSTEM)
        mark_paid(invoice, paid_on=garage.today(), by=SYSTEM)

        credited = credit_trip_invoice(invoice, reason="Het was een dienstrit.", by=SYSTEM)

        note = credited.credit_note
        assert (credited.state, note.document_type, note.corrects) == (State.CREDITED, "381", invoice.issued)
        assert note.total_amount == invoice.issued.total_amount
        said, taken_back = OutboxMail.objects.order_by("pk")
        assert "Het was een dienstrit." in composed(taken_back).paragraphs
        with pytest.raises(NothingToSay):
            composed(said)
        for change in (lambda: mark_paid(credited, paid_on=garage.today(), by=SYSTEM), None):
            with pytest.raises(NotPossibleNow):
                change() if change else credit_trip_invoice(credited, reason="twice", by=SYSTEM)


def test_a_garage_without_its_numbers_issues_nothing(garage, hanne):
    garage.vat_number = ""
    garage.save()
    with garage_active(garage):
        with pytest.raises(InvoiceIncomplete, match="VAT number"):
            issue_trip_invoice(draft(hanne), by=SYSTEM)

        assert TripInvoice.objects.get().state == State.DRAFT


def test_a_trip_that_costs_nothing_and_a_day_to_come_are_refused(garage, hanne):
    with garage_active(garage):
        free = draft(hanne, days_ago=3)
        free.lines.update(net_amount=0)
        with pytest.raises(NothingToInvoice):
            issue_trip_invoice(free, by=SYSTEM)
        invoice = issue_trip_invoice(draft(hanne, days_ago=2), by=SYSTEM)
        with pytest.raises(DayInFuture):
            mark_paid(invoice, paid_on=garage.today() + timedelta(days=1), by=SYSTEM)


def test_the_administrator_issues_several_and_follows_them(garage, hanne, as_owner):
    with garage_active(garage):
        ids = [draft(hanne, days_ago=days).pk for days in (3, 2)]

    as_owner.post(f"{ADMIN}issuing/", {"ids": ids})
    as_owner.post(f"{ADMIN}{ids[0]}/step/pay/", {"paid_on": timezone.localdate().isoformat()})
    refused = as_owner.post(f"{ADMIN}{ids[1]}/step/credit/", {"reason": ""})
    as_owner.post(f"{ADMIN}{ids[1]}/step/credit/", {"reason": "Dienstrit"})

    assert refused.status_code == 422
    with garage_active(garage):
        states = TripInvoice.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == [State.PAID, State.CREDITED]
    xml = as_owner.get(f"{ADMIN}{ids[1]}/file/credit-xml/")
    assert xml.headers["Content-Disposition"].endswith('-000003.xml"')
    assert as_owner.get(f"{ADMIN}{ids[1]}/file/nonsense/").status_code == 404
    assert as_owner.post(f"{ADMIN}{ids[1]}/step/nonsense/").status_code == 404


def test_a_subscriber_sees_his_own_invoice_only(garage, hanne):
    with garage_active(garage):
        invoice = issue_trip_invoice(draft(hanne), by=SYSTEM)
        other = SubscriberFactory(organisation=hanne.organisation)

    own = client_of(Actor.of_member(hanne.member)).get(f"/g/peeters/carshare/invoices/{invoice.pk}/")
    theirs = client_of(Actor.of_member(other.member))

    assert own.context["invoice"].issued.number.endswith("-000001")
    assert theirs.get(f"/g/peeters/carshare/invoices/{invoice.pk}/").status_code == 404
    assert theirs.get(f"/g/peeters/carshare/invoices/{invoice.pk}/invoice/").status_code == 404


def composed(mail):
    return next(kind for kind in KINDS if kind.name == mail.kind).compose(mail)
