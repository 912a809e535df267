"""The steps of the sign-up."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from carshare import passwords
from carshare.licences import EUROPE, NEAR, NUMBER_HINTS
from carshare.models import (
    CarShareContract,
    CarShareOrganisation,
    LicenceCategory,
    Parking,
    SignUpDraft,
    Title,
)
from garageflow.ui.context import LANGUAGE_NAMES
from garageflow.ui.forms import DateInput, FileDrop

# Below that there is no licence of any category (Directive 2006/126/EC, article 4).
YOUNGEST_DRIVER = 16
_NUMBER = r"^[A-Za-z0-9 ./-]{4,20}$"


class AddressForm(forms.Form):
    email = forms.CharField(
        label=_("E-mail address of your work"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        help_text=_("By its ending we know with which organisation you share vehicles."),
    )


class OrganisationForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=CarShareOrganisation.objects.none(),
        widget=forms.RadioSelect(),
        empty_label=None,
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = CarShareOrganisation.objects.filter(  # type: ignore[attr-defined]
            pk__in=[organisation.pk for organisation in organisations]
        ).order_by("name")


class PersonForm(forms.Form):
    ui_widths = {"first_name": "half", "last_name": "half"}

    title = forms.ChoiceField(label=_("Title"), choices=Title.choices, widget=forms.RadioSelect())
    first_name = forms.CharField(
        label=_("First name"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=passwords.LONGEST,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password", "aria-describedby": "password-rules"}),
    )

    def __init__(self, *args: Any, draft: SignUpDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.draft = draft
        if draft.password_hash:
            self.fields["password"].required = False
            self.fields["password"].help_text = _("You chose one already: leave this empty to keep it.")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        password = values.get("password", "")
        if password and not passwords.is_good(password, **about(self.draft, values)):
            self.add_error("password", _now("This password does not keep to the rules."))
        return values


class LicenceForm(forms.Form):
    ui_widths = {"number": "half", "country": "half", "obtained_on": "half", "born_on": "half"}

    categories = forms.MultipleChoiceField(
        label=_("Categories that you hold"),
        choices=LicenceCategory.choices,
        widget=forms.CheckboxSelectMultiple({"class": "inline"}),
    )
    number = forms.RegexField(
        label=_("Number of the licence"),
        regex=_NUMBER,
        widget=forms.TextInput(
            {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}
        ),
        error_messages={"invalid": _("4 to 20 letters, digits, spaces, or the signs - . /")},
    )
    country = forms.ChoiceField(label=_("Country where you obtained it"))
    obtained_on = forms.DateField(label=_("Obtained on"), widget=DateInput())
    born_on = forms.DateField(
        label=_("Date of birth"),
        widget=DateInput({"autocomplete": "bday"}),
        help_text=_("Only to check the other date; it is not kept."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["country"].choices = country_choices()  # type: ignore[attr-defined]
        self.fields["number"].help_text = " · ".join(str(hint.words) for hint in NUMBER_HINTS)

    def clean_obtained_on(self) -> date:
        obtained_on: date = self.cleaned_data["obtained_on"]
        if obtained_on > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return obtained_on

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        born_on, obtained_on = values.get("born_on"), values.get("obtained_on")
        if born_on and obtained_on and _birthday(born_on, YOUNGEST_DRIVER) > obtained_on:
            self.add_error("obtained_on", _now("Nobody obtains a licence before the age of 16."))
        return values


class PreferencesForm(forms.Form):
    ui_widths = {"contract": "half", "parking": "half", "language": "half", "phone": "half"}

    contract = forms.ModelChoiceField(
        label=_("Preferred contract"), queryset=CarShareContract.objects.none(), empty_label=None
    )
    parking = forms.ModelChoiceField(
        label=_("Preferred parking"),
        queryset=Parking.objects.none(),
        empty_label=pgettext_lazy("parking", "Choose one"),
    )
    language = forms.ChoiceField(label=_("Language of notifications"))
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=FileDrop(accept="image/png,image/jpeg,image/webp"),
        help_text=_("Nobody has to. PNG, JPEG or WEBP."),
    )
    eco_driving = forms.BooleanField(
        label=_("I take part in eco-driving"),
        required=False,
        help_text=_(
            "The vehicle records how gently it is driven, never where. You can take this back at any time."
        ),
    )

    def __init__(self, *args: Any, organisation: CarShareOrganisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contracts = CarShareContract.objects.filter(organisation=organisation, is_open=True)
        contract: Any = self.fields["contract"]
        contract.queryset = contracts.order_by("-is_default", "name")
        if not organisation.contract_changeable:
            contract.queryset = contracts.filter(is_default=True)
            contract.initial = contract.queryset.first()
            contract.disabled = True
            contract.help_text = _("Your organisation chose this for everybody.")
        parking: Any = self.fields["parking"]
        parking.queryset = Parking.objects.filter(organisation=organisation, is_open=True).order_by("name")
        languages: Any = self.fields["language"]
        languages.choices = [(code, LANGUAGE_NAMES[code]) for code in organisation.languages]
        if not organisation.eco_driving:
            del self.fields["eco_driving"]


class BillingForm(forms.Form):
    ui_widths = {
        "billing_street": "two-thirds",
        "billing_house_number": "third",
        "billing_postcode": "third",
        "billing_city": "two-thirds",
    }

    billing_street = forms.CharField(
        label=_("Street"), max_length=150, widget=forms.TextInput({"autocomplete": "address-line1"})
    )
    billing_house_number = forms.CharField(label=_("House number"), max_length=20)
    billing_postcode = forms.CharField(
        label=_("Postcode"), max_length=12, widget=forms.TextInput({"autocomplete": "postal-code"})
    )
    billing_city = forms.CharField(
        label=_("Town"), max_length=100, widget=forms.TextInput({"autocomplete": "address-level2"})
    )


class TermsForm(forms.Form):
    terms = forms.IntegerField(widget=forms.HiddenInput())
    is_accepted = forms.BooleanField(
        label=_("I have read the terms of use and accept them"),
        error_messages={"required": _("Without accepting the terms you cannot take part.")},
    )


def about(draft: SignUpDraft, values: Any) -> dict[str, str]:
    """What a password must not resemble."""
    organisation = draft.organisation
    return {
        "email": draft.email,
        "first_name": str(values.get("first_name", "")),
        "last_name": str(values.get("last_name", "")),
        "organisation": organisation.name if organisation else "",
    }


def country_choices() -> list[Any]:
    """Ours in front, then those whose licences are valid here without more, then all others."""
    names: Any = Locale.parse((get_language() or "en")[:2]).territories
    others = [
        code for code in names if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "ZZ", "EZ")
    ]
    others = [code for code in others if code not in NEAR and code not in EUROPE]

    def named(codes: Any) -> list[tuple[str, str]]:
        return [(code, names[code]) for code in codes]

    def by_name(codes: Any) -> list[tuple[str, str]]:
        return sorted(named(codes), key=lambda choice: choice[1])

    return [
        ("", "–"),
        *named(NEAR),
        (_now("Europe"), by_name(EUROPE)),
        (_now("Other countries"), by_name(others)),
    ]


def _birthday(born_on: date, age: int) -> date:
    """Who was born on 29 February has it on 1 March."""
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)
