"""+ AutoPaspoort, and My AutoPaspoorten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from autopaspoort.counters import invalid_emails
from autopaspoort.domain.fleets import put_in_fleet
from autopaspoort.domain.overview import inspections_until
from autopaspoort.domain.passports import create_passport
from autopaspoort.domain.profiles import holder_of
from autopaspoort.exports import passports_download
from autopaspoort.filters import (
    LISTED_STATES,
    PassportFilter,
    has_conditions,
    in_every_state,
    inspection_query,
    without_conditions,
)
from autopaspoort.forms import PassportForm
from autopaspoort.models import Passport
from autopaspoort.models.passport import PassportQuerySet
from autopaspoort.roles import PASSPORT_ROLES
from autopaspoort.rows import passport_row
from garageflow.errors import errors_shown_on
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page
from garageflow.ui.navigation import count_with_sidebar
from garageflow.ui.parts import Tab
from garageflow.vehicles.domain.facts import complete_facts

SORTS = {
    # The newest vehicles, in the order of the index `passport_once`: one vehicle has one present passport.
    "": ("-vehicle_id",),
    "plate": ("vehicle__plate", "pk"),
    "-plate": ("-vehicle__plate", "-pk"),
    "owner": ("customer__name_key", "pk"),
    "-owner": ("-customer__name_key", "-pk"),
    "inspection": ("inspection_key", "pk"),
    "-inspection": ("-inspection_key_down", "-pk"),
    "status": ("state_key", "pk"),
    "-status": ("-state_key", "-pk"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PASSPORT_ROLES)
def passport_new(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        initial = {"country": request.garage.country, "plate": request.GET.get("plate", "")}
        return _new_page(request, PassportForm(initial=initial))
    form = PassportForm(request.POST)
    if not form.is_valid():
        return _new_page(request, form, status=422)
    owner = form.owner_and_plate(request.garage.country)
    with errors_shown_on(form):
        passport = create_passport(owner, by=request.actor)
        complete_facts(passport.vehicle, **form.facts, by=request.actor)
        if fleet := form.cleaned_data.get("fleet"):
            put_in_fleet(passport, fleet, by=request.actor)
    if form.errors:
        return _new_page(request, form, status=422, holder=holder_of(owner.plate_country, owner.plate))
    messages.success(
        request, _("The AutoPaspoort of %(plate)s is made.") % {"plate": passport.vehicle.plate_display}
    )
    for words in form.warnings:
        messages.warning(request, words)
    return redirect("autopaspoort:profile", passport.vehicle.number)


@require_safe
@requires(*PASSPORT_ROLES)
def passport_list(request: MemberRequest) -> HttpResponse:
    found = _in_every_state(request)
    passports = _in_chosen_state(request, found).select_related("vehicle", "customer").with_sort_keys()
    page = keyset_page(passports, request.GET, order=SORTS[_sort(request)])
    form = PassportFilter(request.GET).form
    today = request.garage.today()
    context = {
        "bar": filter_bar(form, request.GET, reverse("autopaspoort:passport-list")),
        "clear_url": f"?{without_conditions(request.GET)}" if has_conditions(request.GET) else "",
        "tabs": _tabs(request, found),
        "page": page,
        "rows": [passport_row(passport, today) for passport in page.rows],
        "invalid_emails": count_with_sidebar(request, invalid_emails),
        "soon_query": inspection_query(today, inspections_until(today)),
        "overdue_query": inspection_query(None, today - timedelta(days=1)),
        "query": request.GET.urlencode(),
        "plate": request.GET.get("q", ""),
    }
    part = "#passports" if request.htmx else ""
    return render(request, "autopaspoort/passport_list.html" + part, context)


@require_safe
@requires(*PASSPORT_ROLES)
def passport_export(request: MemberRequest, kind: str) -> HttpResponse:
    """Exactly what is filtered, in the order of the list."""
    passports = _in_chosen_state(request, _in_every_state(request)).with_sort_keys()
    ordered = passports.select_related("vehicle", "customer").order_by(*SORTS[_sort(request)])
    return passports_download(ordered, kind)


def _in_every_state(request: MemberRequest) -> PassportQuerySet:
    """What fits the filters; the tabs count it, and one of them is shown."""
    found: PassportQuerySet = PassportFilter(in_every_state(request.GET), Passport.objects.current()).qs
    return found


def _in_chosen_state(request: MemberRequest, passports: PassportQuerySet) -> PassportQuerySet:
    chosen = request.GET.get("state", "")
    return passports.filter(state=chosen) if chosen in LISTED_STATES else passports


def _sort(request: MemberRequest) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in SORTS else ""


def _tabs(request: MemberRequest, passports: PassportQuerySet) -> list[Tab]:
    counts: dict[str, int] = dict(passports.order_by().values_list("state").annotate(Count("pk")))
    chosen = request.GET.get("state", "")
    params = in_every_state(request.GET)
    for position in ("after", "before"):
        params.pop(position, None)
    kept = params.urlencode()
    tabs = [
        Tab(label=_("All"), count=sum(counts.values()), url=f"?{kept}", current=chosen not in LISTED_STATES)
    ]
    for state in LISTED_STATES:
        tabs.append(
            Tab(
                label=str(state.label),
                count=counts.get(state.value, 0),
                url=f"?{kept}&state={state.value}" if kept else f"?state={state.value}",
                current=chosen == state.value,
            )
        )
    return tabs


def _new_page(
    request: MemberRequest, form: PassportForm, status: int = 200, holder: Passport | None = None
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "holder": holder}
    part = "#form" if request.htmx else ""
    return render(request, "autopaspoort/passport_new.html" + part, context, status=status)
