from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from convoy.models import Driver, Mission, Thread, Trip, WPlate
from convoy.models.driver import DocumentKind
from convoy.models.mission import RefusalReason
from convoy.models.trip import Tag
from garageflow.tenancy.models import Country
from garageflow.ui.forms import DateInput, FileDrop

_SPACES = re.compile(r"[\s€]")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?:[.,]|$))")
MOST_CENTS = 10_000_000


class EuroField(forms.Field):
    """Euros as people write them (125, 125,50, 1.250,00), kept as cents."""

    widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write an amount, for example 125,50.")}

    def to_python(self, value: Any) -> int | None:
        text = _SPACES.sub("", str(value or ""))
        if not text:
            return None
        # The last separator with one or two digits behind it is the decimal one.
        whole, decimals = (text, "")
        if match := re.search(r"[.,](\d{1,2})$", text):
            whole, decimals = text[: match.start()], match[1]
        try:
            amount = Decimal(f"{_THOUSANDS.sub('', whole) or '0'}.{decimals or '0'}")
        except InvalidOperation as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error
        if not 0 <= amount * 100 <= MOST_CENTS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(amount * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100},{value % 100:02d}" if isinstance(value, int) else value


class TripSearchForm(forms.Form):
    q = forms.CharField(
        label=_("Town, trip number or client"),
        required=False,
        max_length=100,
        widget=forms.SearchInput({"placeholder": _("Town, trip number or client")}),
    )
    from_on = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until_on = forms.DateField(label=_("Until"), required=False, widget=DateInput())
    min_km = forms.IntegerField(
        label=_("At least (km)"), required=False, min_value=0, max_value=5000, widget=forms.NumberInput
    )
    tag = forms.ChoiceField(label=_("Tag"), required=False, choices=[("", _("all tags")), *Tag.choices])
    near = forms.ChoiceField(
        label=_("Near my home"),
        required=False,
        choices=[
            ("", _("starts or ends anywhere")),
            ("start", _("starts near me")),
            ("end", _("ends near me")),
        ],
    )


class SearchSaveForm(forms.Form):
    name = forms.CharField(label=_("Name of this search"), max_length=60)
    query = forms.CharField(required=False, widget=forms.HiddenInput, max_length=500)
    has_alert = forms.BooleanField(label=_("Tell me about new trips"), required=False, initial=True)


class DatesForm(forms.Form):
    """The days on which a trip is to be driven, inside its window."""

    ui_widths = {"starts_on": "half", "ends_on": "half"}
    starts_on = forms.DateField(label=_("Pick-up on"), widget=DateInput())
    ends_on = forms.DateField(label=_("Delivery on"), widget=DateInput())

    def __init__(self, *args: Any, trip: Trip, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"min": trip.starts_on.isoformat(), "max": trip.ends_on.isoformat()}
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget.attrs.update(limits)


class QuoteForm(DatesForm):
    ui_widths = {
        **DatesForm.ui_widths,
        "transport_amount": "half",
        "fuel_amount": "half",
        "toll_amount": "half",
        "service_amount": "half",
    }
    ui_units = dict.fromkeys(("transport_amount", "fuel_amount", "toll_amount", "service_amount"), "€")
    field_order = ["transport_amount", "fuel_amount", "toll_amount", "service_amount", "starts_on", "ends_on"]

    transport_amount = EuroField(label=_("Transport to the start and back"), required=False)
    fuel_amount = EuroField(label=_("Fuel"), required=False)
    toll_amount = EuroField(label=_("Tolls"), required=False)
    service_amount = EuroField(label=_("Service price"))
    w_plate = forms.ModelChoiceField(
        label=_("W plate"),
        queryset=WPlate.objects.none(),
        required=False,
        empty_label=_("the garage lends me one"),
    )
    note = forms.CharField(
        label=_("Note for the garage"), required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, *args: Any, trip: Trip, driver: Driver, **kwargs: Any) -> None:
        super().__init__(*args, trip=trip, **kwargs)
        if trip.needs_w_plate:
            plates = WPlate.objects.filter(driver=driver, year=trip.starts_on.year)
            self.fields["w_plate"].queryset = plates.order_by("number")  # type: ignore[attr-defined]
        else:
            del self.fields["w_plate"]

    def clean_service_amount(self) -> int:
        amount: int = self.cleaned_data["service_amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Say what your service costs."))
        return amount

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("transport_amount", "fuel_amount", "toll_amount"):
            cleaned[name] = cleaned.get(name) or 0
        return cleaned


class RefusalForm(forms.Form):
    refusal_reason = forms.ChoiceField(label=_("Reason"), choices=RefusalReason.choices)
    refusal_note = forms.CharField(label=_("Explanation for the driver"), required=False, max_length=300)


class NoteForm(forms.Form):
    """A few words about what happened."""

    note = forms.CharField(label=_("What happened?"), max_length=500, widget=forms.Textarea({"rows": 3}))


class EmptyRunForm(NoteForm):
    lump_sum_amount = EuroField(label=_("Lump sum for the driver"))
    ui_units = {"lump_sum_amount": "€"}


class ClosingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("How did it go?"),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[("", _("no rating")), *((str(n), "★" * n) for n in range(5, 0, -1))],
    )


class AddendumForm(forms.Form):
    text = forms.CharField(label=_("Correction"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class DocumentForm(forms.Form):
    ui_widths = {"issued_on": "half", "valid_until_on": "half"}

    kind = forms.ChoiceField(label=_("Document"), choices=DocumentKind.choices)
    file = forms.FileField(
        label=_("File"),
        widget=FileDrop(accept=".pdf,.png,.jpg,.jpeg,.webp"),
        help_text=_("PDF or photo, at most 10 MB."),
    )
    issued_on = forms.DateField(label=_("Issued on"), required=False, widget=DateInput())
    valid_until_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DateInput(),
        help_text=_("Leave empty if it has no end."),
    )


class ContractForm(DocumentForm):
    has_mandate = forms.BooleanField(
        label=_("The contract lets us make the driver's invoices"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]


class AttachmentForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=FileDrop(accept=".pdf,.png,.jpg,.jpeg,.webp"))


class DriverForm(forms.Form):
    ui_widths = {"name": "half", "phone": "half", "email": "half", "language": "half", "country": "half"}

    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(label=_("Country"), choices=Country.choices)


class ThreadForm(forms.Form):
    subject = forms.ChoiceField(label=_("Subject"), choices=Thread.Subject.choices)
    mission = forms.ModelChoiceField(
        label=_("Mission"),
        queryset=Mission.objects.none(),
        required=False,
        empty_label=_("none in particular"),
    )
    title = forms.CharField(label=_("In a few words"), max_length=120)
    text = forms.CharField(label=_("Your message"), max_length=3000, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, driver: Driver, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missions = Mission.objects.filter(driver=driver).select_related("trip").order_by("-number")
        self.fields["mission"].queryset = missions  # type: ignore[attr-defined]


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=3000, widget=forms.Textarea({"rows": 3}))


class AvailabilityForm(forms.Form):
    ui_widths = {"period": "half", "starts_on": "half"}

    is_available = forms.TypedChoiceField(
        label=_("I am"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("available")), ("no", _("not available"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    period = forms.ChoiceField(
        label=_("For"), choices=[("day", _("a day")), ("week", _("a week")), ("month", _("a month"))]
    )
    starts_on = forms.DateField(label=_("Beginning on"), widget=DateInput())
    reason = forms.CharField(label=_("Reason"), required=False, max_length=200)


class RadiusField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(validators=[MinValueValidator(10), MaxValueValidator(200)], **kwargs)
