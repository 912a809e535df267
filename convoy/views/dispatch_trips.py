"""The dispatcher's trips: board, calendar, list; one trip with its quotes side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.compare import candidate_rows, quote_columns, quotes_of
from convoy.domain.drivers import name_key
from convoy.domain.quotes import accept_quote, refuse_quote
from convoy.domain.trips import (
    add_trip_document,
    cancel_trip,
    change_trip,
    create_trip,
    documents_of_trip,
    propose_trip,
    publish_trip,
    remove_trip_document,
)
from convoy.forms import AttachmentForm, NoteForm, RefusalForm
from convoy.models import Certification, Driver, Mission, Quote, Trip
from convoy.models.trip import TripQuerySet
from convoy.planning import board_columns, calendar_weeks
from convoy.roles import DISPATCH_ROLES
from convoy.rows import MISSION_TONES, TRIP_TONES, duration_words, tag_words, window_words
from convoy.trip_form import PlaceForm, TripForm, initial_of
from garageflow.audit.history import history_of
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.inside import rows_inside, rows_of
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tab

_VIEWS = ("list", "board", "calendar")


@require_safe
@requires(*DISPATCH_ROLES)
def home(request: MemberRequest) -> HttpResponse:
    view = request.GET.get("view", "list")
    view = view if view in _VIEWS else "list"
    trips = _found(request)
    context: dict[str, Any] = {
        "view": view,
        "q": request.GET.get("q", ""),
        "views": _view_tabs(request, view),
    }
    today = request.garage.today()
    if view == "board":
        context["columns"] = board_columns(trips)
    elif view == "calendar":
        context["weeks"] = calendar_weeks(trips, today)
        context["today"] = today
    else:
        state = request.GET.get("state", "")
        context["tabs"] = _state_tabs(request, trips, state)
        chosen = trips.filter(state=state) if state in Trip.State.values else trips
        page = keyset_page(chosen, request.GET, order=("-number",))
        counts = _live_quotes([trip.pk for trip in page.rows])
        context["page"] = page
        context["rows"] = [
            {
                "trip": trip,
                "url": reverse("convoy:trip", args=[trip.number]),
                "tone": TRIP_TONES[Trip.State(trip.state)],
                "state": Trip.State(trip.state).label,
                "window": window_words(trip),
                "quotes": counts.get(trip.pk, 0),
                "tags": tag_words(trip),
            }
            for trip in page.rows
        ]
    return render(request, "convoy/trip_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def trip_new(request: MemberRequest) -> HttpResponse:
    return _trip_form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def trip_edit(request: MemberRequest, number: int) -> HttpResponse:
    return _trip_form(request, _trip_or_404(number))


@require_safe
@requires(*DISPATCH_ROLES)
def trip_detail(request: MemberRequest, number: int) -> HttpResponse:
    required = Certification.objects.filter(requirements__trip=OuterRef("pk"), is_retired=False)
    trips = Trip.objects.select_related("vehicle").annotate(required=rows_inside(required.order_by("name")))
    return _trip_page(request, get_object_or_404(trips, number=number))


@require_POST
@requires(*DISPATCH_ROLES)
def trip_publish(request: MemberRequest, number: int) -> HttpResponse:
    with errors_told_to(request):
        publish_trip(_trip_or_404(number), by=request.actor, today=request.garage.today())
        messages.success(request, _("Drivers see the trip now."))
        nudge_on_commit()
    return redirect("convoy:trip", number)


@require_POST
@requires(*DISPATCH_ROLES)
def trip_cancel(request: MemberRequest, number: int) -> HttpResponse:
    trip = _trip_or_404(number)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Say in a few words why."))
        return redirect("convoy:trip", number)
    with errors_told_to(request):
        cancel_trip(trip, reason=form.cleaned_data["note"][:200], by=request.actor)
        messages.success(request, _("The trip is cancelled."))
    return redirect("convoy:trip", number)


@require_POST
@requires(*DISPATCH_ROLES)
def document_add(request: MemberRequest, number: int) -> HttpResponse:
    trip = _trip_or_404(number)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.warning(request, _("Choose a file."))
        return redirect("convoy:trip", number)
    with errors_told_to(request):
        add_trip_document(trip, upload=form.cleaned_data["file"], by=request.actor)
        messages.success(request, _("The driver finds the document with the mission."))
    return redirect("convoy:trip", number)


@require_POST
@requires(*DISPATCH_ROLES)
def document_remove(request: MemberRequest, number: int, document_id: int) -> HttpResponse:
    trip = _trip_or_404(number)
    document = get_object_or_404(documents_of_trip(trip), pk=document_id)
    remove_trip_document(trip, document, by=request.actor)
    messages.success(request, _("%(name)s is removed.") % {"name": document.name})
    return redirect("convoy:trip", number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def trip_propose(request: MemberRequest, number: int) -> HttpResponse:
    """Available, certified drivers near the start, best first."""
    trip = _trip_or_404(number)
    if request.method == "POST":
        chosen = [int(value) for value in request.POST.getlist("ids") if value.isdecimal()]
        with errors_told_to(request):
            count = propose_trip(trip, Driver.objects.filter(pk__in=chosen), by=request.actor)
            messages.success(request, _("Asked for a quote: %(count)s.") % {"count": count})
            nudge_on_commit()
        return redirect("convoy:trip", number)
    context = {"trip": trip, "rows": candidate_rows(trip), "window": window_words(trip)}
    return render(request, "convoy/trip_propose.html", context)


@require_POST
@requires(*DISPATCH_ROLES)
def quote_accept(request: MemberRequest, pk: int) -> HttpResponse:
    quote = get_object_or_404(Quote.objects.select_related("trip"), pk=pk)
    place = ("convoy:trip", quote.trip.number)
    with errors_told_to(request):
        mission = accept_quote(quote, by=request.actor)
        messages.success(request, _("Mission %(number)s is assigned.") % {"number": mission.number})
        nudge_on_commit()
        place = ("convoy:mission", mission.number)
    return redirect(*place)


@require_POST
@requires(*DISPATCH_ROLES)
def quote_refuse(request: MemberRequest, pk: int) -> HttpResponse:
    quote = get_object_or_404(Quote.objects.select_related("trip"), pk=pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose a reason."))
        return redirect("convoy:trip", quote.trip.number)
    with errors_told_to(request):
        values = form.cleaned_data
        refuse_quote(quote, reason=values["refusal_reason"], note=values["refusal_note"], by=request.actor)
        messages.success(request, _("The driver reads the reason."))
        nudge_on_commit()
    return redirect("convoy:trip", quote.trip.number)


def _trip_form(request: MemberRequest, trip: Trip | None) -> HttpResponse:
    data = request.POST or None
    country = {"country": request.garage.country}
    form = TripForm(data, initial=initial_of(trip))
    start = PlaceForm(data, prefix="from", initial=initial_of(trip, "from") or country)
    end = PlaceForm(data, prefix="to", initial=initial_of(trip, "to") or country)
    if request.method == "POST" and all([form.is_valid(), start.is_valid(), end.is_valid()]):
        values = form.values(start, end)
        with errors_shown_on(form):
            if trip is None:
                trip = create_trip(**values, by=request.actor)
            else:
                change_trip(trip, **values, by=request.actor)
        if not form.errors:
            assert trip is not None
            messages.success(request, _("Trip %(number)s is saved.") % {"number": trip.number})
            return redirect("convoy:trip", trip.number)
    has_errors = form.errors or start.errors or end.errors
    context = {"trip": trip, "form": form, "start": start, "end": end}
    return render(request, "convoy/trip_form.html", context, status=422 if has_errors else 200)


def _trip_page(request: MemberRequest, trip: Trip) -> HttpResponse:
    required = rows_of(Certification, trip.required)  # type: ignore[attr-defined]
    quotes = quotes_of(trip)
    became = sorted(
        (quote for quote in quotes if hasattr(quote, "mission")), key=lambda quote: -quote.mission.pk
    )
    context = {
        "trip": trip,
        "tone": TRIP_TONES[Trip.State(trip.state)],
        "tags": tag_words(trip),
        "window": window_words(trip),
        "duration": duration_words(trip.duration_minutes),
        "columns": quote_columns(trip, quotes, required),
        "missions": [(quote, MISSION_TONES[Mission.State(quote.mission.state)]) for quote in became],
        "requirements": required,
        "documents": list(documents_of_trip(trip)),
        "attachment_form": AttachmentForm(),
        "refusal_form": RefusalForm(),
        "cancel_form": NoteForm(),
        "entries": history_of(trip),
        "is_open": trip.state == Trip.State.OPEN,
        "can_publish": trip.state in (Trip.State.DRAFT, Trip.State.EXPIRED),
        "can_cancel": trip.state
        in (Trip.State.DRAFT, Trip.State.OPEN, Trip.State.ASSIGNED, Trip.State.EXPIRED),
    }
    return render(request, "convoy/trip_detail.html", context)


def _trip_or_404(number: int) -> Trip:
    return get_object_or_404(Trip.objects.select_related("vehicle"), number=number)


def _found(request: MemberRequest) -> TripQuerySet:
    trips = Trip.objects.all()
    for word in name_key(request.GET.get("q", "")).split():
        trips = trips.filter(search__contains=word)
    return trips


def _live_quotes(trip_ids: list[int]) -> dict[int, int]:
    rows = Quote.objects.submitted().filter(trip__in=trip_ids).values("trip").annotate(count=Count("pk"))
    return dict(rows.values_list("trip", "count"))


def _state_tabs(request: MemberRequest, trips: TripQuerySet, state: str) -> list[Tab]:
    counts = dict(trips.order_by().values_list("state").annotate(Count("pk")))
    q = f"&q={request.GET['q']}" if request.GET.get("q") else ""
    tabs = [
        Tab(_("All"), f"?{q.removeprefix('&')}", sum(counts.values()), current=state not in Trip.State.values)
    ]
    for choice in Trip.State:
        if counts.get(choice.value) or choice.value == state:
            label = str(choice.label).capitalize()
            count = counts.get(choice.value, 0)
            tabs.append(Tab(label, f"?state={choice.value}{q}", count, current=choice.value == state))
    return tabs


def _view_tabs(request: MemberRequest, current: str) -> list[tuple[str, str, str, bool]]:
    q = f"&q={request.GET['q']}" if request.GET.get("q") else ""
    labels = {
        "list": (_("List"), "list"),
        "board": (_("Board"), "columns"),
        "calendar": (_("Calendar"), "plan"),
    }
    return [(label, icon, f"?view={name}{q}", name == current) for name, (label, icon) in labels.items()]
