from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from lxml import etree

from convoy.domain.billing import bill_mission, cut_off_before, draft_of, next_cut_off
from convoy.domain.expenses import approve_expense, save_expense, submit_expense
from convoy.domain.invoices import (
    BillingIncomplete,
    InvoiceElsewhere,
    NoMandate,
    NumberUsed,
    OwnInvoice,
    ReasonMissing,
    approve_invoice,
    approve_tacitly,
    credit_invoice,
    differences,
    dispute_invoice,
    hand_over,
    issue_at_cut_off,
    issue_draft,
    refuse_invoice,
    send_invoice,
    upload_invoice,
)
from convoy.domain.payments import (
    AccountMissing,
    NothingToPay,
    change_billing_settings,
    make_payment_file,
    mark_file_paid,
    mark_paid,
    payable,
)
from convoy.models import Driver, Invoice, Mission
from garageflow.documents.models import PdfOrder
from garageflow.invoicing.domain.issuing import NothingToInvoice
from garageflow.mail.models import OutboxMail
from tests.convoy.money import make_driver, make_expense, make_mission, receipt

State = Invoice.State
PAIN = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.03}"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def durand(in_peeters):
    """The garage as a French one, so that a French driver is not across a border."""
    in_peeters.country, in_peeters.vat_number, in_peeters.enterprise_number = (
        "FR",
        "FR96552100554",
        "552100554",
    )
    in_peeters.save()
    return in_peeters


@pytest.fixture
def driver(durand):
    return make_driver()


def draft_with_mission(driver, **amounts):
    bill_mission(make_mission(driver, **amounts))
    return Invoice.objects.get(driver=driver, state=State.DRAFT)


def sent(driver, by, **amounts):
    return send_invoice(issue_draft(draft_with_mission(driver, **amounts), by=by), by=by)


def test_a_certified_mission_appears_on_the_draft_once(driver):
    mission = make_mission(driver)

    bill_mission(mission)
    bill_mission(mission)

    draft = Invoice.objects.get()
    assert (draft.state, draft.number, draft.total_amount) == (State.DRAFT, "", 18_000)
    assert [line.name for line in draft.lines.all()] == [
        f"Convoyage Lille – Lyon, Renault Clio AB-123-CD, mission {mission.number}"
    ]
    line = draft.lines.get()
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


def test_an_empty_run_pays_its_lump_sum(driver):
    bill_mission(make_mission(driver, state=Mission.State.EMPTY_RUN))

    assert Invoice.objects.get().lines.get().amount == 5_000


def test_issuing_gives_a_number_and_orders_the_pdf(driver, reception, durand):
    invoice = issue_draft(draft_with_mission(driver), by=reception)

    number = f"PEETER-D{driver.number:04d}-{durand.today().year}-000001"
    assert (invoice.state, invoice.number, invoice.total_amount) == (State.ISSUED, number, 18_000)
    assert invoice.issued.content.vat.exemption_code == "VATEX-FR-FRANCHISE"
    assert invoice.issued.content.seller.name == "Karim Benali EI"
    assert PdfOrder.objects.get().name == number
    with pytest.raises(InvoiceElsewhere):
        issue_draft(invoice, by=reception)


def test_vat_is_counted_as_en_16931_counts_it(durand, reception):
    driver = make_driver(vat_regime=Driver.VatRegime.STANDARD, vat_number="FR44732829320")
    draft = draft_with_mission(driver, service_amount=10_003)

    assert (draft.net_amount, draft.vat_amount, draft.total_amount) == (10_003, 2_001, 12_004)
    assert issue_draft(draft, by=reception).total_amount == 12_004


@pytest.mark.parametrize(
    ("values", "words"),
    [({"company_number": ""}, "numéro|number"), ({"iban": ""}, "IBAN"), ({"city": ""}, "address")],
)
def test_an_invoice_that_lacks_what_the_law_wants_is_not_issued(durand, reception, values, words):
    draft = draft_with_mission(make_driver(**values))

    with pytest.raises(BillingIncomplete, match=words):
        issue_draft(draft, by=reception)

    assert Invoice.objects.get().state == State.DRAFT


def test_an_empty_draft_is_not_issued(driver, reception):
    with pytest.raises(NothingToInvoice):
        issue_draft(draft_of(driver), by=reception)


def test_the_driver_is_told_once(driver, reception):
    invoice = sent(driver, reception)

    assert (invoice.state, OutboxMail.objects.get().to) == (State.SENT, driver.email)
    with pytest.raises(InvoiceElsewhere):
        send_invoice(invoice, by=reception)


def test_a_driver_approves_or_disputes(driver, reception):
    invoice = sent(driver, reception)

    with pytest.raises(ReasonMissing):
        dispute_invoice(invoice, remark="", by=reception)
    disputed = dispute_invoice(invoice, remark="One day is missing", by=reception)
    approved = approve_invoice(disputed, by=reception)

    assert (disputed.state, disputed.remark) == (State.DISPUTED, "One day is missing")
    assert approved.state == State.APPROVED
    with pytest.raises(InvoiceElsewhere):
        refuse_invoice(approved, remark="no", by=reception)


def test_silence_counts_as_approval_after_the_days_of_the_contract(driver, reception, durand):
    old, young = sent(driver, reception), sent(driver, reception)
    Invoice.objects.filter(pk=old.pk).update(sent_at=old.sent_at - timedelta(days=9))

    approve_tacitly(durand, durand.today())

    old.refresh_from_db(), young.refresh_from_db()
    assert (old.state, young.state) == (State.APPROVED, State.SENT)


