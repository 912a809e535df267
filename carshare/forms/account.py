"""What a subscriber changes himself."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from carshare.forms.sign_up import BillingForm, LicenceForm, PreferencesForm
from garageflow.ui.forms import DateInput


class DetailsForm(PreferencesForm):
    """The preferences of the sign-up, without photo and consent, which have places of their own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["photo"]
        self.fields.pop("eco_driving", None)
        contract: Any = self.fields["contract"]
        if contract.disabled:
            del self.fields["contract"]


class OwnBillingForm(BillingForm):
    pass


class OwnLicenceForm(LicenceForm):
    ui_widths = {**LicenceForm.ui_widths, "valid_until": "half"}

    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=DateInput())
