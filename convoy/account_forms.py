"""The sections of "My account"."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from stdnum import bic
from stdnum.exceptions import ValidationError as WrongNumber

from convoy.models import Driver
from garageflow.members.company_numbers import clean_enterprise_number, clean_iban, clean_vat_number
from garageflow.tenancy.models import Country
from garageflow.ui.forms import DateInput, FileDrop


class GeneralForm(forms.Form):
    ui_widths = {
        "name": "half",
        "phone": "half",
        "street": "two-thirds",
        "house_number": "third",
        "postcode": "third",
        "city": "two-thirds",
        "country": "half",
        "radius_km": "half",
    }
    ui_units = {"radius_km": "km"}

    name = forms.CharField(label=_("Name"), max_length=100)
    phone = forms.CharField(label=_("Telephone"), max_length=30)
    street = forms.CharField(label=_("Street"), max_length=150)
    house_number = forms.CharField(label=_("House number"), max_length=20)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("Town"), max_length=100)
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    radius_km = forms.IntegerField(
        label=_("Trips near my home: within"), min_value=10, max_value=200, help_text=_("From 10 to 200 km.")
    )


class LicenceForm(forms.Form):
    ui_widths = {"categories": "half", "country": "half", "until": "half"}

    number = forms.CharField(
        label=_("Number of the licence"),
        max_length=30,
        required=False,
        help_text=_("Kept encrypted. Leave empty to keep the known one."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    categories = forms.CharField(label=_("Categories"), max_length=40, initial="B")
    country = forms.ChoiceField(label=_("Issued in"), choices=Country.choices)
    until = forms.DateField(label=_("Valid until"), widget=DateInput())


class AlertsForm(forms.Form):
    alerts_by_mail = forms.BooleanField(label=_("New trips for my saved searches, by e-mail"), required=False)
    reminders_by_mail = forms.BooleanField(
        label=_("Reminders of documents and availability, by e-mail"), required=False
    )


class BillingForm(forms.Form):
    ui_widths = {"company_number": "half", "vat_number": "half", "iban": "two-thirds", "bic": "third"}

    company_name = forms.CharField(label=_("Company"), max_length=100)
    company_number = forms.CharField(
        label=_("Company number"), max_length=20, help_text=_("SIREN, KBO/BCE or KvK number.")
    )
    vat_regime = forms.ChoiceField(label=_("VAT"), choices=Driver.VatRegime.choices)
    vat_number = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    iban = forms.CharField(label=_("IBAN"), max_length=42)
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.country = country

    def clean_company_number(self) -> str:
        return clean_enterprise_number(self.cleaned_data["company_number"], self.country)

    def clean_vat_number(self) -> str:
        text: str = self.cleaned_data["vat_number"]
        return clean_vat_number(text, self.country) if text else ""

    def clean_iban(self) -> str:
        return clean_iban(self.cleaned_data["iban"])

    def clean_bic(self) -> str:
        text: str = self.cleaned_data["bic"]
        try:
            return str(bic.validate(text)) if text else ""
        except WrongNumber as error:
            raise forms.ValidationError(_("This is not a valid BIC.")) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("vat_regime") != Driver.VatRegime.FRANCHISE and not cleaned.get("vat_number"):
            self.add_error("vat_number", _("Needed unless you are exempt from VAT."))
        return cleaned


class PhotoUploadForm(forms.Form):
    file = forms.FileField(label=_("Photo of you"), widget=FileDrop(accept=".png,.jpg,.jpeg,.webp"))
