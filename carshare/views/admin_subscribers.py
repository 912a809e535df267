"""Subscribers: the list, the record, decisions, a list from the employer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carshare.domain import subscribers as domain
from carshare.domain.import_list import import_subscribers
from carshare.domain.personal_data import show_licence_number
from carshare.domain.validation import resend_validation_mail
from carshare.exports import subscribers_download
from carshare.filters import SubscriberFilter
from carshare.forms.admin import ImportForm, ReasonForm
from carshare.models import Booking, Licence, Subscriber
from carshare.roles import ADMIN_ROLES
from carshare.rows import SUBSCRIBER_TONES, booking_row, subscriber_row
from garageflow.audit.history import history_of
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page

SORTS = {
    "": ("-pk",),
    "name": ("name_key", "pk"),
    "-name": ("-name_key", "-pk"),
    "state": ("state", "pk"),
    "-state": ("-state", "-pk"),
}
State = Subscriber.State
_BOOKINGS_SHOWN = 10


@require_safe
@requires(*ADMIN_ROLES)
def subscriber_list(request: MemberRequest) -> HttpResponse:
    found = _filtered(request)
    page = keyset_page(found.qs.select_related("organisation"), request.GET, order=_order(request))
    context = {
        "filters": filter_bar(found.form, request.GET, reverse("carshare:subscriber-list")),
        "page": page,
        "rows": [subscriber_row(subscriber) for subscriber in page.rows],
        "count": found.qs.count(),
        "waiting": Subscriber.objects.waiting().count(),
        "query": request.GET.urlencode(),
    }
    return render(request, "carshare/admin/subscriber_list.html", context)


@require_safe
@requires(*ADMIN_ROLES)
def subscriber_export(request: MemberRequest, kind: str) -> HttpResponse:
    """Exactly what is filtered; never the licence."""
    found = _filtered(request).qs.select_related("organisation", "contract", "parking")
    return subscribers_download(found.order_by(*_order(request)), kind)


@require_safe
@requires(*ADMIN_ROLES)
def subscriber_detail(request: MemberRequest, pk: int) -> HttpResponse:
    return _record_page(request, _subscriber(pk))


@require_POST
@requires(*ADMIN_ROLES)
def subscriber_decide(request: MemberRequest) -> HttpResponse:
    """Approve or refuse those who are ticked."""
    chosen = Subscriber.objects.filter(pk__in=[pk for pk in request.POST.getlist("ids") if pk.isdecimal()])
    if request.POST.get("decision") == "refuse":
        reason = request.POST.get("reason", "").strip()[:300]
        done, refusals = domain.each(chosen, domain.refuse, reason=reason, by=request.actor)
    else:
        done, refusals = domain.each(chosen.waiting(), domain.activate, by=request.actor)
    nudge_on_commit()
    if done:
        words = ngettext("%(count)s subscriber decided.", "%(count)s subscribers decided.", done)
        messages.success(request, words % {"count": done})
    for words in refusals[:3]:
        messages.warning(request, words)
    return redirect(f"{reverse('carshare:subscriber-list')}?state=pending_approval")


@require_POST
@requires(*ADMIN_ROLES)
def subscriber_mail(request: MemberRequest, pk: int) -> HttpResponse:
    with errors_told_to(request):
        resend_validation_mail(_subscriber(pk), by=request.actor)
        nudge_on_commit()
        messages.success(request, _("A new validation e-mail is on its way; earlier links stopped working."))
    return redirect("carshare:subscriber", pk)


@require_POST
@requires(*ADMIN_ROLES)
def subscriber_state(request: MemberRequest, pk: int) -> HttpResponse:
    subscriber = _subscriber(pk)
    name = request.POST.get("state", "")
    form = ReasonForm(request.POST) if name in (State.REFUSED, State.SUSPENDED) else None
    if form is not None and not form.is_valid():
        return _record_page(request, subscriber, form, status=422)
    change = _CHANGES.get(name)
    if change is not None:
        with errors_told_to(request):
            change(subscriber, by=request.actor, **(form.cleaned_data if form else {}))
            nudge_on_commit()
            messages.success(request, _("Saved."))
    return redirect("carshare:subscriber", pk)


@never_cache
@require_POST
@requires(*ADMIN_ROLES)
def licence_number(request: MemberRequest, pk: int) -> HttpResponse:
    """Shown when asked for, and asked for is written down."""
    subscriber = _subscriber(pk)
    if not Licence.objects.filter(subscriber=subscriber).exists():
        return redirect("carshare:subscriber", pk)
    number = show_licence_number(subscriber, by=request.actor)
    return _record_page(request, subscriber, licence_number=number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*ADMIN_ROLES)
def subscriber_import(request: MemberRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            outcome = import_subscribers(
                form.cleaned_data["organisation"],
                form.cleaned_data["file"],
                language=(get_language() or "en")[:2],
                by=request.actor,
            )
            nudge_on_commit()
    context = {"form": form, "outcome": outcome}
    return render(
        request, "carshare/admin/subscriber_import.html", context, status=422 if form.errors else 200
    )


def _record_page(
    request: MemberRequest,
    subscriber: Subscriber,
    form: ReasonForm | None = None,
    *,
    licence_number: str = "",
    status: int = 200,
) -> HttpResponse:
    bookings = Booking.objects.filter(subscriber=subscriber).for_lists().order_by("-pk")[:_BOOKINGS_SHOWN]
    now = timezone.now()
    state = Subscriber.State(subscriber.state)
    context: dict[str, Any] = {
        "subscriber": subscriber,
        "tone": SUBSCRIBER_TONES[state],
        "licence": Licence.objects.filter(subscriber=subscriber).first(),
        "licence_number": licence_number,
        "acceptances": subscriber.acceptances.select_related("terms").order_by("-accepted_at"),
        "consents": subscriber.consents.order_by("-given_at"),
        "bookings": [booking_row(booking, now) for booking in bookings],
        "reason_form": form or ReasonForm(),
        "can_activate": state in (State.PENDING_APPROVAL, State.INACTIVE, State.SUSPENDED, State.REFUSED),
        "is_gone": state in Subscriber.GONE,
        "entries": history_of(subscriber),
    }
    return render(request, "carshare/admin/subscriber.html", context, status=status)


def _subscriber(pk: int) -> Subscriber:
    subscribers = Subscriber.objects.select_related("organisation", "contract", "parking", "photo")
    return get_object_or_404(subscribers, pk=pk)


def _filtered(request: MemberRequest) -> SubscriberFilter:
    everybody = Subscriber.objects.exclude(state=State.ANONYMISED)
    return SubscriberFilter(request.GET, everybody, request=request)


def _order(request: MemberRequest) -> tuple[str, ...]:
    return SORTS.get(request.GET.get("sort", ""), SORTS[""])


_CHANGES: dict[str, Callable[..., None]] = {
    State.ACTIVE: domain.activate,
    State.REFUSED: domain.refuse,
    State.SUSPENDED: domain.suspend,
    State.CLOSED: domain.close,
}