def test_a_credit_note_takes_an_invoice_back(driver, reception):
    invoice = sent(driver, reception)

    note = credit_invoice(invoice, remark="wrong amount", charge_again=True, by=reception)

    assert (note.kind, note.state, note.corrects, note.total_amount) == (
        Invoice.Kind.CREDIT_NOTE,
        State.ISSUED,
        invoice,
        18_000,
    )
    assert (note.issued.document_type, note.issued.corrects) == ("261", invoice.issued)
    assert note.number.endswith("-000002")
    assert Invoice.objects.get(state=State.DRAFT).total_amount == 18_000, "may be invoiced again"
    with pytest.raises(InvoiceElsewhere):
        credit_invoice(invoice, remark="twice", charge_again=False, by=reception)
    with pytest.raises(InvoiceElsewhere):
        credit_invoice(note, remark="a credit note", charge_again=False, by=reception)


def test_a_credit_note_says_why(driver, reception):
    with pytest.raises(ReasonMissing):
        credit_invoice(sent(driver, reception), remark="", charge_again=False, by=reception)


def test_the_night_after_a_cut_off_issues_what_was_begun_before_it(durand, driver):
    begun_before = draft_with_mission(driver)
    incomplete = draft_with_mission(make_driver(iban=""))
    begun_after = draft_with_mission(make_driver())
    own_invoices = draft_with_mission(make_driver(has_mandate=False))
    Invoice.objects.update(dated_on=date(2026, 11, 14))
    Invoice.objects.filter(pk=begun_after.pk).update(dated_on=date(2026, 11, 16))

    for night in (date(2026, 11, 15), date(2026, 11, 17), date(2026, 11, 18)):
        issue_at_cut_off(durand, night)

    for invoice in (begun_before, incomplete, begun_after, own_invoices):
        invoice.refresh_from_db()
    assert [row.state for row in (begun_before, incomplete, begun_after, own_invoices)] == [
        State.SENT,
        State.DRAFT,
        State.DRAFT,
        State.DRAFT,
    ]
    assert "IBAN" in incomplete.remark
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    ("day", "before", "following"),
    [
        (date(2026, 11, 15), date(2026, 10, 31), date(2026, 11, 15)),
        (date(2026, 11, 16), date(2026, 11, 15), date(2026, 11, 30)),
        (date(2027, 3, 1), date(2027, 2, 28), date(2027, 3, 15)),
        (date(2028, 2, 29), date(2028, 2, 15), date(2028, 2, 29)),
    ],
)
def test_cut_offs_are_the_15th_and_the_last_day(day, before, following):
    assert (cut_off_before(day), next_cut_off(day)) == (before, following)


def test_without_a_mandate_the_driver_uploads_his_own_invoice(durand, reception):
    driver = make_driver(has_mandate=False)
    draft = draft_with_mission(driver)
    own = OwnInvoice(number="2026-17", dated_on=durand.today(), net_amount=19_000, vat_amount=0)

    with pytest.raises(NoMandate):
        issue_draft(draft, by=reception)
    uploaded = upload_invoice(draft, own, upload=receipt(), by=reception)

    assert (uploaded.state, uploaded.number, uploaded.total_amount) == (State.SENT, "2026-17", 19_000)
    assert differences(uploaded) == ["The missions come to €180.00, the invoice says €190.00."]
    refused = refuse_invoice(uploaded, remark="10 euros too much", by=reception)
    again = Invoice.objects.get(driver=driver, state=State.DRAFT)
    assert (refused.state, again.total_amount) == (State.REFUSED, 18_000)
    with pytest.raises(NumberUsed):
        upload_invoice(again, own, upload=receipt(), by=reception)


def test_with_a_mandate_nobody_uploads(driver, reception, durand):
    own = OwnInvoice(number="1", dated_on=durand.today(), net_amount=18_000, vat_amount=0)

    with pytest.raises(NoMandate):
        upload_invoice(draft_with_mission(driver), own, upload=receipt(), by=reception)


def test_approved_invoices_are_paid_by_one_file(driver, reception, durand):
    expense = save_expense(
        make_expense(make_mission(driver), amount=1_200, is_disbursement=True),
        receipt=receipt(),
        by=reception,
    )
    approve_expense(submit_expense(expense, by=reception), by=reception)
    invoice = approve_invoice(sent(driver, reception), by=reception)

    with pytest.raises(AccountMissing):
        make_payment_file(payable(), execution_on=date(2026, 11, 20), by=reception)
    change_billing_settings(by=reception, iban="FR7630006000011234567890189")
    file = make_payment_file(payable(), execution_on=date(2026, 11, 20), by=reception)

    tree = etree.fromstring(file.xml.encode())
    assert tree.findtext(f".//{PAIN}CtrlSum") == "192.00", "with the disbursement"
    assert tree.findtext(f".//{PAIN}InstdAmt") == "192.00"
    assert tree.findtext(f".//{PAIN}Ustrd") == invoice.number
    assert payable() == []
    with pytest.raises(NothingToPay):
        make_payment_file([invoice], execution_on=date(2026, 11, 20), by=reception)
    assert mark_file_paid(file, by=reception) == 1
    invoice.refresh_from_db()
    assert (invoice.state, invoice.paid_on) == (State.PAID, date(2026, 11, 20))


def test_only_what_is_approved_is_paid(driver, reception):
    invoice = sent(driver, reception)

    with pytest.raises(NothingToPay):
        mark_paid(invoice, paid_on=date(2026, 11, 20), by=reception)

    paid = mark_paid(approve_invoice(invoice, by=reception), paid_on=date(2026, 11, 20), by=reception)
    assert (paid.state, paid.paid_on) == (State.PAID, date(2026, 11, 20))


def test_handing_over_is_written_down_by_a_person(driver, reception):
    invoice = hand_over(sent(driver, reception), platform="Chorus Pro", by=reception)

    assert (invoice.handed_over_to, invoice.handed_over_by) == ("Chorus Pro", reception.member)
