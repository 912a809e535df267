"""What a driver paid: within his quote or announced before, with a receipt, decided by logistics."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.domain.billing import charge_expense
from convoy.models import Expense, ExpenseCategory, ExtraCost, Mission
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor
from garageflow.ui.templatetags.ui import money

Category = ExpenseCategory
State = Expense.State

EXPENSE_ANSWERED = "convoy.expense_answered"

# Which part of the quote foresees which costs. What stands nowhere needs an approved request.
POOLS = {
    "fuel_amount": (Category.FUEL, Category.CHARGING),
    "toll_amount": (Category.TOLL,),
    "transport_amount": (Category.TRAIN, Category.TAXI),
}


class ExpenseElsewhere(DomainError):
    """The step does not fit the state of the claim."""


class ExpenseBeyondQuote(DomainError):
    field = "amount"


class ReceiptMissing(DomainError):
    field = "receipt"


class ExtraCostUnfit(DomainError):
    field = "extra_cost"


class ReasonMissing(DomainError):
    field = "remark"


@transaction.atomic
def save_expense(expense: Expense, *, receipt: File[bytes] | None, by: Actor, **values: Any) -> Expense:
    """Enter a claim or change one that is not decided; a new receipt replaces the old one.

    Raises ExpenseElsewhere, FileRefused.
    """
    if expense.pk:
        expense = _locked(expense, State.DRAFT, State.QUERIED)
    for name, value in values.items():
        setattr(expense, name, value)
    if receipt is not None:
        expense.save()
        expense.receipt = store_document(receipt, kind="convoy.receipt", subject=expense, by=by)
    expense.save()
    return expense


@transaction.atomic
def submit_expense(expense: Expense, *, answer: str = "", by: Actor) -> Expense:
    """The driver declares it: from here on logistics decides.

    Raises ExpenseElsewhere, ReceiptMissing, ExpenseBeyondQuote, ExtraCostUnfit.
    """
    # Two claims of one mission at once would each see the room that is left: the mission is the lock.
    mission = Mission.objects.select_for_update().select_related("quote").get(pk=expense.mission_id)
    expense = _locked(expense, State.DRAFT, State.QUERIED)
    if expense.receipt_id is None:
        raise ReceiptMissing(_("Add the receipt."))
    _check_room(expense, mission)
    expense.state, expense.submitted_at, expense.answer = State.SUBMITTED, timezone.now(), answer
    expense.save()
    record("convoy.expense_submitted", expense, by=by, category=expense.category, amount=expense.amount)
    return expense


@transaction.atomic
def approve_expense(expense: Expense, *, by: Actor) -> Expense:
    """It comes onto the driver's draft invoice. Raises ExpenseElsewhere."""
    expense = _locked(expense, State.SUBMITTED)
    expense.state, expense.decided_at, expense.decided_by = State.APPROVED, timezone.now(), by.member
    expense.save()
    charge_expense(expense)
    record("convoy.expense_approved", expense, by=by, category=expense.category, amount=expense.amount)
    return expense


@transaction.atomic
def query_expense(expense: Expense, *, remark: str, by: Actor) -> Expense:
    """Ask the driver something; he answers or changes the claim and submits it again.

    Raises ExpenseElsewhere, ReasonMissing.
    """
    expense = _answered(expense, State.QUERIED, remark, by)
    record("convoy.expense_queried", expense, by=by, remark=remark)
    return expense


@transaction.atomic
def refuse_expense(expense: Expense, *, remark: str, by: Actor) -> Expense:
    """Raises ExpenseElsewhere, ReasonMissing."""
    expense = _answered(expense, State.REFUSED, remark, by)
    record("convoy.expense_refused", expense, by=by, remark=remark)
    return expense


@transaction.atomic
def remove_expense(expense: Expense) -> None:
    """What was never sent leaves no trace. Raises ExpenseElsewhere."""
    _locked(expense, State.DRAFT).delete()


@transaction.atomic
def request_extra_cost(mission: Mission, *, category: str, amount: int, reason: str, by: Actor) -> ExtraCost:
    request = ExtraCost.objects.create(
        mission=mission, driver_id=mission.driver_id, category=category, amount=amount, reason=reason
    )
    record("convoy.extra_cost_requested", request, by=by, category=category, amount=amount)
    return request


@transaction.atomic
def decide_extra_cost(request: ExtraCost, *, is_approved: bool, note: str, by: Actor) -> ExtraCost:
    """Raises ExpenseElsewhere if it is decided, ReasonMissing for a refusal without words."""
    request = ExtraCost.objects.select_for_update().get(pk=request.pk)
    if request.state != ExtraCost.State.REQUESTED:
        raise ExpenseElsewhere(_("This request is decided."))
    if not is_approved and not note:
        raise ReasonMissing(_("Say why."))
    request.state = ExtraCost.State.APPROVED if is_approved else ExtraCost.State.REFUSED
    request.decided_at, request.decided_by, request.decision_note = timezone.now(), by.member, note
    request.save()
    record("convoy.extra_cost_decided", request, by=by, approved=is_approved, note=note)
    return request


def room_left(mission: Mission, category: str, *, besides: Expense | None = None) -> int:
    """Cents of the quote that no other claim of this kind uses up."""
    for field, categories in POOLS.items():
        if category in categories:
            others = mission.expenses.counting().filter(extra_cost=None, category__in=categories)
            if besides is not None and besides.pk:
                others = others.exclude(pk=besides.pk)
            used: int = others.aggregate(sum=Sum("amount"))["sum"] or 0
            return int(getattr(mission.quote, field)) - used
    return 0


def claimable(mission: Mission, day: date) -> bool:
    """Costs can be entered from the day of pick-up on, whatever became of the mission."""
    return mission.starts_on <= day


def _check_room(expense: Expense, mission: Mission) -> None:
    request = expense.extra_cost
    if request is None:
        room = max(room_left(mission, expense.category, besides=expense), 0)
        if expense.amount > room:
            words = _(
                "Your quote leaves %(room)s for %(category)s. Ask for extra costs and choose them here once "
                "they are approved."
            )
            raise ExpenseBeyondQuote(
                words % {"room": money(room), "category": expense.get_category_display()}
            )
        return
    if request.mission_id != mission.pk or request.state != ExtraCost.State.APPROVED:
        raise ExtraCostUnfit(_("These extra costs are not approved for this mission."))
    others = request.expenses.counting().exclude(pk=expense.pk)
    room = request.amount - (others.aggregate(sum=Sum("amount"))["sum"] or 0)
    if expense.amount > room:
        raise ExpenseBeyondQuote(
            _("%(room)s of the approved extra costs are left.") % {"room": money(max(room, 0))}
        )


def _answered(expense: Expense, state: str, remark: str, by: Actor) -> Expense:
    expense = _locked(expense, State.SUBMITTED)
    if not remark:
        raise ReasonMissing(_("Say why."))
    expense.state, expense.remark = state, remark
    expense.decided_at, expense.decided_by = timezone.now(), by.member
    expense.save()
    queue_mail(
        EXPENSE_ANSWERED,
        to=expense.driver.email,
        language=expense.driver.language,
        idempotency_key=f"{EXPENSE_ANSWERED}:{expense.pk}:{expense.decided_at.isoformat()}",
        subject_id=expense.pk,
    )
    return expense


def _locked(expense: Expense, *allowed: str) -> Expense:
    locked = Expense.objects.select_for_update().get(pk=expense.pk)
    if locked.state not in allowed:
        raise ExpenseElsewhere(_("This claim is %(state)s by now.") % {"state": locked.get_state_display()})
    return locked
