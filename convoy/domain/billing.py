"""The draft invoice: certified missions and approved costs gather on it until the cut-off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from convoy.domain.working_days import working_days_after
from convoy.models import BillingSettings, Driver, Expense, Invoice, InvoiceLine, Mission
from garageflow.invoicing.content import Party, Vat
from garageflow.invoicing.law import VatNumberMissing, vat_treatment
from garageflow.invoicing.parties import garage_party, number_prefix
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Country


def billing_settings() -> BillingSettings:
    """Without a row: the defaults."""
    return BillingSettings.objects.first() or BillingSettings()


def series_of(driver: Driver, settings: BillingSettings, year: int) -> str:
    """One series per garage, driver and year: what is self-billed is numbered in a series of the seller."""
    return f"{settings.prefix or number_prefix(active_garage())}-D{driver.number:04d}-{year}"


def seller_of(driver: Driver) -> Party:
    """French sole traders write "EI" beside their name (art. L526-22 of the Code de commerce)."""
    is_sole_trader = driver.country == Country.FRANCE and not driver.company_name
    return Party(
        name=f"{driver.name} EI" if is_sole_trader else driver.company_name or driver.name,
        country=driver.country,
        street=f"{driver.street} {driver.house_number}".strip(),
        postcode=driver.postcode,
        city=driver.city,
        company_number=driver.company_number,
        vat_number=driver.vat_number,
        legal_info="Entrepreneur individuel (EI)" if is_sole_trader else "",
        email=driver.email,
        iban=driver.iban,
        bic=driver.bic,
    )


def vat_of(driver: Driver) -> Vat:
    """Raises VatNumberMissing."""
    is_franchise = driver.vat_regime == Driver.VatRegime.FRANCHISE
    return vat_treatment(seller_of(driver), garage_party(active_garage()), is_franchise=is_franchise)


def invoice_language(driver: Driver) -> str:
    """A French seller's invoice is in French; elsewhere in the driver's language."""
    return "fr" if driver.country == Country.FRANCE else driver.language


@transaction.atomic
def bill_mission(mission: Mission) -> None:
    """A certified mission, or an empty run, comes onto its driver's draft. Twice is once.

    Locks the driver, after the caller has locked the mission.
    """
    is_empty_run = mission.state == Mission.State.EMPTY_RUN
    amount = (mission.lump_sum_amount or 0) if is_empty_run else mission.quote.service_amount
    if amount <= 0 or mission.invoice_lines.filter(is_charged=True, expense=None).exists():
        return
    driver = Driver.objects.select_for_update().get(pk=mission.driver_id)
    kind = InvoiceLine.Kind.LUMP_SUM if is_empty_run else InvoiceLine.Kind.SERVICE
    with override(invoice_language(driver)):
        name = _empty_run_name(mission) if is_empty_run else _service_name(mission)
    draft = draft_of(driver)
    draft.lines.create(
        kind=kind, mission=mission, name=name[:150], amount=amount, performed_on=_performed_on(mission)
    )
    recount(draft, driver)


@transaction.atomic
def charge_expense(expense: Expense) -> None:
    """An approved expense comes onto its driver's draft. Locks the driver, after the expense.

    Costs that are charged on follow the service (art. 267 I-2° CGI): who deducts the VAT he paid charges the
    net amount and his own VAT on it, who is under the franchise charges what he paid. A disbursement stays
    outside, to the cent (art. 267 II-2°).
    """
    driver = Driver.objects.select_for_update().get(pk=expense.driver_id)
    deducts = not expense.is_disbursement and driver.vat_regime != Driver.VatRegime.FRANCHISE
    kind = InvoiceLine.Kind.DISBURSEMENT if expense.is_disbursement else InvoiceLine.Kind.EXPENSE
    with override(invoice_language(driver)):
        words = {
            "costs": expense.description or expense.get_category_display(),
            "number": expense.mission.number,
        }
        name = _("%(costs)s, mission %(number)s") % words
    draft = draft_of(driver)
    draft.lines.create(
        kind=kind,
        mission_id=expense.mission_id,
        expense=expense,
        name=(name[:1].upper() + name[1:])[:150],
        amount=expense.amount - (expense.vat_amount if deducts else 0),
        performed_on=expense.spent_on,
    )
    recount(draft, driver)


def draft_of(driver: Driver) -> Invoice:
    """The driver's draft, made if there is none. The driver is locked."""
    origin = Invoice.Origin.SELF_BILLED if driver.has_mandate else Invoice.Origin.UPLOADED
    draft, _created = Invoice.objects.get_or_create(
        driver=driver,
        state=Invoice.State.DRAFT,
        kind=Invoice.Kind.INVOICE,
        defaults={"origin": origin, "dated_on": active_garage().today()},
    )
    return draft


class Amounts(NamedTuple):
    """Cents."""

    net: int
    vat: int
    disbursed: int


def amounts_of(invoice: Invoice, driver: Driver) -> Amounts:
    """What its lines come to."""
    sums = invoice.lines.aggregate(
        net=Sum("amount", filter=~Q(kind=InvoiceLine.Kind.DISBURSEMENT)),
        disbursed=Sum("amount", filter=Q(kind=InvoiceLine.Kind.DISBURSEMENT)),
    )
    net = sums["net"] or 0
    # As EN 16931 counts it: half a cent goes up.
    return Amounts(net, (net * _rate(driver) * 2 // 100 + 1) // 2, sums["disbursed"] or 0)


def recount(draft: Invoice, driver: Driver) -> None:
    draft.net_amount, draft.vat_amount, draft.disbursed_amount = amounts_of(draft, driver)
    draft.total_amount = draft.net_amount + draft.vat_amount
    draft.save()


def cut_off_before(day: date) -> date:
    """The last 15th or last day of a month before this day."""
    if day.day > 15:
        return day.replace(day=15)
    return day.replace(day=1) - timedelta(days=1)


def next_cut_off(day: date) -> date:
    """The cut-off that takes what is on the draft on this day."""
    if day.day <= 15:
        return day.replace(day=15)
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def pay_by(day: date) -> date:
    """The garage's own term, in the working days of its country."""
    return working_days_after(day, billing_settings().payment_days, active_garage().country)


def _rate(driver: Driver) -> int:
    try:
        return int(vat_of(driver).rate)
    except VatNumberMissing:
        # Said when it is issued. Across a border the buyer pays the VAT.
        return 0


def _performed_on(mission: Mission) -> date:
    ended_at = mission.delivered_at or mission.ended_at
    return active_garage().local_time(ended_at).date() if ended_at else mission.ends_on


def _service_name(mission: Mission) -> str:
    trip = mission.trip
    words = {
        "start": trip.from_city,
        "end": trip.to_city,
        "vehicle": " ".join(filter(None, [trip.make, trip.model_name, trip.plate_display])),
        "number": mission.number,
    }
    return _("Moving a vehicle %(start)s – %(end)s, %(vehicle)s, mission %(number)s") % words


def _empty_run_name(mission: Mission) -> str:
    words = {
        "town": mission.trip.from_city,
        "day": date_format(mission.starts_on, "DATE_FORMAT"),
        "number": mission.number,
    }
    return _("Empty run to %(town)s on %(day)s, mission %(number)s") % words
