from __future__ import annotations

from django import forms


class PushForm(forms.Form):
    """As a browser's PushSubscription says it."""

    endpoint = forms.URLField(max_length=1000, assume_scheme="https")
    p256dh = forms.RegexField(r"^[A-Za-z0-9_-]{86,88}=*$")
    auth = forms.RegexField(r"^[A-Za-z0-9_-]{20,24}=*$")
