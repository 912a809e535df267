from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from autopaspoort.customer_list.emails import read_email
from garageflow.customers.identity import plain
from garageflow.ui.forms import FileDrop
from garageflow.vehicles.forms import KmField
from garageflow.vehicles.models import Fuel
from garageflow.vehicles.plates import NotAPlate, Plate, read_plate
from garageflow.vehicles.vin import VIN_INVALID, read_vin

_DAYS = ["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"]
_NO_PLATE = Plate("", "", "")
_LANGUAGES = {
    "nederlands": "nl",
    "frans": "fr",
    "francais": "fr",
    "neerlandais": "nl",
    "dutch": "nl",
    "french": "fr",
}


class MoveForm(forms.Form):
    file = forms.FileField(
        label=_("Zip from the old system"),
        widget=FileDrop(accept=".zip"),
        help_text=_(
            "With klanten, voertuigen and kilometerstanden (CSV or Excel), and photos in photos/1-ABC-123/."
        ),
    )


def _text(length: int) -> forms.CharField:
    return forms.CharField(max_length=length, required=False)


def _day(*, required: bool) -> forms.DateField:
    words = _("Not a date: 31-12-2026 and 2026-12-31 are.")
    return forms.DateField(required=required, input_formats=_DAYS, error_messages={"invalid": words})


class LineForm(forms.Form):
    """One line of a table, by the same rules as what is typed."""

    def __init__(self, values: Mapping[str, Any], *, country: str, language: str) -> None:
        super().__init__(dict(values))
        self.garage_country, self.garage_language = country, language

    def clean_vin(self) -> str:
        text: str = self.cleaned_data["vin"]
        vin = read_vin(text)
        if text and vin.finding == VIN_INVALID:
            raise forms.ValidationError(gettext("Not a VIN: 17 letters and digits, without I, O and Q."))
        return vin.normalised if text else ""

    def clean_plate(self) -> Plate:
        text = self.cleaned_data["plate"]
        if not text:
            return _NO_PLATE
        country = (self.data.get("country") or self.garage_country).strip().upper()[:2]
        try:
            return read_plate(text, country)
        except NotAPlate as refusal:
            words = gettext("Not a plate of %(country)s.") % {"country": country}
            raise forms.ValidationError(words) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        named = [cleaned.get(name) for name in ("number", "vin")]
        plate = cleaned.get("plate", _NO_PLATE)
        if "vin" in self.fields and not self.errors and not any(named) and not plate.normalised:
            self.add_error(
                "vin", gettext("A plate, a VIN or a vehicle number is needed to know the vehicle.")
            )
        return cleaned


class CustomerLine(LineForm):
    number = forms.CharField(max_length=64)
    first_name = _text(100)
    last_name = forms.CharField(max_length=100)
    email = _text(254)
    phone = _text(30)
    street = _text(150)
    house_number = _text(20)
    postcode = _text(12)
    city = _text(100)
    language = _text(20)

    def clean_language(self) -> str:
        text = plain(self.cleaned_data["language"])
        if not text:
            return self.garage_language
        code = _LANGUAGES.get(text, text[:2])
        if code not in dict(settings.LANGUAGES):
            raise forms.ValidationError(gettext("Not a language of ours: nl, fr or en."))
        return code

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """What is taken over, but does not work."""
        text = self.cleaned_data["email"]
        if not text:
            return [("email", gettext("Without an e-mail address nothing can be sent."))]
        if not read_email(text).is_usable:
            return [("email", gettext("Not an e-mail address: kept, but nothing is sent to it."))]
        return []


class VehicleLine(LineForm):
    number = _text(64)
    customer = _text(64)
    plate = _text(20)
    vin = _text(30)
    make = _text(50)
    model_name = _text(80)
    fuel = _text(30)
    first_registered_on = _day(required=False)
    inspection_due_on = _day(required=False)

    def clean_fuel(self) -> str:
        text = plain(self.cleaned_data["fuel"])
        if text and text not in _fuels():
            words = gettext("Not a fuel of ours: %(allowed)s.")
            raise forms.ValidationError(words % {"allowed": ", ".join(str(fuel.label) for fuel in Fuel)})
        return _fuels().get(text, "")


class ReadingLine(LineForm):
    number = _text(64)
    vin = _text(30)
    plate = _text(20)
    km = KmField(validators=[MinValueValidator(0), MaxValueValidator(9_999_999)])
    read_on = _day(required=True)


LINES: dict[str, type[LineForm]] = {
    "customers": CustomerLine,
    "vehicles": VehicleLine,
    "readings": ReadingLine,
}


@cache
def _fuels() -> dict[str, str]:
    """What people write for it, in any of our languages."""
    found = {plain(value): value for value in Fuel.values}
    for language in ("nl", "fr", "en"):
        with translation.override(language):
            found |= {plain(str(label)): value for value, label in Fuel.choices}
    return found
