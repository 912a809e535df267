"""Looking for a vehicle, booking it, taking it and bringing it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carshare.models import Booking, CarShareContract, Parking, Subscriber
from garageflow.ui.forms import FileDrop, KmField

_QUARTER = timedelta(minutes=15)


class MomentInput(forms.DateTimeInput):
    """The browser's picker of day and time: shows the reader's format, sends ISO."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": 300, **(attrs or {})}, format="%Y-%m-%dT%H:%M")


class PeriodForm(forms.Form):
    ui_widths = {"since": "half", "until": "half"}

    since = forms.DateTimeField(label=_("From"), widget=MomentInput())
    until = forms.DateTimeField(label=_("Until"), widget=MomentInput())


class SearchForm(PeriodForm):
    ui_widths = {**PeriodForm.ui_widths, "parking": "half", "contract": "half"}

    parking = forms.ModelChoiceField(
        label=_("Parking"), queryset=Parking.objects.none(), required=False, empty_label=_("All parkings")
    )
    contract = forms.ModelChoiceField(
        label=_("Contract"), queryset=CarShareContract.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, subscriber: Subscriber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parking: Any = self.fields["parking"]
        parking.queryset = Parking.objects.filter(organisation=subscriber.organisation_id, is_open=True)
        contract: Any = self.fields["contract"]
        contracts = CarShareContract.objects.filter(organisation=subscriber.organisation_id, is_open=True)
        if not subscriber.organisation.contract_changeable:
            contracts = contracts.filter(pk=subscriber.contract_id)
        contract.queryset = contracts.order_by("name")


class BookingForm(PeriodForm):
    contract = forms.ModelChoiceField(
        label=_("Contract"), queryset=CarShareContract.objects.none(), widget=forms.HiddenInput()
    )
    use = forms.ChoiceField(label=_("Use"), choices=Booking.Use.choices, widget=forms.RadioSelect())
    purpose = forms.CharField(label=_("Destination or purpose"), max_length=150, required=False)

    def __init__(self, *args: Any, subscriber: Subscriber, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contract: Any = self.fields["contract"]
        contract.queryset = CarShareContract.objects.filter(organisation=subscriber.organisation_id)
        if not subscriber.organisation.private_use:
            self.fields["use"].widget = forms.HiddenInput()
            self.fields["use"].initial = Booking.Use.PROFESSIONAL


class ChangeForm(PeriodForm):
    purpose = forms.CharField(label=_("Destination or purpose"), max_length=150, required=False)


class ExtensionForm(forms.Form):
    until = forms.DateTimeField(label=_("New end"), widget=MomentInput())


class ManyFiles(FileDrop):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]


class CheckForm(forms.Form):
    ui_widths = {"km": "half", "energy_percent": "half"}
    ui_units = {"km": "km", "energy_percent": "%"}

    km = KmField(label=_("Odometer reading"), min_value=0, max_value=9_999_999)
    energy_percent = forms.IntegerField(
        label=_("Fuel or battery"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric", "min": 0, "max": 100, "step": 5}),
    )
    damages = forms.CharField(
        label=_("Damages"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Leave it empty if there are none."),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        widget=ManyFiles(accept="image/png,image/jpeg,image/webp", attrs={"multiple": True}),
        help_text=_("At most 6, of damages for example."),
    )
    is_km_confirmed = forms.BooleanField(
        label=_("The reading is right"), required=False, widget=forms.HiddenInput()
    )

    def ask_to_confirm_km(self) -> None:
        """After a reading below an earlier one: it may be the earlier one that is wrong."""
        self.fields["is_km_confirmed"].widget = forms.CheckboxInput()


def next_quarter(now: datetime) -> datetime:
    """When somebody who looks now could leave."""
    local = timezone.localtime(now)
    rounded = local.replace(minute=local.minute // 15 * 15, second=0, microsecond=0)
    return rounded + _QUARTER
