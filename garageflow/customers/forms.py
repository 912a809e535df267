from __future__ import annotations

from django import forms
from django.core.validators import validate_email

from garageflow.customers.models import Customer


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
