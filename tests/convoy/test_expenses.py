import pytest
from django.db import IntegrityError, transaction

from convoy.domain.expenses import (
    ExpenseBeyondQuote,
    ExpenseElsewhere,
    ExtraCostUnfit,
    ReasonMissing,
    ReceiptMissing,
    approve_expense,
    decide_extra_cost,
    query_expense,
    refuse_expense,
    remove_expense,
    request_extra_cost,
    room_left,
    save_expense,
    submit_expense,
)
from convoy.models import Driver, Expense, Invoice
from garageflow.documents.content import FileRefused
from garageflow.mail.models import OutboxMail
from garageflow.mail.registry import kind_of
from tests.convoy.money import make_driver, make_expense, make_mission, receipt

State = Expense.State


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def mission(in_peeters):
    return make_mission(make_driver())


def submitted(mission, by, **values):
    return submit_expense(save_expense(make_expense(mission, **values), receipt=receipt(), by=by), by=by)


def test_a_claim_within_the_quote_is_submitted_and_approved(mission, reception):
    expense = submitted(mission, reception)

    approved = approve_expense(expense, by=reception)

    draft = Invoice.objects.get()
    assert (expense.state, approved.state) == (State.SUBMITTED, State.APPROVED)
    assert approved.receipt.kind == "convoy.receipt"
    assert [(line.kind, line.amount, line.name) for line in draft.lines.all()] == [
        ("expense", 3_000, f"Péage, mission {mission.number}")
    ]
    assert (draft.state, draft.total_amount) == (Invoice.State.DRAFT, 3_000)


def test_a_claim_without_receipt_is_not_submitted(mission, reception):
    expense = save_expense(make_expense(mission), receipt=None, by=reception)

    with pytest.raises(ReceiptMissing):
        submit_expense(expense, by=reception)

    with pytest.raises(IntegrityError), transaction.atomic():
        Expense.objects.filter(pk=expense.pk).update(state=State.SUBMITTED)


def test_a_receipt_is_a_document_or_a_picture(mission, reception):
    with pytest.raises(FileRefused):
        save_expense(make_expense(mission), receipt=receipt().__class__("x.pdf", b"MZ..."), by=reception)


def test_claims_of_a_kind_share_what_the_quote_foresees(mission, reception):
    submitted(mission, reception, amount=3_000)

    with pytest.raises(ExpenseBeyondQuote, match="10.00"):
        submitted(mission, reception, amount=1_001)

    submitted(mission, reception, amount=1_000)
    assert room_left(mission, "toll") == 0
    assert room_left(mission, "fuel") == room_left(mission, "charging") == 6_000
    assert room_left(mission, "parking") == 0


def test_a_refused_claim_gives_its_room_back(mission, reception):
    refuse_expense(submitted(mission, reception, amount=4_000), remark="not ours", by=reception)

    assert submitted(mission, reception, amount=4_000).state == State.SUBMITTED


def test_extra_costs_are_asked_for_first(mission, reception):
    request = request_extra_cost(
        mission, category="parking", amount=1_500, reason="closed gate", by=reception
    )

    with pytest.raises(ExtraCostUnfit):
        submitted(mission, reception, category="parking", amount=1_500, extra_cost=request)
    request = decide_extra_cost(request, is_approved=True, note="", by=reception)
    with pytest.raises(ExpenseBeyondQuote):
        submitted(mission, reception, category="parking", amount=1_501, extra_cost=request)
    assert submitted(mission, reception, category="parking", amount=1_500, extra_cost=request).extra_cost

    with pytest.raises(ExpenseElsewhere):
        decide_extra_cost(request, is_approved=False, note="too late", by=reception)


def test_extra_costs_of_another_mission_do_not_fit(mission, reception):
    other = make_mission(mission.driver)
    request = request_extra_cost(other, category="parking", amount=1_500, reason="gate", by=reception)
    decide_extra_cost(request, is_approved=True, note="", by=reception)

    with pytest.raises(ExtraCostUnfit):
        submitted(mission, reception, category="parking", amount=500, extra_cost=request)


def test_a_query_goes_back_to_the_driver_who_answers(mission, reception):
    queried = query_expense(submitted(mission, reception), remark="Which motorway?", by=reception)

    changed = save_expense(queried, receipt=None, by=reception, amount=2_900)
    again = submit_expense(changed, answer="A26", by=reception)

    assert (queried.state, again.state, again.amount, again.answer) == (
        State.QUERIED,
        State.SUBMITTED,
        2_900,
        "A26",
    )


@pytest.mark.parametrize("decide", [query_expense, refuse_expense])
def test_no_words_no_refusal(mission, reception, decide):
    with pytest.raises(ReasonMissing):
        decide(submitted(mission, reception), remark="", by=reception)


def test_what_is_decided_stays(mission, reception):
    expense = approve_expense(submitted(mission, reception), by=reception)

    for step in (
        lambda: approve_expense(expense, by=reception),
        lambda: refuse_expense(expense, remark="no", by=reception),
        lambda: save_expense(expense, receipt=None, by=reception, amount=1),
        lambda: submit_expense(expense, by=reception),
        lambda: remove_expense(expense),
    ):
        with pytest.raises(ExpenseElsewhere):
            step()


def test_a_draft_can_be_removed(mission, reception):
    remove_expense(save_expense(make_expense(mission), receipt=None, by=reception))

    assert not Expense.objects.exists()


@pytest.mark.parametrize(
    ("regime", "is_disbursement", "expected"),
    [
        # Under the franchise he pays the VAT himself and charges all of it on.
        (Driver.VatRegime.FRANCHISE, False, ("expense", 1_200, 1_200, 0)),
        # Who deducts VAT charges the net amount, and his own VAT on it.
        (Driver.VatRegime.STANDARD, False, ("expense", 1_000, 1_200, 0)),
        # In the garage's name: given back to the cent, outside the invoice.
        (Driver.VatRegime.STANDARD, True, ("disbursement", 1_200, 0, 1_200)),
    ],
)
def test_costs_follow_the_vat_of_the_service(in_peeters, reception, regime, is_disbursement, expected):
    in_peeters.country = "FR"
    mission = make_mission(make_driver(vat_regime=regime, vat_number="FR44732829320"))
    expense = submitted(mission, reception, amount=1_200, vat_amount=200, is_disbursement=is_disbursement)

    approve_expense(expense, by=reception)

    draft = Invoice.objects.get()
    line = draft.lines.get()
    assert (line.kind, line.amount, draft.total_amount, draft.disbursed_amount) == expected


@pytest.mark.parametrize(("decide", "state"), [(query_expense, "queried"), (refuse_expense, "refused")])
def test_the_driver_is_mailed_what_is_asked(mission, reception, decide, state):
    expense = save_expense(make_expense(mission), receipt=receipt(), by=reception)
    decide(submit_expense(expense, by=reception), remark="Which motorway?", by=reception)

    mail = OutboxMail.objects.get(kind="convoy.expense_answered")
    content = kind_of(mail.kind).compose(mail)
    assert mail.to == mission.driver.email
    assert content.paragraphs == ("Which motorway?",)
    assert bool(content.after) == (state == "queried"), "only a question can be answered"
