"""What the garage fills in: proposals, points of an autocheck, expected maintenance."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from autopaspoort.check_points import GROUPS, POINTS
from autopaspoort.domain.autochecks import ADVICE_LINES
from autopaspoort.models import AutocheckItem, ExpectedWork, VehicleKind
from garageflow.ui.forms import DateInput, KmField


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__({"step": 300}, format="%Y-%m-%dT%H:%M")


class EuroField(forms.DecimalField):
    """An amount as people write it, 189 or 189,50; kept in cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=100_000, decimal_places=2, localize=True, **kwargs)

    def clean(self, value: Any) -> int | None:
        euros: Decimal | None = super().clean(value)
        return None if euros is None else int(euros * 100)


class ProposalForm(forms.Form):
    ui_widths = {"first": "half", "second": "half", "third": "half", "minutes": "half"}
    ui_units = {"minutes": "min"}

    first = forms.DateTimeField(label=_("First proposal"), widget=MomentInput())
    second = forms.DateTimeField(label=_("Second proposal"), widget=MomentInput(), required=False)
    third = forms.DateTimeField(label=_("Third proposal"), widget=MomentInput(), required=False)
    minutes = forms.IntegerField(label=_("It takes"), min_value=5, max_value=600, initial=60)

    def moments(self) -> list[datetime]:
        found = (self.cleaned_data[name] for name in ("first", "second", "third"))
        return [moment for moment in found if moment is not None]


class PointForm(forms.Form):
    """One point of the round. Its place is in its address."""

    result = forms.ChoiceField(choices=AutocheckItem.Result.choices)
    note = forms.CharField(label=_("What did you see?"), max_length=300, required=False)
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(ADVICE_LINES):
            self.fields[f"label_{number}"] = forms.CharField(
                label=_("Advised work"), max_length=120, required=False
            )
            self.fields[f"price_{number}"] = EuroField(label=_("Price incl. VAT (€)"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(ADVICE_LINES):
            label, price = data.get(f"label_{number}"), data.get(f"price_{number}")
            if label and price is None and f"price_{number}" not in self.errors:
                self.add_error(f"price_{number}", _("What does it cost?"))
            if price is not None and not label:
                self.add_error(f"label_{number}", _("What is the work?"))
        return data

    def advice(self) -> list[dict[str, Any]]:
        lines = (
            (self.cleaned_data[f"label_{n}"], self.cleaned_data[f"price_{n}"]) for n in range(ADVICE_LINES)
        )
        return [{"label": label, "price_cents": price} for label, price in lines if label]


class BeginForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind of vehicle"), choices=VehicleKind.choices, widget=forms.RadioSelect
    )


class PublishForm(forms.Form):
    ui_units = {"km": "km"}
    km = KmField(label=_("Odometer reading"), min_value=0, max_value=9_999_999, required=False)


class TemplateForm(forms.Form):
    points = forms.MultipleChoiceField(
        label=_("Points"),
        choices=[(key, name) for key, (_group, name) in POINTS.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    own = forms.CharField(
        label=_("Points of your own"),
        help_text=_("One a line."),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def own_points(self) -> list[tuple[str, str]]:
        lines = (" ".join(line.split())[:100] for line in self.cleaned_data["own"].splitlines())
        return [(next(reversed(GROUPS)), line) for line in lines if line]


class WorkForm(forms.Form):
    ui_widths = {"due_on": "half", "due_km": "half", "cost_cents": "half"}
    ui_units = {"due_km": "km", "cost_cents": "€"}

    kind = forms.ChoiceField(label=_("Work"), choices=ExpectedWork.Kind.choices)
    due_on = forms.DateField(label=_("Before"), widget=DateInput(), required=False)
    due_km = KmField(label=_("Or at"), min_value=1, max_value=9_999_999, required=False)
    cost_cents = EuroField(label=_("Expected cost incl. VAT"), required=False)
    note = forms.CharField(label=_("Note"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and data.get("due_on") is None and data.get("due_km") is None:
            self.add_error("due_on", _("Say a date, a distance, or both."))
        return data
