from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from garageflow.customers.models import Customer
from garageflow.tenancy.models import Shop
from garageflow.ui.forms import CameraInput, DateInput, KmInput, TickList, TimeInput
from garageflow.vehicles.forms import KmField, PlateForm, VinField
from garageflow.vehicles.models import Unit
from garageflow.workshop.domain.orders import mechanics
from garageflow.workshop.models import WorkOrder
from garageflow.workshop.works import categories


class _RowChoice(forms.ChoiceField):
    """A choice of few rows that the form was given; `clean` gives the row itself, or None."""

    def __init__(self, *, empty: Any, **kwargs: Any) -> None:
        self._empty = empty
        super().__init__(**kwargs)

    def offer(self, rows: Iterable[Any]) -> None:
        self._rows = {str(row.pk): row for row in rows}
        none = [("", self._empty)] if self._empty else []
        self.choices = [*none, *((key, str(row)) for key, row in self._rows.items())]

    def clean(self, value: Any) -> Any:
        return self._rows.get(super().clean(value))


class WorksField(forms.MultipleChoiceField):
    """The list of works, by category."""

    widget = TickList

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            choices=lambda: [
                (category, [(work.code, work.label) for work in works]) for category, works in categories()
            ],
            **kwargs,
        )


class OrderForm(forms.Form):
    """`cleaned_data` is what create_order() and change_order() take."""

    ui_widths = {
        "customer": "half",
        "shop": "half",
        "mechanic": "half",
        "planned_on": "half",
        "planned_at": "half",
    }

    planned_on = forms.DateField(label=_("Day"), widget=DateInput())
    planned_at = forms.TimeField(label=_("Hour"), widget=TimeInput(), required=False)
    mechanic = _RowChoice(label=_("Mechanic"), empty=_("nobody yet"), required=False)
    shop = _RowChoice(label=_("Shop"), empty="")
    customer = _RowChoice(label=_("Customer"), empty=_("unknown"), required=False)
    complaint = forms.CharField(
        label=_("What the customer asks"), widget=forms.Textarea({"rows": 3}), max_length=2000, required=False
    )
    works = WorksField(label=_("Works"))

    def __init__(self, *args: Any, customers: Iterable[Customer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("mechanic", mechanics())
        self._offer("shop", Shop.objects.order_by("name"))
        self._offer("customer", customers)

    @classmethod
    def of(cls, order: WorkOrder, customers: Iterable[Customer], data: Any = None) -> OrderForm:
        """Filled with what is known. A mechanic who left stays chosen until somebody chooses another."""
        names = ("planned_on", "planned_at", "complaint")
        initial = {
            **{name: getattr(order, name) for name in names},
            "mechanic": order.mechanic_id,
            "shop": order.shop_id,
            "customer": order.customer_id,
            "works": [line.code for line in order.lines.filter(is_planned=True)],
        }
        return cls(data, initial=initial, customers=customers)

    def _offer(self, name: str, rows: Iterable[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, _RowChoice)
        field.offer(rows)


class NewVehicleForm(PlateForm):
    """A vehicle that the garage did not know: `cleaned_data` is what add_vehicle() takes."""

    ui_widths = {
        "country": "third",
        "plate": "two-thirds",
        "vin": "half",
        "make": "half",
        "model_name": "half",
    }

    vin = VinField(help_text=_("17 characters, on the registration certificate at E."))
    make = forms.CharField(label=_("Make"), max_length=50, required=False)
    model_name = forms.CharField(label=_("Model"), max_length=80, required=False)


class MechanicForm(forms.Form):
    mechanic = _RowChoice(label=_("Mechanic"), empty=_("nobody yet"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mechanic"]
        assert isinstance(field, _RowChoice)
        field.offer(mechanics())


class ServiceForm(forms.Form):
    """What a mechanic types with dirty hands: few fields, large ones."""

    ui_units = {"km": "km"}

    km = KmField(
        label=_("Odometer reading"),
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(9_999_999)],
        widget=KmInput({"enterkeyhint": "done"}),
    )
    drop_confirmed = forms.BooleanField(
        label=_("This is what the dashboard shows"),
        required=False,
        help_text=_("Reception sees both readings and finds out which one is wrong."),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=Unit.choices, required=False)
    photo = forms.FileField(label=_("Photo of the dashboard"), required=False, widget=CameraInput())
    works = WorksField(label=_("Works done"))
    remark = forms.CharField(
        label=_("Remark for reception"),
        widget=forms.Textarea({"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, in_miles: bool = False, **kwargs: Any) -> None:
        """`in_miles`: the vehicle was read in miles before, so the unit is asked each time."""
        super().__init__(*args, **kwargs)
        if in_miles:
            self.ui_units = {}
        else:
            del self.fields["unit"]
        # Asked only after the readings turned out to go down.
        self._offered = self.fields.pop("drop_confirmed")
        if self.is_bound and self.add_prefix("drop_confirmed") in self.data:
            self.offer_confirmation()

    @classmethod
    def of(cls, order: WorkOrder, *, in_miles: bool) -> ServiceForm:
        lines = list(order.lines.all())
        done = [line.code for line in lines if line.is_done]
        reading = order.reading
        return cls(
            in_miles=in_miles,
            initial={
                "km": reading.value if reading else None,
                "unit": reading.unit if reading else Unit.MILES,
                "works": done or [line.code for line in lines],
                "remark": order.remark,
            },
        )

    def clean_unit(self) -> str:
        return self.cleaned_data["unit"] or Unit.KM

    def offer_confirmation(self) -> None:
        fields = {"km": self.fields["km"], "drop_confirmed": self._offered}
        self.fields = {**fields, **self.fields}


class FindForm(forms.Form):
    q = forms.CharField(
        label=_("Plate, VIN or customer"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "autofocus": True}),
    )
