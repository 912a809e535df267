from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Country
from garageflow.ui.forms import DateInput, KmInput, PlateInput, VinInput
from garageflow.vehicles.models import Fuel, Vehicle
from garageflow.vehicles.plate_countries import PLATE_COUNTRIES
from garageflow.vehicles.plates import PLATE_DAMAGED, NotAPlate, read_plate
from garageflow.vehicles.vin import VIN_INVALID, read_vin


def country_choices() -> list[tuple[Any, Any]]:
    """The countries in which garages are, by name; the others by the code that every driver knows."""
    others = [(code, code) for code in sorted(PLATE_COUNTRIES) if code not in Country.values]
    return [*Country.choices, (_("Elsewhere"), others)]


_FILLERS = re.compile(r"[\s.,'’]|km", re.IGNORECASE)


class KmField(forms.IntegerField):
    """Takes 58214, 58.214, 58 214 and "58214 km"."""

    widget = KmInput

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_FILLERS.sub("", str(value)) if value is not None else None)


class OdometerReadingForm(forms.Form):
    ui_widths = {"km": "half", "read_on": "half"}
    ui_units = {"km": "km"}

    km = KmField(
        label=_("Odometer reading"),
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        widget=KmInput({"data-big": False}),
    )
    read_on = forms.DateField(label=_("Read on"), widget=DateInput())
    drop_confirmed = forms.BooleanField(
        label=_("The reading is right"),
        required=False,
        help_text=_("For a replaced odometer, or when an earlier reading was wrong."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Asked only after the readings turned out to go down.
        self._offered = self.fields.pop("drop_confirmed")
        if self.is_bound and self.add_prefix("drop_confirmed") in self.data:
            self.offer_confirmation()

    def offer_confirmation(self) -> None:
        self.fields["drop_confirmed"] = self._offered


class PlateForm(forms.Form):
    """A plate and its country: when valid, `cleaned_data["plate"]` is the Plate of both."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    plate = forms.CharField(label=_("Plate"), max_length=20, widget=PlateInput())

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        country, plate = cleaned.pop("country", ""), cleaned.get("plate")
        if country and plate:
            try:
                cleaned["plate"] = read_plate(plate, country)
            except NotAPlate as error:
                self.add_error("plate", _plate_words(error.code, country))
        return cleaned


class VinField(forms.CharField):
    """`to_python` gives the number as it is stored."""

    widget = VinInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("VIN"), required=False, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        vin = read_vin(text)
        if vin.finding == VIN_INVALID:
            raise forms.ValidationError(_("This is not a VIN: it has 17 letters and digits."))
        return vin.normalised


class VehicleForm(PlateForm):
    ui_widths = {
        "country": "third",
        "plate": "two-thirds",
        "make": "half",
        "model_name": "half",
        "fuel": "half",
        "first_registered_on": "half",
    }

    vin = VinField(help_text=_("17 characters, on the registration certificate at E."))
    make = forms.CharField(label=_("Make"), max_length=50, required=False)
    model_name = forms.CharField(label=_("Model"), max_length=80, required=False)
    fuel = forms.ChoiceField(label=_("Fuel"), choices=[("", _("unknown")), *Fuel.choices], required=False)
    first_registered_on = forms.DateField(label=_("First registration"), widget=DateInput(), required=False)

    @classmethod
    def of(cls, vehicle: Vehicle) -> VehicleForm:
        """Filled with what is known."""
        names = ("vin", "make", "model_name", "fuel", "first_registered_on")
        known = {name: getattr(vehicle, name) for name in names}
        return cls(initial={"country": vehicle.plate_country, "plate": vehicle.plate_display, **known})


class InspectionForm(forms.Form):
    inspection_due_on = forms.DateField(
        label=_("Valid until"),
        widget=DateInput(),
        required=False,
        help_text=_("Leave empty when the date is not known."),
    )


def _plate_words(code: str, country: str) -> str:
    if code == PLATE_DAMAGED:
        return gettext("This is a date or a number, not a plate.")
    name = dict(Country.choices).get(country, country)
    return gettext("This is not a plate of %(country)s.") % {"country": name}
