from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from convoy.models import Driver
from garageflow.ui.forms import PlateInput


class WPlateForm(forms.Form):
    ui_widths = {"number": "half", "year": "half"}

    number = forms.CharField(label=_("W plate"), max_length=12, widget=PlateInput())
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    driver = forms.ModelChoiceField(
        label=_("Whose"),
        queryset=Driver.objects.by_name(),
        required=False,
        empty_label=_("ours, lent for a mission"),
    )

    def clean_number(self) -> str:
        return str(self.cleaned_data["number"]).upper().strip()
