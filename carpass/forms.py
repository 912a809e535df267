from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from carpass.models import CarPassDocument
from garageflow.ui.forms import DateInput, KmField, KmInput
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
    """A Car-Pass needs the right reading: Car-Pass shows it to every buyer."""

    ui_units = {"km": "km"}

    km = KmField(label=_("Odometer reading today"), validators=_KM, widget=KmInput({"data-big": False}))


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
