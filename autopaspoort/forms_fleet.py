"""Fleet accounts, and giving a car to another owner or driver."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from autopaspoort.forms import EmailField
from autopaspoort.models import Fleet


class FleetForm(forms.Form):
    name = forms.CharField(label=_("Name of the company"), max_length=100)


class ManagerForm(forms.Form):
    ui_widths = {"name": "half", "email": "half", "language": "half"}

    name = forms.CharField(label=_("Name"), max_length=100)
    email = EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class HandOverForm(forms.Form):
    ui_widths = {"first_name": "half", "last_name": "half", "email": "half", "language": "half"}

    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = EmailField(label=_("E-mail address"), max_length=254)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    stays_in_fleet = forms.BooleanField(label=_("The car stays in the fleet"), required=False, initial=True)

    def __init__(self, *args: Any, fleet: Fleet | None, is_manager: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_manager = is_manager
        if fleet is None or is_manager:
            del self.fields["stays_in_fleet"]

    def person(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "name": (data["first_name"], data["last_name"]),
            "email": data["email"],
            "language": data["language"],
            # A manager gives a car to another driver; selling it is for the garage to note.
            "stays_in_fleet": self.is_manager or data.get("stays_in_fleet", False),
        }
