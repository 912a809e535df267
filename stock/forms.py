from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Garage, Member, Shop
from garageflow.ui.forms import DateInput, FileDrop, KmField, KmInput
from garageflow.vehicles.forms import VehicleForm
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.vin import LENGTH, VIN_CHARS, VIN_SHORT, read_vin
from stock.columns import COLUMNS
from stock.domain.listings import NO_PLATE, OFFER_FIELDS, VEHICLE_FIELDS, plate_of
from stock.domain.sales import Buyer
from stock.models import Body, BuyerKind, Equipment, Gearbox, Listing, VatRegime
from stock.models.listing import FREE_STATUSES, MAX_PRICE

_SEPARATED = re.compile(r"(?<=\d)[.\s'’\u00a0\u202f](?=\d{3}(\D|$))")


class EuroField(forms.CharField):
    """An amount as people write it (18950, 18.950, 18 950,00, € 18.950) as whole cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value).replace("€", "").strip()
        if not text:
            return None
        plain = _SEPARATED.sub("", text)
        plain = plain.replace(",", "") if "." in plain else plain.replace(",", ".")
        try:
            cents = Decimal(plain) * 100
        except InvalidOperation:
            raise forms.ValidationError(gettext("This is not an amount.")) from None
        if not cents.is_finite() or not 0 <= cents <= MAX_PRICE:
            raise forms.ValidationError(gettext("This cannot be the price of a car."))
        return int(cents)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        return str(value // 100) if value % 100 == 0 else f"{value / 100:.2f}"


def _number(label: Any, top: int, *, bottom: int = 0) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        validators=[MinValueValidator(bottom), MaxValueValidator(top)],
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )


def _text(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=4000, widget=forms.Textarea({"rows": 4}))


class ListingForm(VehicleForm):
    """What is known of a vehicle in stock: what it is, and what it is offered for."""

    ui_widths = {
        "country": "third",
        "plate": "two-thirds",
        "make": "half",
        "model_name": "half",
        "version": "half",
        "fuel": "half",
        "gearbox": "half",
        "body": "half",
        "first_registered_on": "half",
        "colour": "half",
        "power_kw": "third",
        "engine_cc": "third",
        "co2_g_km": "third",
        "doors": "third",
        "seats": "third",
        "emission_class": "third",
        "vat_regime": "half",
        "acquired_on": "half",
        "purchase_amount": "half",
        "supplier": "half",
        "delivery_planned_on": "half",
    }
    ui_units = {"power_kw": "kW", "engine_cc": "cm³", "co2_g_km": "g/km", "purchase_amount": "€"}
    # The parts in which the page shows the fields.
    identity: tuple[str, ...] = ("country", "plate", "vin", "make", "model_name", "version")
    facts = (
        "fuel",
        "gearbox",
        "body",
        "first_registered_on",
        "colour",
        "power_kw",
        "engine_cc",
        "co2_g_km",
        "doors",
        "seats",
        "emission_class",
    )
    trade = ("vat_regime", "acquired_on", "purchase_amount", "supplier", "delivery_planned_on", "notes")
    words = ("equipment", "description_nl", "description_fr", "description_en")

    version = forms.CharField(label=_("Version"), max_length=120, required=False)
    gearbox = forms.ChoiceField(
        label=_("Gearbox"), choices=[("", _("unknown")), *Gearbox.choices], required=False
    )
    body = forms.ChoiceField(label=_("Body"), choices=[("", _("unknown")), *Body.choices], required=False)
    colour = forms.CharField(label=_("Colour"), max_length=40, required=False)
    power_kw = _number(_("Power"), 2000)
    engine_cc = _number(_("Engine capacity"), 30_000)
    co2_g_km = _number(_("CO₂ emission"), 2000)
    doors = _number(_("Doors"), 7, bottom=1)
    seats = _number(_("Seats"), 60, bottom=1)
    emission_class = forms.CharField(label=_("Emission standard"), max_length=20, required=False)
    vat_regime = forms.ChoiceField(label=_("VAT regime"), choices=VatRegime.choices)
    acquired_on = forms.DateField(label=_("In stock since"), widget=DateInput())
    purchase_amount = EuroField(label=_("Purchase price"), required=False)
    supplier = forms.CharField(label=_("Bought from"), max_length=150, required=False)
    delivery_planned_on = forms.DateField(label=_("Delivery planned on"), widget=DateInput(), required=False)
    notes = forms.CharField(
        label=_("Notes"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only the people of the garage read these."),
    )
    equipment = forms.MultipleChoiceField(
        label=_("Equipment"), choices=Equipment.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    description_nl = _text(_("Description in Dutch"))
    description_fr = _text(_("Description in French"))
    description_en = _text(_("Description in English"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A car that is on its way may have no plate yet.
        self.fields["plate"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "plate" in cleaned and not cleaned["plate"]:
            cleaned["plate"] = NO_PLATE
        return cleaned

    @classmethod
    def of_listing(cls, listing: Listing, data: Any = None) -> ListingForm:
        vehicle, plate = listing.vehicle, plate_of(listing.vehicle)
        offer = {name: getattr(listing, name) for name in OFFER_FIELDS}
        facts = {name: getattr(vehicle, name) for name in VEHICLE_FIELDS}
        return cls(data, initial={"country": plate.country or "BE", "plate": plate.display, **facts, **offer})

    @property
    def offer(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in OFFER_FIELDS if name in self.cleaned_data}

    @property
    def vehicle_facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in VEHICLE_FIELDS if name in self.cleaned_data}

    @property
    def warnings(self) -> list[str]:
        """What is odd about a VIN that was taken all the same."""
        finding = read_vin(self.cleaned_data.get("vin", "")).finding if self.cleaned_data.get("vin") else None
        return [words for code, words in _vin_words().items() if code == finding]

    @property
    def fields_with_errors(self) -> list[tuple[forms.BoundField, Any]]:
        return [(field, field.errors) for field in self.visible_fields()]

    def part(self, name: str) -> list[forms.BoundField]:
        return [self[field] for field in getattr(self, name) if field in self.fields]

    def parts(self) -> list[tuple[str, list[forms.BoundField]]]:
        titles = {
            "identity": gettext("Vehicle"),
            "facts": gettext("Facts"),
            "trade": gettext("Purchase"),
            "words": gettext("Equipment and description"),
        }
        return [(title, self.part(name)) for name, title in titles.items()]


class NewListingForm(ListingForm):
    ui_widths = {**ListingForm.ui_widths, "km": "half", "read_on": "half", "price": "half", "shop": "half"}
    ui_units = {**ListingForm.ui_units, "km": "km", "price": "€"}
    identity = (*ListingForm.identity, "km", "read_on", "shop", "price")

    km = KmField(
        label=_("Odometer reading"),
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        widget=KmInput({"data-big": False}),
    )
    read_on = forms.DateField(label=_("Read on"), widget=DateInput(), required=False)
    shop: forms.ModelChoiceField[Shop] = forms.ModelChoiceField(label=_("Shop"), queryset=None)
    price = EuroField(label=_("Price"), required=False)

    def __init__(self, *args: Any, garage: Garage, **kwargs: Any) -> None:
        shops = Shop.objects.order_by("name")
        today = garage.today()
        kwargs["initial"] = {
            "country": garage.country,
            "acquired_on": today,
            "read_on": today,
            "shop": shops.first(),
            **(kwargs.get("initial") or {}),
        }
        super().__init__(*args, **kwargs)
        self.fields["shop"].queryset = shops  # type: ignore[attr-defined]
        self.garage = garage

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("km") is not None and not cleaned.get("read_on"):
            cleaned["read_on"] = self.garage.today()
        plate = cleaned.get("plate")
        if plate is not None and not plate.normalised and not cleaned.get("vin") and "vin" not in self.errors:
            self.add_error("vin", gettext("A plate or a VIN is needed to know the vehicle again."))
        return cleaned


class ImportLineForm(ListingForm):
    """One line of a file: by the rules of the form, so that one door does not refuse what the other takes."""

    km = KmField(
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        label=_("Odometer reading"),
    )
    price = EuroField(label=_("Price"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        plate = cleaned.get("plate")
        if plate is not None and not plate.normalised and not cleaned.get("vin") and "vin" not in self.errors:
            self.add_error("vin", gettext("A plate or a VIN is needed to know the vehicle again."))
        return cleaned


class StockImportForm(forms.Form):
    file = forms.FileField(label=_("CSV or Excel file"), widget=FileDrop(accept=".csv,.xlsx,.txt"))
    shop: forms.ModelChoiceField[Shop] = forms.ModelChoiceField(label=_("Shop"), queryset=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shops = Shop.objects.order_by("name")
        self.fields["shop"].queryset = shops  # type: ignore[attr-defined]
        self.initial.setdefault("shop", shops.first())


class _DialogForm(forms.Form):
    """Several stand on one page: each has ids of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}-%s", **kwargs})


