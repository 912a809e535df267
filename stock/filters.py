"""The criteria of the stock list: read from the address, each one a condition on the columns of Listing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.core.validators import EMPTY_VALUES
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from carpass.status import CarPassStatus
from garageflow.customers.identity import plain
from garageflow.ui.forms import DateInput, KmField, KmInput
from garageflow.vehicles.models import Fuel
from stock.models import Body, Gearbox, Listing, Status, VatRegime
from stock.models.listing import (
    MAX_PRICE,
    NO_CAR_PASS_NEEDED,
    UNKNOWN_DAY,
    ListingQuerySet,
    Place,
)

_MAX_WORDS = 6
_YES_NO = (("yes", _("yes")), ("no", _("no")))


@dataclass(frozen=True, slots=True)
class Day:
    """What "today" and "about to expire" mean in this garage."""

    today: date
    warning_days: int


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Several values at once, in one condition that an index answers."""

    def __init__(self, *, column: str, **kwargs: Any) -> None:
        super().__init__(distinct=False, **kwargs)
        self.column = column

    def filter(self, listings: QuerySet[Listing], values: Sequence[str]) -> QuerySet[Listing]:
        return listings.filter(**{f"{self.column}__in": list(values)}) if values else listings


class TextChoices(forms.MultipleChoiceField):
    """Values that stand in the data: any text is one, and an unknown one finds nothing."""

    def validate(self, value: Any) -> None:
        if any("\0" in text or len(text) > 100 for text in value):
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list")


class KeysFilter(ChoicesFilter):
    field_class = TextChoices


class NumbersFilter(ChoicesFilter):
    """Ids of rows of the garage."""

    field_class = TextChoices

    def filter(self, listings: QuerySet[Listing], values: Sequence[str]) -> QuerySet[Listing]:
        ids = numbers_in(values)
        return super().filter(listings, ids) if ids or not values else listings.none()  # type: ignore[arg-type]


def numbers_in(values: Sequence[str]) -> list[int]:
    return [int(text) for text in values if text.isascii() and text.isdecimal() and len(text) < 19]


class YesNoFilter(django_filters.ChoiceFilter):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_YES_NO, **kwargs)

    def filter(self, listings: QuerySet[Listing], value: str) -> QuerySet[Listing]:
        return listings.filter(**{self.field_name: value == "yes"}) if value else listings


class MethodNumberFilter(django_filters.NumberFilter):
    field_class = KmField


