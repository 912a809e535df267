from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from carshare.models import Booking, CarShareOrganisation, Subscriber
from garageflow.customers.identity import plain
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.plates import normalise_plate


def _organisations(request: Any) -> Any:
    return CarShareOrganisation.objects.order_by("name")


class SubscriberFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Name or e-mail address"),
        method="containing",
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "placeholder": _("Name or e-mail")}),
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"), queryset=_organisations, empty_label=_("All organisations")
    )
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=Subscriber.State.choices, empty_label=_("Every status")
    )

    class Meta:
        model = Subscriber
        fields: list[str] = []

    def containing(self, subscribers: Any, name: str, text: str) -> Any:
        """By the beginning of the last name or of the address."""
        by_name = subscribers.filter(name_key__starts_with=plain(text))
        return by_name | subscribers.filter(email__starts_with=text.strip().lower())


class BookingFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Plate or name"),
        method="containing",
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "placeholder": _("Plate or name")}),
    )
    organisation = django_filters.ModelChoiceFilter(
        label=_("Organisation"),
        field_name="contract__organisation",
        queryset=_organisations,
        empty_label=_("All organisations"),
    )
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=Booking.State.choices, empty_label=_("Every status")
    )
    use = django_filters.ChoiceFilter(label=_("Use"), choices=Booking.Use.choices, empty_label=_("Every use"))

    class Meta:
        model = Booking
        fields: list[str] = []

    def containing(self, bookings: Any, name: str, text: str) -> Any:
        people = Subscriber.objects.filter(name_key__starts_with=plain(text))
        plate = normalise_plate(text)
        vehicles = Vehicle.objects.filter(plate__starts_with=plate) if plate else Vehicle.objects.none()
        return bookings.filter(subscriber__in=people) | bookings.filter(vehicle__vehicle__in=vehicles)
