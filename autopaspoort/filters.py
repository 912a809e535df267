from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from autopaspoort.models import Passport
from autopaspoort.models.passport import PassportQuerySet
from garageflow.customers.models import Customer, CustomerQuerySet
from garageflow.customers.search import customers_matching, customers_with_words_inside
from garageflow.ui.forms import DateInput
from garageflow.vehicles.models import Vehicle
from garageflow.vehicles.plates import normalise_plate

LISTED_STATES = (
    Passport.State.CREATED,
    Passport.State.OFFERED,
    Passport.State.ACCEPTED,
    Passport.State.EXPIRED,
)


class PassportFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=[(state.value, state.label) for state in LISTED_STATES], widget=forms.HiddenInput()
    )
    q = django_filters.CharFilter(
        label=_("Plate or owner"),
        method="containing",
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "placeholder": _("Plate or owner")}),
    )
    inspection_from = django_filters.DateFilter(
        label=_("APK from"),
        field_name="vehicle__inspection_due_on",
        lookup_expr="gte",
        widget=DateInput(),
    )
    inspection_until = django_filters.DateFilter(
        label=_("until"), field_name="vehicle__inspection_due_on", lookup_expr="lte", widget=DateInput()
    )

    class Meta:
        model = Passport
        fields: list[str] = []

    def containing(self, passports: PassportQuerySet, name: str, text: str) -> PassportQuerySet:
        """By the beginning of the plate, or by the owner as the search finds him."""
        found = passports.filter(_of_owners(customers_matching(text)) | _with_plate(text))
        if found.exists():
            return found
        return passports.filter(_of_owners(customers_with_words_inside(text, Customer.objects.all())))


def _of_owners(owners: CustomerQuerySet) -> Q:
    # Sub-queries, so that each can use the index of its own table.
    return Q(customer__in=owners)


def _with_plate(text: str) -> Q:
    plate = normalise_plate(text)
    return Q(vehicle__in=Vehicle.objects.filter(plate__starts_with=plate)) if plate else Q(pk__in=[])


# What is asked for besides the tab.
_CONDITIONS = ("q", "inspection_from", "inspection_until")


def has_conditions(params: QueryDict) -> bool:
    return any(params.get(name) for name in _CONDITIONS)


def without_conditions(params: QueryDict) -> str:
    """The address with the tab and the order alone."""
    query = params.copy()
    for name in (*_CONDITIONS, "after", "before"):
        query.pop(name, None)
    return query.urlencode()


def in_every_state(params: QueryDict) -> QueryDict:
    """The same filters without the tab: the tabs count what each of them would show."""
    query = params.copy()
    query.pop("state", None)
    return query


def inspection_query(since: date | None, until: date) -> str:
    """The part of an address that shows the passports whose inspection ends in a period."""
    query: Any = QueryDict(mutable=True)
    if since is not None:
        query["inspection_from"] = since.isoformat()
    query["inspection_until"] = until.isoformat()
    return str(query.urlencode())
