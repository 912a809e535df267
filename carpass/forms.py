from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.be import vat as be_vat
from stdnum.exceptions import ValidationError as WrongNumber

from carpass.models import CarPassAccount, CarPassDocument, CarPassSettings
from garageflow.tenancy.models import Shop
from garageflow.ui.forms import DateInput, KmField, KmInput
from garageflow.vehicles.forms import VinField
from garageflow.vehicles.models import CarPassExclusion, OdometerReading, Vehicle

_KM = (MinValueValidator(0), MaxValueValidator(9_999_999))


class MileageForm(forms.Form):
    """What the odometer shows today; one per vehicle on a page, told apart by their prefix."""

    ui_units = {"km": "km"}

    km = KmField(
        label=_("Odometer reading today"),
        required=False,
        validators=_KM,
        widget=KmInput({"data-big": False}),
    )

    @classmethod
    def prefix_of(cls, number: int) -> str:
        return f"car-pass-{number}"


class MileageTable:
    """The odometers of several vehicles, asked for in one table. A line left empty is no reading."""

    def __init__(self, data: QueryDict, vehicles: Iterable[tuple[Vehicle, OdometerReading | None]]) -> None:
        self._is_bound = "asked" in data
        self.lines = [
            (vehicle, known, MileageForm(data if self._is_bound else None, prefix=prefix))
            for vehicle, known in vehicles
            for prefix in [MileageForm.prefix_of(vehicle.number)]
        ]

    def is_valid(self) -> bool:
        return all([form.is_valid() for _vehicle, _known, form in self.lines])

    @property
    def kms(self) -> dict[int, int]:
        """What was typed, by the vehicle's id."""
        typed = {vehicle.pk: form.cleaned_data["km"] for vehicle, _known, form in self.lines}
        return {key: km for key, km in typed.items() if km is not None}

    def add_error(self, refused: Vehicle, words: str) -> None:
        for vehicle, _known, form in self.lines:
            if vehicle == refused:
                form.add_error("km", words)


class HistoryForm(forms.Form):
    """A Car-Pass needs the right reading and VIN: Car-Pass shows them to every buyer."""

    ui_units = {"km": "km"}

    km = KmField(label=_("Odometer reading today"), validators=_KM, widget=KmInput({"data-big": False}))
    vin = VinField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["vin"].required = True


class DocumentForm(forms.Form):
    ui_widths = {"issued_on": "half", "km": "half"}
    ui_units = {"km": "km"}

    kind = forms.ChoiceField(label=_("Kind"), choices=CarPassDocument.Kind.choices, widget=forms.RadioSelect)
    link = forms.CharField(
        label=_("Link or number"),
        max_length=300,
        help_text=_(
            "Of a history the link or only its last part; of a certificate the number printed on it."
        ),
    )
    issued_on = forms.DateField(label=_("Issued on"), widget=DateInput())
    km = KmField(
        label=_("Odometer reading"),
        required=False,
        validators=_KM,
        widget=KmInput({"data-big": False}),
    )


class AccountForm(forms.Form):
    ui_widths = {
        "shop": "half",
        "name": "half",
        "enterprise_number": "half",
        "organisation_name": "half",
        "user_name": "half",
        "password": "half",
        "language": "half",
    }

    shop = forms.ModelChoiceField(label=_("Shop"), queryset=Shop.objects.none(), empty_label=None)
    name = forms.CharField(
        label=_("Name of the account"),
        max_length=60,
        required=False,
        help_text=_("Only if the shop has several, for example “Body shop”."),
    )
    enterprise_number = forms.CharField(
        label=_("VAT number"), max_length=20, help_text=_("With or without BE.")
    )
    organisation_name = forms.CharField(
        label=_("Organisation name"),
        max_length=100,
        required=False,
        help_text=_("Left empty it is the user name."),
    )
    user_name = forms.CharField(
        label=_("User name"), max_length=100, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language of the answers"), choices=settings.LANGUAGES)
    is_enabled = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, account: CarPassAccount | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = self.fields["shop"]
        assert isinstance(shops, forms.ModelChoiceField)
        shops.queryset = Shop.objects.order_by("name")
        if account is not None:
            self.fields["password"].required = False
            self.fields["password"].help_text = gettext("Left empty it stays as it is.")

    @classmethod
    def of(cls, account: CarPassAccount) -> AccountForm:
        names = [name for name in cls.base_fields if name != "password"]
        return cls(initial={name: getattr(account, name) for name in names}, account=account)

    def clean_enterprise_number(self) -> str:
        """Ten digits: what Car-Pass knows the company by."""
        try:
            number: str = be_vat.validate(self.cleaned_data["enterprise_number"])
        except WrongNumber as error:
            raise forms.ValidationError(_("This is not a Belgian VAT number.")) from error
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("organisation_name"):
            cleaned["organisation_name"] = cleaned.get("user_name", "")
        return cleaned


class SettingsForm(forms.Form):
    ui_widths = {"warning_days": "half", "reading_days": "half", "corrections_before_form": "half"}

    warning_days = forms.IntegerField(
        label=_("Warn so many days before a Car-Pass expires"), min_value=1, max_value=30
    )
    reading_days = forms.IntegerField(
        label=_("Renew without asking up to this age of the reading (days)"), min_value=1, max_value=365
    )
    corrections_before_form = forms.IntegerField(
        label=_("Offer the correction form after so many rejected corrections in a row"),
        min_value=1,
        max_value=5,
        help_text=_("Of one report. When Car-Pass takes no more corrections the form is offered sooner."),
    )

    @classmethod
    def of(cls, known: CarPassSettings) -> SettingsForm:
        return cls(initial={name: getattr(known, name) for name in cls.base_fields})


class OwnPasswordForm(forms.Form):
    """Somebody who left his screen open does not give the account away."""

    password = forms.CharField(
        label=_("Your own password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: AbstractBaseUser | AnonymousUser, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self._user.check_password(password):
            raise forms.ValidationError(_("This is not your password."))
        return password


class ExclusionForm(forms.Form):
    exclusion = forms.ChoiceField(
        label=_("Does this vehicle need a Car-Pass?"),
        required=False,
        choices=lambda: _exclusion_choices(),
    )


def _exclusion_choices() -> list[tuple[str, Any]]:
    return [("", _("yes"))] + [
        (value, _("no: %(why)s") % {"why": label}) for value, label in CarPassExclusion.choices
    ]