class StockFilter(django_filters.FilterSet):
    car_pass = django_filters.MultipleChoiceFilter(
        choices=CarPassStatus.choices, method="with_car_pass", distinct=False
    )
    status = django_filters.MultipleChoiceFilter(choices=Status.choices, method="with_status", distinct=False)
    make = KeysFilter(column="make_key")
    model = KeysFilter(column="model_key")
    fuel = ChoicesFilter(column="fuel", choices=Fuel.choices)
    gearbox = ChoicesFilter(column="gearbox", choices=Gearbox.choices)
    body = ChoicesFilter(column="body", choices=Body.choices)
    price_from = MethodNumberFilter(method="of_price")
    price_until = MethodNumberFilter(method="of_price")
    km_from = MethodNumberFilter(method="of_km")
    km_until = MethodNumberFilter(method="of_km")
    registered_from = django_filters.DateFilter(method="of_registration", widget=DateInput())
    registered_until = django_filters.DateFilter(method="of_registration", widget=DateInput())
    days_from = MethodNumberFilter(method="of_days")
    days_until = MethodNumberFilter(method="of_days")
    shop = NumbersFilter(column="shop")
    vat = ChoicesFilter(column="vat_regime", choices=VatRegime.choices)
    photos = YesNoFilter(field_name="has_photos")
    plate = YesNoFilter(field_name="has_plate")
    reserved_by = NumbersFilter(column="reserved_by")
    q = django_filters.CharFilter(method="containing")

    class Meta:
        model = Listing
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, day: Day) -> None:
        # Each one is copied and gets a field of the form: only those that are asked for.
        self.base_filters = {name: one for name, one in type(self).declared_filters.items() if name in data}
        super().__init__(data, Listing.objects.all())
        self.day = day

    @cached_property
    def values(self) -> dict[str, Any]:
        """What is asked for, without what is empty or unreadable."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value not in EMPTY_VALUES}

    def listings(self, *, leave_out: Sequence[str] = ()) -> ListingQuerySet:
        """The listings that fit the address; `leave_out` names parameters that do not count."""
        values = {name: value for name, value in self.values.items() if name not in leave_out}
        found: Any = Listing.objects.filter(_place_q(values.get("status", [])))
        for name, value in values.items():
            found = self.filters[name].filter(found, value)
        return found  # type: ignore[no-any-return]

    def with_car_pass(self, listings: ListingQuerySet, name: str, values: list[str]) -> ListingQuerySet:
        return listings.filter(car_pass_q(values, self.day)) if values else listings

    def with_status(self, listings: ListingQuerySet, name: str, values: list[str]) -> ListingQuerySet:
        ranks = [Status.values.index(value) for value in values]
        return listings.filter(status_rank__in=ranks) if ranks else listings

    def of_price(self, listings: ListingQuerySet, name: str, value: Any) -> ListingQuerySet:
        """Typed in euros. Without a price there is none to compare with."""
        cents = max(1, min(int(value * 100), MAX_PRICE + 1))
        if name == "price_from":
            return listings.filter(price_amount__gte=cents)
        return listings.filter(price_amount__gte=1, price_amount__lte=cents)

    def of_km(self, listings: ListingQuerySet, name: str, value: int) -> ListingQuerySet:
        km = max(0, min(int(value), 10_000_000))
        if name == "km_from":
            return listings.filter(km_key__gte=km)
        return listings.filter(km_key__gte=0, km_key__lte=km)

    def of_registration(self, listings: ListingQuerySet, name: str, value: date) -> ListingQuerySet:
        if name == "registered_from":
            return listings.filter(first_registered_key__gte=value)
        return listings.filter(first_registered_key__gt=UNKNOWN_DAY, first_registered_key__lte=value)

    def of_days(self, listings: ListingQuerySet, name: str, value: int) -> ListingQuerySet:
        since = self.day.today - timedelta(days=max(0, min(int(value), 36_500)))
        if name == "days_from":
            return listings.filter(acquired_on__lte=since)
        return listings.filter(acquired_on__gte=since)

    def containing(self, listings: ListingQuerySet, name: str, text: str) -> ListingQuerySet:
        """Every word somewhere in make, model, version, plate, VIN or number; a plate without dashes too."""
        for word in plain(text.replace("\0", "")).split()[:_MAX_WORDS]:
            bare = word.replace("-", "").replace(".", "")
            listings = listings.filter(Q(search__contains=word) | Q(search__contains=bare or word))
        return listings


def car_pass_days(day: Day) -> dict[CarPassStatus, tuple[date, date]]:
    """First and last `car_pass_key` of every status, the earliest first."""
    one, soon = timedelta(days=1), day.today + timedelta(days=day.warning_days)
    return {
        CarPassStatus.MISSING: (UNKNOWN_DAY, UNKNOWN_DAY),
        CarPassStatus.EXPIRED: (UNKNOWN_DAY + one, day.today - one),
        CarPassStatus.EXPIRING: (day.today, soon),
        CarPassStatus.ACTIVE: (soon + one, NO_CAR_PASS_NEEDED - one),
        CarPassStatus.NOT_NEEDED: (NO_CAR_PASS_NEEDED, NO_CAR_PASS_NEEDED),
    }


def car_pass_q(statuses: Sequence[str], day: Day) -> Q:
    """As carpass.status.status_q says it, on the copied date; a test compares the two.

    Statuses that lie side by side are one stretch of days: an index answers one better than several.
    """
    stretches: list[tuple[date, date]] = []
    for status, (first, last) in car_pass_days(day).items():
        if status not in statuses:
            continue
        if stretches and stretches[-1][1] + timedelta(days=1) == first:
            first, _last = stretches.pop()
        stretches.append((first, last))
    condition = Q(pk__in=[])
    for first, last in stretches:
        condition |= Q(car_pass_key__gte=first, car_pass_key__lte=last)
    return condition


def _place_q(statuses: Sequence[str]) -> Q:
    """Delivered vehicles are shown when somebody asks for them by their status."""
    if Status.DELIVERED not in statuses:
        return Q(place=Place.STOCK)
    if len(statuses) == 1:
        return Q(place=Place.DELIVERED)
    return Q(place__in=[Place.STOCK, Place.DELIVERED])


class CarFilter(django_filters.FilterSet):
    """What a buyer asks on the public pages: one value each, in the address."""

    make = django_filters.ChoiceFilter(field_name="make_key", label=_("Make"), empty_label=_("all"))
    fuel = django_filters.ChoiceFilter(choices=Fuel.choices, label=_("Fuel"), empty_label=_("all"))
    gearbox = django_filters.ChoiceFilter(choices=Gearbox.choices, label=_("Gearbox"), empty_label=_("all"))
    price_until = MethodNumberFilter(
        method="below_price", widget=KmInput({"data-big": False}), label=_("Price up to")
    )
    km_until = MethodNumberFilter(method="below_km", widget=KmInput({"data-big": False}), label=_("Up to km"))

    class Meta:
        model = Listing
        fields: list[str] = []

    def __init__(self, data: QueryDict) -> None:
        cars = Listing.objects.for_sale()
        super().__init__(data, cars)
        makes = cars.exclude(make_key="").values_list("make_key", "make").order_by("make_key").distinct()
        self.form.fields["make"].choices = list(dict(makes).items())

    def below_price(self, cars: QuerySet[Listing], _name: str, euros: int) -> QuerySet[Listing]:
        """A car without a price is asked for: it is not cheap."""
        return cars.filter(price_amount__gt=0, price_amount__lte=min(euros * 100, MAX_PRICE))

    def below_km(self, cars: QuerySet[Listing], _name: str, km: int) -> QuerySet[Listing]:
        return cars.filter(km_key__gte=0, km_key__lte=min(km, 9_999_999))
