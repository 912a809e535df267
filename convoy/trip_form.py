"""The dispatcher's form of a trip."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from convoy.forms import EuroField
from convoy.models import Certification, Trip
from convoy.models.trip import DeliveryType, Tag
from garageflow.geo.places import place_of
from garageflow.tenancy.models import Country
from garageflow.ui.forms import DateInput
from garageflow.vehicles.models import Vehicle

_PLACE = ("name", "street", "postcode", "city", "country", "contact", "phone")
_PLAIN = (
    "client_name",
    "client_process",
    "note",
    "delivery_type",
    "tags",
    "vehicle",
    "make",
    "model_name",
    "plate_display",
    "starts_on",
    "ends_on",
    "start_is_fixed",
    "end_is_fixed",
    "start_slot",
    "end_slot",
    "distance_km",
    "duration_minutes",
    "price_limit_amount",
    "instant_price_amount",
)
NAMES = (*_PLAIN, *(f"{end}_{name}" for end in ("from", "to") for name in _PLACE))


class PlaceForm(forms.Form):
    """One end of a trip; used twice, with a prefix."""

    ui_widths = {
        "postcode": "third",
        "city": "two-thirds",
        "country": "half",
        "contact": "half",
        "phone": "half",
    }

    name = forms.CharField(label=_("Place"), max_length=100, required=False)
    street = forms.CharField(label=_("Street and number"), max_length=150, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12)
    city = forms.CharField(label=_("Town"), max_length=100)
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)
    contact = forms.CharField(label=_("Contact"), max_length=100, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        country, postcode = cleaned.get("country"), cleaned.get("postcode")
        if country and postcode and place_of(country, postcode) is None:
            self.add_error("postcode", _("We do not know this postcode. Check it and the country."))
        return cleaned


class TripForm(forms.Form):
    ui_widths = dict.fromkeys(
        (
            "client_name",
            "delivery_type",
            "make",
            "model_name",
            "vehicle_number",
            "plate_display",
            "starts_on",
            "ends_on",
            "start_is_fixed",
            "end_is_fixed",
            "start_slot",
            "end_slot",
            "distance_km",
            "duration_minutes",
            "price_limit_amount",
            "instant_price_amount",
        ),
        "half",
    )
    ui_units = {
        "distance_km": "km",
        "price_limit_amount": "€",
        "instant_price_amount": "€",
        "duration_minutes": "min",
    }

    client_name = forms.CharField(label=_("Client"), max_length=100)
    delivery_type = forms.ChoiceField(label=_("Kind of delivery"), choices=DeliveryType.choices)
    vehicle_number = forms.IntegerField(
        label=_("Our vehicle, by its number"),
        required=False,
        min_value=1,
        help_text=_("Leave empty for a vehicle that is not ours."),
    )
    plate_display = forms.CharField(label=_("Plate"), max_length=15, required=False)
    make = forms.CharField(label=_("Make"), max_length=50, required=False)
    model_name = forms.CharField(label=_("Model"), max_length=80, required=False)
    starts_on = forms.DateField(label=_("From"), widget=DateInput())
    ends_on = forms.DateField(label=_("Until"), widget=DateInput())
    start_slot = forms.CharField(label=_("Hours at the start"), max_length=30, required=False)
    end_slot = forms.CharField(label=_("Hours at the destination"), max_length=30, required=False)
    start_is_fixed = forms.BooleanField(label=_("The client fixes the start"), required=False)
    end_is_fixed = forms.BooleanField(label=_("The client fixes the end"), required=False)
    tags = forms.MultipleChoiceField(
        label=_("Tags"), choices=Tag.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    certifications = forms.ModelMultipleChoiceField(
        label=_("Required certifications"),
        queryset=Certification.objects.filter(is_retired=False).order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    price_limit_amount = EuroField(
        label=_("Price limit"),
        required=False,
        help_text=_("Quotes above it are flagged. Drivers do not see it."),
    )
    instant_price_amount = EuroField(
        label=_("Fixed price"), required=False, help_text=_("Filled in, a driver may book at once for it.")
    )
    distance_km = forms.IntegerField(
        label=_("Distance"),
        required=False,
        min_value=1,
        max_value=5000,
        help_text=_("Leave empty to estimate."),
    )
    duration_minutes = forms.IntegerField(
        label=_("Driving time"), required=False, min_value=1, max_value=9999
    )
    client_process = forms.CharField(
        label=_("The client's process"), required=False, max_length=3000, widget=forms.Textarea({"rows": 4})
    )
    note = forms.CharField(
        label=_("Note for drivers"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )

    def clean_vehicle_number(self) -> int | None:
        number: int | None = self.cleaned_data["vehicle_number"]
        self.vehicle = Vehicle.objects.filter(number=number).first() if number else None
        if number and self.vehicle is None:
            raise forms.ValidationError(_("No vehicle has this number."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("starts_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["starts_on"]:
            self.add_error("ends_on", _("The end cannot come before the start."))
        vehicle = getattr(self, "vehicle", None)
        if not cleaned.get("make") and not (vehicle and vehicle.make):
            self.add_error("make", _("Say which make it is."))
        for name in ("price_limit_amount", "instant_price_amount"):
            cleaned[name] = cleaned.get(name) or None
        return cleaned

    def values(self, start: PlaceForm, end: PlaceForm) -> dict[str, Any]:
        """As create_trip() and change_trip() take them."""
        values = dict(self.cleaned_data)
        del values["vehicle_number"]
        places = {
            f"{side}_{name}": form.cleaned_data[name]
            for side, form in (("from", start), ("to", end))
            for name in _PLACE
        }
        return {**values, **places, "vehicle": self.vehicle}


def initial_of(trip: Trip | None, side: str = "") -> dict[str, Any]:
    if trip is None:
        return {}
    if side:
        return {name: getattr(trip, f"{side}_{name}") for name in _PLACE}
    initial = {name: getattr(trip, name) for name in _PLAIN if name != "vehicle"}
    if trip.estimate_method != "by hand":
        initial["distance_km"] = initial["duration_minutes"] = None
    return {
        **initial,
        "vehicle_number": trip.vehicle.number if trip.vehicle else None,
        "certifications": [row.certification_id for row in trip.requirements.all()],
    }
