"""Costs and invoices of the demo's drivers, in every state that a page can show."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from convoy.domain.billing import bill_mission
from convoy.domain.expenses import (
    approve_expense,
    decide_extra_cost,
    query_expense,
    refuse_expense,
    request_extra_cost,
    save_expense,
    submit_expense,
)
from convoy.domain.invoices import approve_invoice, credit_invoice, issue_draft, send_invoice
from convoy.domain.payments import change_billing_settings, make_payment_file, mark_file_paid
from convoy.models import Driver, Expense, ExtraCost, Invoice, Mission
from garageflow.demo.receipts import draw_receipt
from garageflow.errors import DomainError
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import SYSTEM, Actor

_IBANS = {"BE": "BE71096123456769", "NL": "NL91ABNA0417164300", "FR": "FR7630006000011234567890189"}
_DONE = (Mission.State.CERTIFIED, Mission.State.CLOSED, Mission.State.EMPTY_RUN)


def fill_convoy_money(dispatcher: Actor) -> None:
    """After the missions are there. The first driver is the one who signs in: he has a bit of everything."""
    # Who works for a garage across the border needs a VAT number, small business or not.
    for driver in Driver.objects.filter(country="FR", vat_number="").exclude(company_number=""):
        key = (12 + 3 * (int(driver.company_number[:9]) % 97)) % 97
        driver.vat_number = f"FR{key:02d}{driver.company_number[:9]}"
        driver.save(update_fields=["vat_number"])
    change_billing_settings(by=dispatcher, iban=_IBANS.get(active_garage().country, _IBANS["FR"]))
    for place, driver in enumerate(Driver.objects.active().select_related("member").order_by("number")):
        missions = list(
            Mission.objects.filter(driver=driver, state__in=_DONE)
            .select_related("trip", "quote", "driver")
            .order_by("ends_on", "pk")
        )
        if missions:
            _life_of(driver, missions, place, dispatcher)


def _life_of(driver: Driver, missions: list[Mission], place: int, dispatcher: Actor) -> None:
    actor = Actor.of_member(driver.member) if driver.member else SYSTEM
    old, recent = missions[: len(missions) // 2], missions[len(missions) // 2 :]
    for mission in old:
        bill_mission(mission)
        _claim(mission, "toll", mission.quote.toll_amount, actor, dispatcher, "approve")
    if old:
        _invoice(driver, place, dispatcher)
    for mission in recent:
        bill_mission(mission)
    if recent:
        _claims(recent, actor, dispatcher)


def _invoice(driver: Driver, place: int, dispatcher: Actor) -> None:
    draft = Invoice.objects.filter(driver=driver, state=Invoice.State.DRAFT, net_amount__gt=0).first()
    if draft is None or not driver.has_mandate:
        return
    try:
        invoice = send_invoice(issue_draft(draft, by=SYSTEM), by=SYSTEM)
    except DomainError as error:
        # As in the night: his draft says what is missing.
        Invoice.objects.filter(pk=draft.pk).update(remark=str(error)[:500])
        return
    if place % 3 == 1:
        credit_invoice(invoice, remark="Dubbel aangerekend", charge_again=True, by=dispatcher)
    elif place % 3 == 0:
        approved = approve_invoice(invoice, by=SYSTEM)
        file = make_payment_file([approved], execution_on=active_garage().today(), by=dispatcher)
        mark_file_paid(file, by=dispatcher)


def _claims(missions: list[Mission], actor: Actor, dispatcher: Actor) -> None:
    """Submitted, queried, refused and extra: one each, as far as the missions reach."""
    outcomes = (
        ("fuel", "fuel_amount", ""),
        ("toll", "toll_amount", "query"),
        ("train", "transport_amount", "refuse"),
    )
    for mission, (category, part, outcome) in zip(missions * 3, outcomes, strict=False):
        _claim(mission, category, getattr(mission.quote, part), actor, dispatcher, outcome)
    last = missions[-1]
    extra = request_extra_cost(
        last, category="parking", amount=1_200, reason="Parking souterrain obligatoire", by=actor
    )
    decide_extra_cost(extra, is_approved=True, note="", by=dispatcher)
    request_extra_cost(last, category="wash", amount=1_500, reason="Véhicule très sale au départ", by=actor)
    expense = _expense(last, "parking", 1_200, extra)
    submit_expense(save_expense(expense, receipt=_receipt(expense), by=actor), by=actor)


def _claim(
    mission: Mission, category: str, amount: int, actor: Actor, dispatcher: Actor, outcome: str
) -> None:
    if amount < 200:
        return
    expense = _expense(mission, category, amount * 9 // 10)
    expense = submit_expense(save_expense(expense, receipt=_receipt(expense), by=actor), by=actor)
    if outcome == "approve":
        approve_expense(expense, by=dispatcher)
    elif outcome == "query":
        query_expense(
            expense, remark="Le montant du ticket est illisible : pouvez-vous le rescanner ?", by=dispatcher
        )
    elif outcome == "refuse":
        refuse_expense(expense, remark="Le retour était compris dans le forfait.", by=dispatcher)


def _expense(mission: Mission, category: str, amount: int, extra: ExtraCost | None = None) -> Expense:
    spent_on = min(mission.ends_on, (timezone.now() - timedelta(days=1)).date())
    return Expense(
        mission=mission,
        driver=mission.driver,
        category=category,
        amount=amount,
        vat_amount=amount // 6,
        spent_on=spent_on,
        extra_cost=extra,
    )


def _receipt(expense: Expense) -> SimpleUploadedFile:
    image = draw_receipt(expense.get_category_display(), expense.amount, expense.spent_on)
    return SimpleUploadedFile("ticket.png", image, content_type="image/png")
