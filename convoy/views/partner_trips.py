"""Proposed trips, a trip's page, quoting and booking: what a driver does before he has a mission."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.domain.finding import (
    TripSearch,
    complementary_legs,
    end_of,
    home_of,
    km_between,
    missing_certifications,
    near_home,
    open_trips,
    quotes_by_others,
    start_of,
)
from convoy.domain.quotes import book_instantly, bucket, edit_quote, submit_quote, withdraw_quote
from convoy.domain.searches import forget_search, save_search
from convoy.domain.trips import documents_of_trip
from convoy.forms import DatesForm, QuoteForm, SearchSaveForm, TripSearchForm
from convoy.models import Mission, Quote, SavedSearch, Trip
from convoy.models.trip import TripQuerySet
from convoy.partner import DriverRequest, for_driver
from convoy.roles import DRIVER_ROLES
from convoy.rows import duration_words, quote_rows, routes_between, tag_words, trip_rows, window_words
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.geo.map import MapPoint, draw_map
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.ui.addresses import query_with
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tab

_ORDER = ("starts_on", "pk")
_TABS = ("near", "all", "more")
_ON_MAP = 60


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def trip_list(request: DriverRequest) -> HttpResponse:
    tab = request.GET.get("tab", "near")
    tab = tab if tab in _TABS else "near"
    missing = missing_certifications(request.driver)
    trips = _trips_of_tab(request, tab, missing.trip_ids)
    page = keyset_page(
        TripSearch.of_query(request.GET.urlencode()).within(trips, request.driver), request.GET, order=_ORDER
    )
    shown = [trip.pk for trip in page.rows]
    own = {quote.trip_id: quote for quote in Quote.objects.submitted().filter(driver=request.driver)}
    form = TripSearchForm(request.GET)
    context: dict[str, Any] = {
        "tab": tab,
        "tabs": _tabs(request.GET, tab),
        "page": page,
        "rows": trip_rows(
            page.rows,
            counts=quotes_by_others(shown, request.driver),
            home=home_of(request.driver),
            missing=missing.certifications,
            own=own,
        ),
        "map": _map_of(request, page.rows) if "map" in request.GET else None,
        "map_query": query_with(request.GET, map="1"),
        "list_query": query_with(request.GET, map=None),
        "form": form,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "save_form": SearchSaveForm(initial={"query": query_with(request.GET, map=None), "has_alert": True}),
        "searches": list(SavedSearch.objects.filter(driver=request.driver).order_by("name")),
        "driver": request.driver,
    }
    return render(request, "convoy/partner_trip_list.html", context)


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def trip_detail(request: DriverRequest, number: int) -> HttpResponse:
    trip = _trip_or_404(request, number)
    missing = missing_certifications(request.driver).certifications.get(trip.pk, [])
    quote = trip.quotes.filter(driver=request.driver).newest_first().first()
    mission = Mission.objects.filter(trip=trip, driver=request.driver).order_by("-pk").first()
    start, end, home = start_of(trip), end_of(trip), home_of(request.driver)
    legs = complementary_legs(trip, request.driver)
    context = {
        "trip": trip,
        "tags": tag_words(trip),
        "window": window_words(trip),
        "duration": duration_words(trip.duration_minutes),
        "missing": missing,
        "quote_row": quote_rows([quote])[0] if quote else None,
        "mission": mission,
        "shows_contacts": mission is not None and not mission.has_ended,
        "opens_documents": mission is not None and mission.is_occupying,
        "documents": list(documents_of_trip(trip)),
        "bucket": bucket(quotes_by_others([trip.pk], request.driver).get(trip.pk, 0)),
        "to_start_km": km_between(home, start),
        "to_home_km": km_between(end, home),
        "route_url": routes_between([start, end]) if start and end else "",
        "map": _map_of_trip(trip),
        "legs": trip_rows(legs, counts={}, home=home),
        "booking_form": _booking_form(trip),
        "is_open": trip.state == Trip.State.OPEN,
    }
    return render(request, "convoy/partner_trip.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def quote_edit(request: DriverRequest, number: int) -> HttpResponse:
    """The first time it is submitted, later edited: one form."""
    trip = _trip_or_404(request, number)
    quote = Quote.objects.submitted().filter(trip=trip, driver=request.driver).select_related("trip").first()
    initial = _initial(trip, quote)
    form = QuoteForm(request.POST or None, trip=trip, driver=request.driver, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            if quote:
                edit_quote(quote, **form.cleaned_data, by=request.actor)
            else:
                submit_quote(trip, request.driver, **form.cleaned_data, by=request.actor)
        if not form.errors:
            messages.success(request, _("Your quote for trip %s is with the garage.") % trip.number)
            return redirect("convoy:partner-quotes")
    context = {
        "trip": trip,
        "form": form,
        "quote": quote,
        "window": window_words(trip),
        "tags": tag_words(trip),
    }
    return render(request, "convoy/partner_quote.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def quote_withdraw(request: DriverRequest, number: int) -> HttpResponse:
    quote = get_object_or_404(
        Quote.objects.submitted().select_related("trip"), trip__number=number, driver=request.driver
    )
    with errors_told_to(request):
        withdraw_quote(quote, by=request.actor)
        messages.success(request, _("Your quote is withdrawn."))
    return redirect("convoy:partner-quotes")


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def trip_book(request: DriverRequest, number: int) -> HttpResponse:
    trip = _trip_or_404(request, number)
    form = DatesForm(request.POST, trip=trip)
    if form.is_valid():
        with errors_shown_on(form):
            mission = book_instantly(trip, request.driver, **form.cleaned_data, by=request.actor)
        if not form.errors:
            nudge_on_commit()
            messages.success(request, _("The mission is yours."))
            return redirect("convoy:partner-mission", mission.number)
    for words in [error for errors in form.errors.values() for error in errors]:
        messages.warning(request, str(words))
    return redirect("convoy:partner-trip", number)


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def quote_list(request: DriverRequest) -> HttpResponse:
    quotes = Quote.objects.filter(driver=request.driver).select_related("trip")
    page = keyset_page(quotes, request.GET, order=("-submitted_at", "-pk"))
    return render(request, "convoy/partner_quote_list.html", {"rows": quote_rows(page.rows), "page": page})


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def search_save(request: DriverRequest) -> HttpResponse:
    form = SearchSaveForm(request.POST)
    if form.is_valid():
        save_search(request.driver, **form.cleaned_data)
        messages.success(request, _("The search is saved."))
        return redirect(f"{reverse('convoy:partner')}?{form.cleaned_data['query']}")
    messages.warning(request, _("Give your search a name."))
    return redirect("convoy:partner")


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def search_forget(request: DriverRequest, pk: int) -> HttpResponse:
    forget_search(get_object_or_404(SavedSearch, pk=pk, driver=request.driver))
    messages.success(request, _("The search is removed."))
    return redirect("convoy:partner")


def _trips_of_tab(request: DriverRequest, tab: str, missing: set[int]) -> TripQuerySet:
    trips = open_trips(request.driver)
    if tab == "more":
        return trips.filter(pk__in=missing)
    trips = trips.exclude(pk__in=missing)
    return near_home(trips, request.driver) if tab == "near" else trips


def _tabs(params: QueryDict, current: str) -> list[Tab]:
    labels = {"near": _("Near my home"), "all": _("All trips"), "more": _("More trips")}
    return [
        Tab(label, f"?{query_with(params, tab=name)}", current=name == current)
        for name, label in labels.items()
    ]


def _map_of(request: DriverRequest, trips: list[Trip]) -> Any:
    home = home_of(request.driver)
    points = [
        MapPoint(
            start,
            f"{trip.number} {trip.from_city} – {trip.to_city}",
            url=reverse("convoy:partner-trip", args=[trip.number]),
        )
        for trip in trips[:_ON_MAP]
        if (start := start_of(trip))
    ]
    if home:
        points.append(MapPoint(home, _("My home"), letter="⌂", tone="ok"))
    if not points:
        return None
    around = (home, float(request.driver.radius_km)) if home else None
    return draw_map(points, around=around, title=_("Where the trips begin"))


def _map_of_trip(trip: Trip) -> Any:
    start, end = start_of(trip), end_of(trip)
    if not start or not end:
        return None
    points = [MapPoint(start, trip.from_city, "A", "ok"), MapPoint(end, trip.to_city, "B")]
    return draw_map(points, legs=[(start, end)], title=f"{trip.from_city} – {trip.to_city}")


def _trip_or_404(request: DriverRequest, number: int) -> Trip:
    """Open ones, and those on which the driver has quoted or driven."""
    own = Q(quotes__driver=request.driver) | Q(missions__driver=request.driver)
    trip = Trip.objects.filter(Q(state=Trip.State.OPEN) | own, number=number).distinct().first()
    if trip is None:
        raise Http404
    return trip


def _booking_form(trip: Trip) -> DatesForm | None:
    if trip.instant_price_amount is None or trip.state != Trip.State.OPEN:
        return None
    return DatesForm(trip=trip, initial=_initial(trip, None))


def _initial(trip: Trip, quote: Quote | None) -> dict[str, Any]:
    if quote is None:
        return {
            "starts_on": trip.starts_on,
            "ends_on": trip.starts_on if not trip.end_is_fixed else trip.ends_on,
        }
    names = (
        "transport_amount",
        "fuel_amount",
        "toll_amount",
        "service_amount",
        "starts_on",
        "ends_on",
        "w_plate",
        "note",
    )
    return {name: getattr(quote, name) for name in names}
