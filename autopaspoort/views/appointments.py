"""The garage's side of appointments: what was asked, what was proposed, who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.appointments import cancel_appointment, propose_moments
from autopaspoort.forms_workshop import ProposalForm
from autopaspoort.models import Appointment
from autopaspoort.notices import moment_in_words
from autopaspoort.portal_rows import APPOINTMENT_TONES
from autopaspoort.roles import PASSPORT_ROLES
from garageflow.errors import errors_shown_on
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tab
from garageflow.ui.templatetags.ui import day

State = Appointment.State


@dataclass(frozen=True, slots=True)
class Row:
    url: str
    who: str
    about: str
    country: str
    plate: str
    when: str
    tone: str
    state: str


@require_safe
@requires(*PASSPORT_ROLES)
def appointment_list(request: MemberRequest) -> HttpResponse:
    shown = request.GET.get("state", State.ASKED)
    state = shown if shown in State.values else State.ASKED
    rows = Appointment.objects.filter(state=state).select_related("passport__vehicle", "customer")
    page = keyset_page(rows, request.GET, order=("-pk",))
    per_state = Appointment.objects.values_list("state").annotate(count=Count("pk"))
    counts = dict(per_state.order_by())
    url = reverse("autopaspoort:appointment-list")
    tabs = [
        Tab(label=str(label), url=f"{url}?state={value}", count=counts.get(value, 0), current=value == state)
        for value, label in State.choices
    ]
    context = {"tabs": tabs, "page": page, "rows": [_row(one) for one in page.rows], "state": state}
    return render(request, "autopaspoort/appointment_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*PASSPORT_ROLES)
def appointment_detail(request: MemberRequest, pk: int) -> HttpResponse:
    found = Appointment.objects.select_related("passport__vehicle", "customer")
    appointment = get_object_or_404(found, pk=pk)
    form = ProposalForm(request.POST or None)
    if form.is_valid():
        with errors_shown_on(form):
            propose_moments(
                appointment,
                moments=form.moments(),
                minutes=form.cleaned_data["minutes"],
                by=request.actor,
            )
            nudge_on_commit()
            messages.success(request, _("The proposal is on its way to the customer."))
            return redirect("autopaspoort:appointment-list")
    context = {
        "appointment": appointment,
        "row": _row(appointment),
        "vehicle": appointment.passport.vehicle,
        "customer": appointment.customer,
        "proposals": [moment_in_words(one.starts_at) for one in appointment.proposals.order_by("starts_at")],
        "others": _others(appointment),
        "form": form,
    }
    status = 422 if form.errors else 200
    return render(request, "autopaspoort/appointment_detail.html", context, status=status)


@require_POST
@requires(*PASSPORT_ROLES)
def appointment_withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    appointment = get_object_or_404(Appointment, pk=pk)
    cancel_appointment(appointment, by=request.actor, tells_owner=True)
    nudge_on_commit()
    messages.success(request, _("The appointment is cancelled. The customer hears of it."))
    return redirect("autopaspoort:appointment-list")


def _row(appointment: Appointment) -> Row:
    vehicle = appointment.passport.vehicle
    if appointment.starts_at:
        when = moment_in_words(appointment.starts_at)
    else:
        when = _("asks for %(day)s") % {"day": day(appointment.wanted_on)} if appointment.wanted_on else ""
    return Row(
        url=reverse("autopaspoort:appointment-detail", args=[appointment.pk]),
        who=appointment.customer.full_name,
        about=appointment.get_reason_display(),
        country=vehicle.plate_country,
        plate=vehicle.plate_display,
        when=when,
        tone=APPOINTMENT_TONES[appointment.state],
        state=appointment.get_state_display(),
    )


def _others(appointment: Appointment) -> list[Row]:
    """Who comes in the next two weeks: so that nobody is promised a moment that is taken."""
    now = timezone.now()
    coming = Appointment.objects.filter(
        state=State.CONFIRMED, starts_at__range=(now, now + timedelta(days=14))
    ).exclude(pk=appointment.pk)
    return [
        _row(one) for one in coming.select_related("passport__vehicle", "customer").order_by("starts_at")[:12]
    ]