class PriceForm(_DialogForm):
    ui_units = {"price": "€"}
    price = EuroField(label=_("Price"))


class ReservationForm(_DialogForm):
    ui_widths = {"delivery_planned_on": "half"}
    reserved_for = forms.CharField(label=_("Reserved for"), max_length=150)
    delivery_planned_on = forms.DateField(label=_("Delivery planned on"), widget=DateInput(), required=False)
    member: forms.ModelChoiceField[Member] = forms.ModelChoiceField(label=_("Reserved by"), queryset=None)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, initial={"member": member}, **kwargs)
        self.fields["member"].queryset = Member.objects.current_staff().order_by("name", "pk")  # type: ignore[attr-defined]


class SaleForm(_DialogForm):
    ui_widths = {
        "buyer_email": "half",
        "buyer_phone": "half",
        "price": "half",
        "sold_on": "half",
        "delivery_planned_on": "half",
        "buyer_vat_number": "half",
    }
    ui_units = {"price": "€"}

    buyer_kind = forms.ChoiceField(label=_("Buyer"), choices=BuyerKind.choices, widget=forms.RadioSelect)
    buyer_name = forms.CharField(label=_("Name"), max_length=150)
    buyer_address = forms.CharField(label=_("Address"), max_length=250, required=False)
    buyer_email = forms.EmailField(label=_("E-mail address"), required=False)
    buyer_phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    buyer_vat_number = forms.CharField(label=_("VAT number"), max_length=20, required=False)
    price = EuroField(label=_("Selling price"))
    sold_on = forms.DateField(label=_("Sold on"), widget=DateInput())
    delivery_planned_on = forms.DateField(label=_("Delivery planned on"), widget=DateInput(), required=False)

    @property
    def buyer(self) -> Buyer:
        cleaned = self.cleaned_data
        return Buyer(
            kind=BuyerKind(cleaned["buyer_kind"]),
            name=cleaned["buyer_name"],
            email=cleaned["buyer_email"],
            phone=cleaned["buyer_phone"],
            address=cleaned["buyer_address"],
            vat_number=cleaned["buyer_vat_number"],
        )


