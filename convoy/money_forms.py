"""Forms of expenses, invoices and payments."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from convoy.domain.expenses import claimable
from convoy.forms import EuroField
from convoy.models import BillingSettings, Driver, ExpenseCategory, ExtraCost, Mission
from garageflow.members.company_numbers import clean_iban
from garageflow.tenancy.active import active_garage
from garageflow.ui.forms import DateInput, FileDrop

# Costs of older missions are settled by the form of contact.
_CLAIM_DAYS = 90
_RECEIPTS = ".pdf,.png,.jpg,.jpeg,.webp"


class ExpenseForm(forms.Form):
    ui_widths = {"category": "half", "spent_on": "half", "amount": "half", "vat_amount": "half"}
    ui_units = {"amount": "€", "vat_amount": "€"}

    mission = forms.ModelChoiceField(label=_("Mission"), queryset=Mission.objects.none(), empty_label=None)
    category = forms.ChoiceField(label=_("Kind of costs"), choices=ExpenseCategory.choices)
    spent_on = forms.DateField(label=_("Date"), widget=DateInput())
    amount = EuroField(label=_("Amount with VAT"))
    vat_amount = EuroField(label=_("Of which VAT"), required=False, help_text=_("As on the receipt."))
    description = forms.CharField(label=_("Description"), max_length=150, required=False)
    receipt = forms.FileField(
        label=_("Receipt"),
        required=False,
        widget=FileDrop(accept=_RECEIPTS),
        help_text=_("A photo or a PDF, at most 10 MB."),
    )
    is_disbursement = forms.BooleanField(
        label=_("The receipt is in the garage's name"),
        required=False,
        help_text=_("Then you get it back to the cent, outside your invoice."),
    )
    extra_cost = forms.ModelChoiceField(
        label=_("Approved extra costs"),
        queryset=ExtraCost.objects.none(),
        required=False,
        empty_label=_("Within my quote"),
    )

    def __init__(self, *args: Any, driver: Driver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = active_garage().today()
        missions = Mission.objects.filter(
            driver=driver, ends_on__gte=self.today - timedelta(days=_CLAIM_DAYS), starts_on__lte=self.today
        )
        self.fields["mission"].queryset = missions.select_related("trip").order_by("-starts_on", "-pk")  # type: ignore[attr-defined]
        self.fields["mission"].label_from_instance = _mission_label  # type: ignore[attr-defined]
        approved = ExtraCost.objects.filter(driver=driver, state=ExtraCost.State.APPROVED)
        self.fields["extra_cost"].queryset = approved.select_related("mission")  # type: ignore[attr-defined]
        self.fields["extra_cost"].label_from_instance = _extra_label  # type: ignore[attr-defined]

    def clean_spent_on(self) -> date:
        day: date = self.cleaned_data["spent_on"]
        if day > self.today:
            raise forms.ValidationError(_("This day lies in the future."))
        return day

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Write an amount, for example 125,50."))
        return amount

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["vat_amount"] = data.get("vat_amount") or 0
        if data["vat_amount"] and data["vat_amount"] >= data.get("amount", 0):
            self.add_error("vat_amount", _("The VAT is a part of the amount."))
        mission = data.get("mission")
        if mission is not None and not claimable(mission, self.today):
            self.add_error("mission", _("This mission has not begun yet."))
        return data


class ExtraCostForm(forms.Form):
    ui_widths = {"category": "half", "amount": "half"}
    ui_units = {"amount": "€"}

    category = forms.ChoiceField(label=_("Kind of costs"), choices=ExpenseCategory.choices)
    amount = EuroField(label=_("At most"))
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea({"rows": 2}))


class AnswerForm(forms.Form):
    """A question, a refusal, a dispute: words that the other side reads."""

    remark = forms.CharField(label=_("What you say"), max_length=300, widget=forms.Textarea({"rows": 3}))


class OwnInvoiceForm(forms.Form):
    ui_widths = {"number": "half", "dated_on": "half", "net_amount": "half", "vat_amount": "half"}
    ui_units = {"net_amount": "€", "vat_amount": "€"}

    number = forms.CharField(label=_("Number of your invoice"), max_length=35)
    dated_on = forms.DateField(label=_("Invoice date"), widget=DateInput())
    net_amount = EuroField(label=_("Amount without VAT"))
    vat_amount = EuroField(label=_("VAT"), required=False)
    upload = forms.FileField(label=_("Your invoice"), widget=FileDrop(accept=".pdf"))

    def clean_vat_amount(self) -> int:
        return self.cleaned_data["vat_amount"] or 0


class CreditForm(AnswerForm):
    charge_again = forms.BooleanField(
        label=_("Put the missions and costs back on the draft"), required=False, initial=True
    )


class HandOverForm(forms.Form):
    platform = forms.CharField(label=_("Platform"), max_length=100)


class PaidForm(forms.Form):
    paid_on = forms.DateField(label=_("Paid on"), widget=DateInput())


class PaymentForm(forms.Form):
    execution_on = forms.DateField(label=_("To be paid on"), widget=DateInput())

    def clean_execution_on(self) -> date:
        day: date = self.cleaned_data["execution_on"]
        if day < active_garage().today():
            raise forms.ValidationError(_("This day is over."))
        return day


class BillingForm(forms.ModelForm):  # type: ignore[type-arg]
    ui_widths = {"prefix": "half", "payment_days": "half", "approval_days": "half", "bic": "half"}

    class Meta:
        model = BillingSettings
        fields = ["prefix", "payment_days", "approval_days", "iban", "bic"]
        help_texts = {
            "prefix": _("Numbers look like this: PEETER-D0042-2026-000017."),
            "approval_days": _("As your contracts say; who stays silent has approved."),
        }

    def clean_iban(self) -> str:
        return clean_iban(self.cleaned_data["iban"]) if self.cleaned_data["iban"] else ""


def _mission_label(mission: Mission) -> str:
    return f"{mission.number}: {mission.trip.from_city} – {mission.trip.to_city}"


def _extra_label(request: ExtraCost) -> str:
    return f"{request.mission.number}: {request.get_category_display()}, {request.amount / 100:.2f} €"
