"""The coupling with the garage's own software."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class KeyForm(forms.Form):
    prefix = "key"

    name = forms.CharField(
        label=_("What is the key for?"), max_length=60, help_text=_("For example the name of your software.")
    )


class WebhookForm(forms.Form):
    url = forms.URLField(label=_("Address (https)"), max_length=500, assume_scheme="https")
