"""The form of an inspection: plain fields, and what is drawn (damages, signatures) as JSON in hidden ones."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from convoy.models import Damage, Mission
from convoy.models.inspection import Absence, Accessory, Cleanliness, PhotoPlace, Weather
from garageflow.ui.forms import KmInput
from garageflow.vehicles.forms import KmField

_MOST_DAMAGES, _MOST_STROKES, _MOST_POINTS = 60, 60, 800
_KEY = RegexValidator(r"^[A-Za-z0-9-]{8,40}$")
EIGHTHS = [(str(n), f"{n}/8") for n in range(9)]


class Drawn(forms.CharField):
    """JSON that a script wrote; wrong JSON is told as a missing drawing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=100_000, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return self.checked(json.loads(text))
        except (ValueError, TypeError, KeyError) as error:
            raise forms.ValidationError(_("This drawing cannot be read. Draw it again.")) from error

    def checked(self, value: Any) -> Any:
        raise NotImplementedError


class SignatureField(Drawn):
    """Strokes in a box of 300 by 120."""

    def checked(self, value: Any) -> list[list[list[int]]] | None:
        strokes = [[_point(point) for point in stroke] for stroke in value[:_MOST_STROKES]]
        if sum(len(stroke) for stroke in strokes) > _MOST_POINTS * 10:
            raise ValueError
        return [stroke for stroke in strokes if len(stroke) > 1] or None


class DamagesField(Drawn):
    def checked(self, value: Any) -> list[dict[str, Any]]:
        if len(value) > _MOST_DAMAGES:
            raise ValueError
        return [
            {
                "x": min(1000, max(0, int(pin["x"]))),
                "y": min(1000, max(0, int(pin["y"]))),
                "kind": Damage.Kind(pin["kind"]).value,
                "size": Damage.Size(pin["size"]).value,
                "note": str(pin.get("note", ""))[:200],
            }
            for pin in value
        ]


class InspectionForm(forms.Form):
    ui_widths = {
        "km": "half",
        "fuel_eighths": "half",
        "battery_percent": "half",
        "outside": "half",
        "inside": "half",
    }
    ui_units = {"km": "km", "battery_percent": "%"}

    km = KmField(
        label=_("Odometer reading"),
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        widget=KmInput(),
    )
    fuel_eighths = forms.TypedChoiceField(
        label=_("Fuel"), choices=[("", "–"), *EIGHTHS], coerce=int, empty_value=None, required=False
    )
    battery_percent = forms.IntegerField(
        label=_("Battery"), min_value=0, max_value=100, required=False, widget=forms.NumberInput
    )
    outside = forms.ChoiceField(label=_("Outside"), choices=Cleanliness.choices)
    inside = forms.ChoiceField(label=_("Inside"), choices=Cleanliness.choices)
    weather = forms.ChoiceField(label=_("Weather and light"), choices=Weather.choices)
    accessories = forms.MultipleChoiceField(
        label=_("What is in the car"),
        choices=Accessory.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    damages = DamagesField(required=False)
    driver_signature = SignatureField(required=False)
    counterpart_name = forms.CharField(label=_("Name"), max_length=100, required=False)
    counterpart_role = forms.CharField(label=_("On behalf of"), max_length=100, required=False)
    counterpart_signature = SignatureField(required=False)
    absence = forms.ChoiceField(
        label=_("Nobody signs?"),
        choices=[("", _("somebody signs here")), *Absence.choices],
        required=False,
    )
    absence_note = forms.CharField(label=_("Explanation"), max_length=300, required=False)
    client_key = forms.CharField(widget=forms.HiddenInput, validators=[_KEY])
    damage_kinds, damage_sizes = Damage.Kind.choices, Damage.Size.choices
    signed_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A plug-in hybrid has both; of the others one question is enough.
        if mission.trip.is_electric:
            del self.fields["fuel_eighths"]
        elif mission.trip.fuel != "plugin_hybrid":
            del self.fields["battery_percent"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("driver_signature"):
            self.add_error(None, _("Sign yourself first."))
        if cleaned.get("absence"):
            cleaned["counterpart_signature"], cleaned["counterpart_name"] = None, ""
        elif not cleaned.get("counterpart_signature") or not cleaned.get("counterpart_name"):
            self.add_error(
                "counterpart_name", _("Let the other side sign with name, or say why nobody signs.")
            )
        return cleaned

    @property
    def error_rows(self) -> list[tuple[forms.BoundField, Any]]:
        return [(field, field.errors) for field in self.visible_fields()]

    def values(self) -> dict[str, Any]:
        """As sign_inspection() takes them."""
        values = dict(self.cleaned_data)
        values["damages"] = values["damages"] or []
        signed_at = parse_datetime(values["signed_at"]) if values["signed_at"] else None
        now = timezone.now()
        # The phone's clock, unless it is plainly wrong.
        is_sane = (
            signed_at is not None
            and timezone.is_aware(signed_at)
            and now - timedelta(days=7) < signed_at <= now
        )
        values["signed_at"] = signed_at if is_sane else now
        return values


class PhotoForm(forms.Form):
    place = forms.ChoiceField(choices=PhotoPlace.choices)
    client_key = forms.CharField(validators=[_KEY])
    file = forms.FileField()


def _point(point: Any) -> list[int]:
    x, y = point
    return [min(300, max(0, int(x))), min(120, max(0, int(y)))]
