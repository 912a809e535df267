"""What the owner of a car fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from autopaspoort.domain.consents import Choices
from autopaspoort.models import Appointment, Consent
from garageflow.ui.forms import DateInput


class AskForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is it about?"), choices=Appointment.Reason.choices, widget=forms.RadioSelect
    )
    wanted_on = forms.DateField(label=_("Which day suits you?"), widget=DateInput(), required=False)
    wish = forms.CharField(
        label=_("What should we know?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class TransferForm(forms.Form):
    ui_widths = {"first_name": "half", "last_name": "half"}

    first_name = forms.CharField(label=_("First name of the new owner"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name of the new owner"), max_length=100)
    email = forms.EmailField(label=_("E-mail address of the new owner"), max_length=254)
    is_sure = forms.BooleanField(label=_("The car is sold. I know that I cannot see it here any more."))

    def buyer(self, language: str) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": (data["first_name"], data["last_name"]),
            "email": data["email"],
            "language": language,
        }


class ConsentForm(forms.Form):
    """One box for each purpose and channel."""

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for (purpose, channel), is_granted in choices.items():
            self.fields[f"{purpose}_{channel}"] = forms.BooleanField(
                label=Consent.Channel(channel).label, required=False, initial=is_granted
            )

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [
            (str(purpose.label), [self[f"{purpose}_{channel}"] for channel in Consent.Channel])
            for purpose in Consent.Purpose
        ]

    def choices(self) -> Choices:
        return {
            (purpose, channel): self.cleaned_data[f"{purpose}_{channel}"]
            for purpose in Consent.Purpose
            for channel in Consent.Channel
        }
