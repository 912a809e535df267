"""Certifications, questions of drivers, statistics."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from convoy.certification_form import CertificationForm, PageForms, QuestionForms
from convoy.domain.certifying import create_certification, publish_version, save_draft
from convoy.domain.statistics import statistics as statistics_of
from convoy.domain.threads import answer_thread, close_thread
from convoy.forms import MessageForm
from convoy.models import Certification, Thread
from convoy.roles import DISPATCH_ROLES
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Tab


@require_safe
@requires(*DISPATCH_ROLES)
def certification_list(request: MemberRequest) -> HttpResponse:
    rows = Certification.objects.with_counts(request.garage.today()).order_by("kind", "name")
    return render(request, "convoy/certification_list.html", {"rows": rows[:200]})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def certification_new(request: MemberRequest) -> HttpResponse:
    form = CertificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with errors_shown_on(form):
            certification = create_certification(**form.cleaned_data, by=request.actor)
        if not form.errors:
            return redirect("convoy:certification-edit", certification.pk)
    status = 422 if form.errors else 200
    return render(request, "convoy/certification_new.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def certification_edit(request: MemberRequest, pk: int) -> HttpResponse:
    certification = get_object_or_404(Certification, pk=pk)
    versions = list(certification.versions.order_by("-number"))
    newest = versions[0] if versions else None
    data = request.POST or None
    pages = PageForms(data, prefix="pages", initial=newest.pages if newest else [])
    questions = QuestionForms(data, prefix="questions", initial=QuestionForms.initial_of(newest))
    if request.method == "POST" and all([pages.is_valid(), questions.is_valid()]):
        save_draft(certification, pages=pages.values(), questions=questions.values(), by=request.actor)
        messages.success(request, _("The draft is saved. Drivers see it once you publish it."))
        return redirect("convoy:certification-edit", pk)
    has_errors = request.method == "POST"
    context = {
        "certification": certification,
        "versions": versions,
        "draft": next((version for version in versions if version.published_at is None), None),
        "pages": pages,
        "questions": questions,
    }
    return render(request, "convoy/certification_edit.html", context, status=422 if has_errors else 200)


@require_POST
@requires(*DISPATCH_ROLES)
def certification_publish(request: MemberRequest, pk: int) -> HttpResponse:
    certification = get_object_or_404(Certification, pk=pk)
    with errors_told_to(request):
        version = publish_version(certification, by=request.actor)
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("convoy:certification-edit", pk)


@require_safe
@requires(*DISPATCH_ROLES)
def thread_list(request: MemberRequest) -> HttpResponse:
    state = request.GET.get("state", Thread.State.OPEN)
    state = state if state in Thread.State.values else ""
    threads = Thread.objects.select_related("driver")
    page = keyset_page(
        threads.filter(state=state) if state else threads, request.GET, order=("-changed_at", "-pk")
    )
    tabs = [
        Tab(str(choice.label).capitalize(), f"?state={choice.value}", current=choice.value == state)
        for choice in Thread.State
    ]
    return render(request, "convoy/thread_list.html", {"page": page, "tabs": tabs})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*DISPATCH_ROLES)
def thread(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Thread.objects.select_related("driver", "mission"), pk=pk)
    if request.method == "POST" and "close" in request.POST:
        close_thread(row, by=request.actor)
        return redirect("convoy:threads")
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer_thread(row, text=form.cleaned_data["text"], is_from_driver=False, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("The driver gets your answer by e-mail too."))
        return redirect("convoy:thread", pk)
    context: dict[str, Any] = {"thread": row, "messages_of_thread": row.messages.order_by("pk"), "form": form}
    return render(request, "convoy/thread_detail.html", context, status=422 if form.errors else 200)


@require_safe
@requires(*DISPATCH_ROLES)
def statistics(request: MemberRequest) -> HttpResponse:
    return render(request, "convoy/statistics.html", statistics_of(request.garage.today()))