class DeliveryForm(_DialogForm):
    ui_widths = {"delivered_on": "half", "km": "half"}
    ui_units = {"km": "km"}

    delivered_on = forms.DateField(label=_("Handed over on"), widget=DateInput())
    km = KmField(
        label=_("Odometer reading"),
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        widget=KmInput({"data-big": False}),
    )


class MoveForm(forms.Form):
    """What is done to the chosen rows: the bulk bar sends one of the two."""

    status = forms.ChoiceField(
        choices=[(status.value, status.label) for status in FREE_STATUSES], required=False
    )
    shop: forms.ModelChoiceField[Shop] = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shop"].queryset = Shop.objects.all()  # type: ignore[attr-defined]


class SavedFilterForm(_DialogForm):
    name = forms.CharField(label=_("Name"), max_length=40)
    is_pinned = forms.BooleanField(label=_("Show as a tab"), required=False, initial=True)
    is_shared = forms.BooleanField(label=_("For the whole garage"), required=False)
    query = forms.CharField(max_length=1000, widget=forms.HiddenInput)


class ColumnsForm(forms.Form):
    column = forms.MultipleChoiceField(
        choices=[(key, column.label) for key, column in COLUMNS.items()], required=False
    )


def _vin_words() -> dict[str, str]:
    return {
        VIN_SHORT: gettext("This VIN is shorter than %(count)s characters: right for an old car only.")
        % {"count": LENGTH},
        VIN_CHARS: gettext("A VIN has no I, O or Q: is it a 1 or a 0?"),
    }


def initial_of(vehicle: Vehicle) -> dict[str, Any]:
    return {
        "country": vehicle.plate_country or "BE",
        "plate": vehicle.plate_display,
        **{name: getattr(vehicle, name) for name in VEHICLE_FIELDS},
    }
