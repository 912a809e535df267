from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from carpass.models import OdometerReport
from carpass.models.report import OdometerReportQuerySet
from carpass.report_words import NAMES
from carpass.states import TO_SOLVE, State
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.models import Shop
from garageflow.ui.forms import DateInput
from garageflow.vehicles.search import vehicles_matching
from garageflow.vehicles.vin import normalise_vin

# What the tiles ask for, beside the single states.
GROUPS = {
    "to_solve": TO_SOLVE,
    "under_way": (State.QUEUED, State.SENT, State.WAITING),
    "done": (State.OK, State.CLOSED_MANUAL),
}


class ReportFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Plate or VIN"),
        method="matching",
        widget=forms.TextInput({"type": "search", "autocomplete": "off", "placeholder": _("Plate or VIN")}),
    )
    state = django_filters.ChoiceFilter(label=_("Status"), empty_label=_("Every status"), method="in_state")
    finding = django_filters.ChoiceFilter(
        label=_("Finding"),
        empty_label=_("Every finding"),
        choices=lambda: list(NAMES.items()),
        method="with_finding",
    )
    shop = django_filters.ChoiceFilter(label=_("Shop"), empty_label=_("Every shop"), field_name="shop_id")
    work_from = django_filters.DateFilter(
        label=_("from"), field_name="work_date", lookup_expr="gte", widget=DateInput()
    )
    work_until = django_filters.DateFilter(
        label=_("until"), field_name="work_date", lookup_expr="lte", widget=DateInput()
    )

    class Meta:
        model = OdometerReport
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            ("to_solve", _("to solve")),
            ("late", _("late")),
            ("under_way", _("under way")),
            ("done", _("accepted or settled")),
        ]
        states = [(state.value, capfirst(str(state.label))) for state in State]
        self.form.fields["state"].choices = [*groups, *states]
        shops = Shop.objects.order_by("name")
        self.form.fields["shop"].choices = [(str(shop.pk), shop.name) for shop in shops]

    def matching(self, reports: OdometerReportQuerySet, name: str, text: str) -> OdometerReportQuerySet:
        vehicles = vehicles_matching(text, by_number=False)
        return reports.filter(Q(vehicle__in=vehicles) | Q(vin__starts_with=normalise_vin(text)[:40]))

    def in_state(self, reports: OdometerReportQuerySet, name: str, state: str) -> OdometerReportQuerySet:
        if state == "late":
            return reports.late(active_garage().today())
        return reports.filter(state__in=GROUPS.get(state, (state,)))

    def with_finding(self, reports: OdometerReportQuerySet, name: str, code: str) -> OdometerReportQuerySet:
        return reports.with_finding(code)


def without_state(params: QueryDict) -> QueryDict:
    """The same filters in every state: the tiles count what each of them would show."""
    query = params.copy()
    for name in ("state", "after", "before"):
        query.pop(name, None)
    return query
