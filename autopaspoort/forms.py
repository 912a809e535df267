from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from autopaspoort.customer_list.emails import read_email
from autopaspoort.customer_list.findings import message_of
from autopaspoort.customer_list.postcodes import read_postcode
from autopaspoort.domain.incoming import OwnerAndPlate
from autopaspoort.models import CustomerList, Fleet, Passport
from garageflow.ui.forms import DateInput, FileDrop
from garageflow.ui.templatetags.ui import number
from garageflow.vehicles.forms import PlateForm, VinField

_FACTS = ("make", "model_name")


class EmailField(forms.EmailField):
    """By the rule of the customer list, so that one door does not refuse what the other takes."""

    default_validators = []

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not read_email(text).is_usable:
            raise forms.ValidationError(_("This is not an e-mail address."))
        return text


class FleetField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Which fleet account a car belongs to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Fleet.objects.none(),
            label=_("Fleet account"),
            empty_label=_("None: it is his own car"),
            required=False,
            **kwargs,
        )


def offer_fleets(form: forms.Form) -> None:
    """The fleets of the active garage as choices of the field `fleet`; without any the field goes."""
    fleets = list(Fleet.objects.current().order_by("name"))
    if fleets:
        field: Any = form.fields["fleet"]
        field.queryset = Fleet.objects.current().order_by("name")
        # Counted above: the choices are not read a second time.
        field.choices = [("", field.empty_label), *((fleet.pk, fleet.name) for fleet in fleets)]
    else:
        del form.fields["fleet"]


class PassportForm(PlateForm):
    ui_widths = {
        "country": "third",
        "plate": "two-thirds",
        "last_name": "half",
        "email": "half",
        "first_name": "half",
        "phone": "half",
        "street": "two-thirds",
        "house_number": "third",
        "postcode": "third",
        "city": "two-thirds",
        "make": "half",
        "model_name": "half",
        "vin": "half",
        "inspection_due_on": "half",
    }
    # The two parts in which the page shows the fields.
    needed = ("country", "plate", "last_name", "email")

    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = EmailField(label=_("E-mail address"), max_length=254)
    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    street = forms.CharField(label=_("Street"), max_length=150, required=False)
    house_number = forms.CharField(label=_("House number"), max_length=20, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    make = forms.CharField(label=_("Make"), max_length=50, required=False)
    model_name = forms.CharField(label=_("Model"), max_length=80, required=False)
    vin = VinField(help_text=_("17 characters, on the registration certificate at E."))
    inspection_due_on = forms.DateField(
        label=_("Inspection (APK) valid until"), widget=DateInput(), required=False
    )

    fleet = FleetField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_fleets(self)

    @property
    def fields_with_errors(self) -> list[tuple[forms.BoundField, Any]]:
        return [(field, field.errors) for field in self.visible_fields()]

    @property
    def needed_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.needed]

    @property
    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.needed]

    @property
    def warnings(self) -> list[str]:
        """What is odd about a plate that was taken all the same, as a customer list says it."""
        return [message_of(code) for code in self.cleaned_data["plate"].warnings]

    @property
    def facts(self) -> dict[str, str]:
        """Of the car, besides what a customer list holds."""
        return {name: self.cleaned_data[name] for name in _FACTS}

    def owner_and_plate(self, garage_country: str) -> OwnerAndPlate:
        values = {name: value for name, value in self.cleaned_data.items() if name not in (*_FACTS, "fleet")}
        plate = values.pop("plate")
        values["postcode"], _is_one = read_postcode(values["postcode"], garage_country)
        return OwnerAndPlate(
            plate=plate.normalised, plate_country=plate.country, plate_display=plate.display, **values
        )


class OwnerForm(forms.Form):
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
        "fleet": "half",
    }
    names = tuple(name for name in ui_widths if name != "fleet")

    first_name = forms.CharField(label=_("First name"), max_length=100, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=100)
    email = EmailField(label=_("E-mail address"), max_length=254)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    street = forms.CharField(label=_("Street"), max_length=150, required=False)
    house_number = forms.CharField(label=_("House number"), max_length=20, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=12, required=False)
    city = forms.CharField(label=_("Town"), max_length=100, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("In which his e-mails are written.")
    )

    fleet = FleetField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_fleets(self)

    @classmethod
    def of(cls, passport: Passport) -> OwnerForm:
        """Filled with what is known."""
        known = {name: getattr(passport.customer, name) for name in cls.names}
        return cls(initial={**known, "fleet": passport.fleet_id})


class EmailForm(forms.Form):
    """One row of the invalid e-mails."""

    email = EmailField(label=_("E-mail address"), max_length=254)


class CustomerListForm(forms.Form):
    file = forms.FileField(label=_("Customer list"), widget=FileDrop(accept=".csv,.txt,.xlsx"))
    send = forms.BooleanField(
        label=_("Send the AutoPaspoorten to the customers?"),
        required=False,
        help_text=_("Without a tick they are made, and sent only after reception or a mechanic edited them."),
    )

    def __init__(self, *args: Any, max_bytes: int, max_rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"megabytes": max_bytes // 1_000_000, "rows": number(max_rows)}
        self.fields["file"].help_text = (
            gettext("CSV or XLSX, at most %(megabytes)s MB and %(rows)s lines.") % limits
        )


class ConfirmationForm(forms.Form):
    send = forms.BooleanField(
        label=_("Send the AutoPaspoorten to the customers?"),
        required=False,
        help_text=_("Without a tick they are made, and sent only after reception or a mechanic edited them."),
    )
    again = forms.BooleanField(label=_("Load this file again"), required=False)

    def __init__(self, *args: Any, loaded_before: CustomerList | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.loaded_before = loaded_before
        if loaded_before is None:
            del self.fields["again"]


class SettingsForm(forms.Form):
    offer_days = forms.IntegerField(
        label=_("Days that an offered AutoPaspoort waits for its owner"),
        validators=[MinValueValidator(7), MaxValueValidator(365)],
        help_text=_("After that it has expired, and you can send it again. From 7 to 365 days."),
    )
    promotion_days = forms.IntegerField(
        label=_("Days between two promotions to one customer"),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        required=False,
    )
