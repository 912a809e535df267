from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from carpass.domain.report_checks import ReportData
from carpass.models import CarPassAccount, CorrectionForm
from garageflow.tenancy.models import Shop
from garageflow.ui.forms import DateInput, KmInput, VinInput
from garageflow.vehicles.forms import KmField
from garageflow.vehicles.models import OdometerWork, Unit
from garageflow.workshop.forms import WorksField

_KM = (MinValueValidator(0), MaxValueValidator(9_999_999))


class ReportForm(forms.Form):
    """What is reported. What is wrong with it is said by the rules, all at once (carpass/checks.py)."""

    ui_widths = {
        "work_date": "half",
        "vin": "half",
        "unit": "half",
        "odometer_works_kind": "half",
        "km_before": "half",
    }
    ui_units = {"km": "km", "km_before": "km"}

    km = KmField(label=_("Odometer reading"), required=False, widget=KmInput())
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, required=False)
    work_date = forms.DateField(label=_("Date of the works"), widget=DateInput())
    vin = forms.CharField(label=_("VIN"), required=False, max_length=40, widget=VinInput({"maxlength": 40}))
    works = WorksField(label=_("Description of the works"))
    works_text = forms.CharField(label=_("Other works"), max_length=500, required=False)
    odometer_works = forms.BooleanField(
        label=_("Works on the odometer"),
        required=False,
        help_text=_("The reading may then be lower than the last one. Say what it was before, and why."),
    )
    odometer_works_kind = forms.ChoiceField(
        label=_("Kind"), choices=OdometerWork.Kind.choices, required=False
    )
    km_before = KmField(
        label=_("Reading before the works"), required=False, widget=KmInput({"data-big": False})
    )
    odometer_works_reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args: Any, in_miles: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_miles:
            self.ui_units = {"km_before": "km"}
        else:
            del self.fields["unit"]

    @classmethod
    def of(cls, data: ReportData, *, in_miles: bool) -> ReportForm:
        names = [name for name in cls.base_fields if hasattr(data, name)]
        return cls(in_miles=in_miles, initial={name: getattr(data, name) for name in names})

    @property
    def report_data(self) -> ReportData:
        """Of a valid form."""
        given = dict(self.cleaned_data)
        return ReportData(**{**given, "unit": given.get("unit") or Unit.KM, "works": tuple(given["works"])})

    def clean_km(self) -> int | Decimal | None:
        value = self.cleaned_data["km"]
        return value if value is None else int(value)


class ShopForm(forms.Form):
    """Which shop reports, and with which of its accounts; left out where there is nothing to choose."""

    ui_widths = {"shop": "half", "account": "half"}

    shop = forms.ModelChoiceField(label=_("Shop"), queryset=Shop.objects.none(), empty_label=None)
    account = forms.ModelChoiceField(
        label=_("Car-Pass account"),
        queryset=CarPassAccount.objects.none(),
        required=False,
        empty_label=_("the first of the shop"),
    )

    def __init__(self, *args: Any, shop: Shop | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        accounts = CarPassAccount.objects.usable().select_related("shop").first_one_first()
        if shop is not None:
            accounts = accounts.filter(shop=shop)
            del self.fields["shop"]
        else:
            _choose_from(self.fields["shop"], Shop.objects.order_by("name"))
        if len(accounts) > 1:
            _choose_from(self.fields["account"], accounts)
        else:
            del self.fields["account"]


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why are these data correct?"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"placeholder": _("For example: seen again on the dashboard")}),
    )


class OnceForm(ReasonForm):
    """The second step: Car-Pass takes a confirmation once only."""

    reason = forms.CharField(label=_("Why are these data correct?"), max_length=200)
    understood = forms.BooleanField(label=_("I looked at the odometer and the VIN again"))


def numbers_of(data: QueryDict, name: str = "ids") -> list[int]:
    """What was ticked in a list."""
    return [
        int(text) for text in data.getlist(name) if text.isascii() and text.isdecimal() and len(text) < 19
    ]


def _choose_from(field: forms.Field, rows: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class CorrectionFormForm(forms.Form):
    """What make_form() takes."""

    ui_widths = {"right_km": "half", "right_on": "half", "cause": "half", "place": "half"}
    ui_units = {"right_km": "km"}

    right_km = KmField(label=_("Right reading"), validators=_KM, widget=KmInput({"data-big": False}))
    right_on = forms.DateField(label=_("Read on"), widget=DateInput())
    cause = forms.ChoiceField(label=_("Cause"), choices=CorrectionForm.Cause.choices)
    place = forms.CharField(label=_("Place"), max_length=100)
    explanation = forms.CharField(
        label=_("Explanation"),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        help_text=_("What happened, and how you know which reading is right."),
    )
    proofs = forms.CharField(
        label=_("Proofs"),
        max_length=300,
        help_text=_("Always the invoice with its number; also a photo, the service book, an inspection."),
    )
    mail_to_me = forms.BooleanField(label=_("E-mail it to myself"), required=False)
