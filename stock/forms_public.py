"""What a visitor of the public pages fills in."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
_MOST_LINKS = 1


class EnquiryForm(forms.Form):
    ui_widths = {"email": "half", "phone": "half"}

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    message = forms.CharField(label=_("Your question"), max_length=2000, widget=forms.Textarea({"rows": 4}))
    # People do not see it; machines fill in everything.
    website = forms.CharField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    @property
    def looks_like_spam(self) -> bool:
        message = self.cleaned_data["message"]
        return bool(self.cleaned_data["website"]) or len(_LINK.findall(message)) > _MOST_LINKS

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "email", "phone", "message")}

    @property
    def seen_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name != "website"]

    def show_again(self, token: str) -> None:
        """With what was typed, and a token that is good."""
        self.data = {**dict(self.data.items()), "token": token}
        self.add_error(None, gettext("This page was open for a long time. Send your question once more."))
