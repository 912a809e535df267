from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from garageflow.customers.domain.customer import CHANGEABLE
from garageflow.customers.models import Customer, EmailState


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]
    ui_widths = {
        "first_name": "half",
        "last_name": "half",
        "email": "half",
        "phone": "half",
        "street": "two-thirds",
        "house_number": "third",
        "postcode": "third",
        "city": "two-thirds",
        "language": "half",
    }

    class Meta:
        model = Customer
        fields = [
            "first_name",
            "last_name",
            "email",
            "phone",
            "street",
            "house_number",
            "postcode",
            "city",
            "language",
        ]
        widgets = {"email": forms.EmailInput(), "phone": forms.TextInput({"type": "tel"})}

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        # A list may have brought what is no address: whoever corrects a telephone number is not asked for it.
        if email != self.instance.email:
            validate_email(email)
        return email


class MergeForm(forms.Form):
    """Of everything in which two customers differ: whose value stays."""

    seen = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, kept: Customer, gone: Customer, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = seen
        self._differing = [name for name in CHANGEABLE if getattr(kept, name) != getattr(gone, name)]
        for name in self._differing:
            self.fields[name] = forms.ChoiceField(
                label=capfirst(str(Customer._meta.get_field(name).verbose_name)),  # type: ignore[union-attr]
                choices=[("kept", _shown(kept, name)), ("gone", _shown(gone, name))],
                initial="gone" if _is_better(gone, kept, name) else "kept",
                widget=forms.RadioSelect(),
            )

    @property
    def taken(self) -> list[str]:
        return [name for name in self._differing if self.cleaned_data[name] == "gone"]

    def for_now(self, seen: str) -> None:
        """With what was chosen and what was refused, to be sent again for what is to be seen now."""
        self.data = {**{name: self.data.get(name, "") for name in self.fields}, "seen": seen}


def _is_better(one: Customer, other: Customer, name: str) -> bool:
    """Something is better than nothing, and an address that works better than one that does not."""
    if name == "email":
        return one.has_usable_email and not other.has_usable_email
    return bool(getattr(one, name)) and not getattr(other, name)


def _shown(customer: Customer, name: str) -> str:
    if name == "language":
        return customer.get_language_display()
    text = getattr(customer, name) or _("(empty)")
    if name == "email" and not customer.has_usable_email:
        text += f" ({EmailState(customer.email_state).label})"
    return str(text)
