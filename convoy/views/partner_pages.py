"""Availability, certifications and contact."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.domain.availability import declare_availability, on_days, withdraw_availability
from convoy.domain.certifying import standings, take_quiz, tries_left
from convoy.domain.threads import answer_thread, open_thread
from convoy.forms import AvailabilityForm, MessageForm, ThreadForm
from convoy.models import Availability, CertificationVersion, Thread
from convoy.models.certification import PASS_MARK
from convoy.partner import DriverRequest, for_any_driver, for_driver
from convoy.quiz_form import QuizForm
from convoy.roles import DRIVER_ROLES
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires

_LASTS = {
    "day": relativedelta(),
    "week": relativedelta(days=6),
    "month": relativedelta(months=1, days=-1),
}
_WEEKS_SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def availability(request: DriverRequest) -> HttpResponse:
    today = request.garage.today()
    form = AvailabilityForm(request.POST or None, initial={"starts_on": today, "period": "week"})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        declare_availability(
            request.driver,
            starts_on=values["starts_on"],
            ends_on=values["starts_on"] + _LASTS[values["period"]],
            is_available=values["is_available"],
            reason=values["reason"],
            by=request.actor,
        )
        messages.success(request, _("Noted. Thank you."))
        return redirect("convoy:availability")
    rows = list(request.driver.availabilities.filter(ends_on__gte=today).order_by("starts_on", "pk"))
    context = {"form": form, "rows": rows, "weeks": _weeks(rows, today)}
    return render(request, "convoy/partner_availability.html", context, status=422 if form.errors else 200)


@require_POST
@requires(*DRIVER_ROLES)
@for_driver
def availability_withdraw(request: DriverRequest, pk: int) -> HttpResponse:
    withdraw_availability(get_object_or_404(Availability, pk=pk, driver=request.driver))
    messages.success(request, _("Removed."))
    return redirect("convoy:availability")


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def certification_list(request: DriverRequest) -> HttpResponse:
    rows = standings(request.driver, request.garage.today())
    groups = [
        (_("Client processes"), [row for row in rows if row.certification.kind == "process"]),
        (_("Extra services"), [row for row in rows if row.certification.kind == "service"]),
    ]
    return render(request, "convoy/partner_certification_list.html", {"groups": groups})


@require_safe
@requires(*DRIVER_ROLES)
@for_driver
def training(request: DriverRequest, pk: int) -> HttpResponse:
    version = _version_or_404(pk)
    place = request.GET.get("page", "1")
    number = min(max(int(place) if place.isdecimal() else 1, 1), max(len(version.pages), 1))
    page = version.pages[number - 1] if version.pages else {"title": "", "text": ""}
    context = {
        "version": version,
        "page": page,
        "number": number,
        "count": len(version.pages),
        "next": number + 1 if number < len(version.pages) else 0,
        "previous": number - 1,
        "left": tries_left(request.driver, version, request.garage.today()),
    }
    return render(request, "convoy/partner_training.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_driver
def quiz(request: DriverRequest, pk: int) -> HttpResponse:
    version = _version_or_404(pk)
    today = request.garage.today()
    form = QuizForm(request.POST or None, version=version)
    attempt = None
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            attempt = take_quiz(
                request.driver, version, answers=form.answers(), today=today, by=request.actor
            )
        if not form.errors and attempt.has_passed:
            messages.success(
                request,
                _("%(percentage)s %%: passed. The trips are open to you.")
                % {"percentage": attempt.percentage},
            )
            return redirect("convoy:certifications")
    context = {
        "version": version,
        "form": form if attempt is None else QuizForm(version=version),
        "attempt": attempt,
        "left": tries_left(request.driver, version, today),
        "pass_mark": PASS_MARK,
    }
    status = 422 if form.errors else 200
    return render(request, "convoy/partner_quiz.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_any_driver
def contact(request: DriverRequest) -> HttpResponse:
    form = ThreadForm(request.POST or None, driver=request.driver)
    if request.method == "POST" and form.is_valid():
        thread = open_thread(request.driver, **form.cleaned_data, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("Your message is on its way."))
        return redirect("convoy:contact-thread", thread.pk)
    threads = request.driver.threads.order_by("-changed_at")[:30]
    context = {"form": form, "threads": threads, "driver": request.driver}
    return render(request, "convoy/partner_contact.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DRIVER_ROLES)
@for_any_driver
def contact_thread(request: DriverRequest, pk: int) -> HttpResponse:
    thread = get_object_or_404(Thread.objects.select_related("mission"), pk=pk, driver=request.driver)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_told_to(request):
            answer_thread(thread, text=form.cleaned_data["text"], is_from_driver=True, by=request.actor)
        return redirect("convoy:contact-thread", pk)
    context = {
        "thread": thread,
        "messages_of_thread": thread.messages.order_by("pk"),
        "form": form,
        "driver": request.driver,
    }
    return render(request, "convoy/partner_thread.html", context, status=422 if form.errors else 200)


def _version_or_404(certification_id: int) -> CertificationVersion:
    versions = CertificationVersion.objects.newest().select_related("certification")
    return get_object_or_404(versions, certification=certification_id)


def _weeks(rows: list[Availability], today: date) -> list[list[dict[str, Any]]]:
    """From this week's Monday on: what was said about each day."""
    monday = today - timedelta(days=today.weekday())
    last = monday + timedelta(days=7 * _WEEKS_SHOWN - 1)
    said = on_days(rows, monday, last)
    days = [
        {
            "day": monday + timedelta(days=number),
            "tone": {True: "ok", False: "now", None: "none"}[answer],
            "words": {True: _("available"), False: _("not available"), None: _("nothing said")}[answer],
            "is_past": monday + timedelta(days=number) < today,
        }
        for number, answer in enumerate(said)
    ]
    return [days[start : start + 7] for start in range(0, len(days), 7)]
