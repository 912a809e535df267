from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from garageflow.customers.search import customers_matching
from garageflow.tenancy.models import Member, Shop
from garageflow.ui.forms import DateInput
from garageflow.vehicles.search import vehicles_matching
from garageflow.workshop.models import WorkOrder, WorkOrderQuerySet

NOBODY = "0"
_MAX_NUMBER = 2**63 - 1


class WorkOrderFilter(django_filters.FilterSet):
    """Without a state: what is not closed."""

    state = django_filters.ChoiceFilter(
        choices=[*WorkOrder.State.choices, ("all", _("all"))], widget=forms.HiddenInput(), method="in_state"
    )
    q = django_filters.CharFilter(
        label=_("Plate, VIN, customer or number"),
        method="matching",
        widget=forms.TextInput(
            {"type": "search", "autocomplete": "off", "placeholder": _("Plate, VIN, customer or number")}
        ),
    )
    mechanic = django_filters.ChoiceFilter(
        label=_("Mechanic"), empty_label=_("Every mechanic"), method="of_mechanic"
    )
    shop = django_filters.ChoiceFilter(label=_("Shop"), empty_label=_("Every shop"), field_name="shop_id")
    planned_from = django_filters.DateFilter(
        label=_("from"), field_name="planned_on", lookup_expr="gte", widget=DateInput()
    )
    planned_until = django_filters.DateFilter(
        label=_("until"), field_name="planned_on", lookup_expr="lte", widget=DateInput()
    )

    class Meta:
        model = WorkOrder
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Member.objects.filter(membership__roles__contains=["mechanic"]).order_by("name", "pk")
        nobody = (NOBODY, _("nobody yet"))
        self.form.fields["mechanic"].choices = [nobody, *((str(each.pk), each.name) for each in members)]
        shops = Shop.objects.order_by("name")
        self.form.fields["shop"].choices = [(str(shop.pk), shop.name) for shop in shops]

    def in_state(self, orders: WorkOrderQuerySet, name: str, state: str) -> WorkOrderQuerySet:
        return orders if state == "all" else orders.filter(state=state)

    def of_mechanic(self, orders: WorkOrderQuerySet, name: str, key: str) -> WorkOrderQuerySet:
        return orders.filter(mechanic=None) if key == NOBODY else orders.filter(mechanic_id=int(key))

    def matching(self, orders: WorkOrderQuerySet, name: str, text: str) -> WorkOrderQuerySet:
        found = Q(vehicle__in=vehicles_matching(text, by_number=False)) | Q(
            customer__in=customers_matching(text)
        )
        if text.isascii() and text.isdecimal() and int(text) <= _MAX_NUMBER:
            found |= Q(number=int(text))
        return orders.filter(found)


def in_every_state(params: QueryDict) -> QueryDict:
    """The same filters without the tab: the tabs count what each of them would show."""
    query = params.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query["state"] = "all"
    return query


def chosen_state(params: QueryDict) -> str:
    state = params.get("state", "")
    return state if state in (*WorkOrder.State.values, "all") else ""
