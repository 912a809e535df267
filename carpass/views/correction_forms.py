"""The correction form: filled in, printed or mailed to oneself, sent, settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from carpass.domain.correction_forms import close_report, mail_form, make_form, note_form_sent
from carpass.models import CorrectionForm, OdometerReport
from carpass.report_forms import CorrectionFormForm
from carpass.report_roles import CONFIRM_ROLES
from carpass.states import State
from carpass.views.reports import report_or_404
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest

_WITH_FORM = (State.FORM_REQUIRED, State.FORM_PRINTED, State.FORM_SENT, State.CLOSED_MANUAL)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*CONFIRM_ROLES)
def correction_form(request: MemberRequest, pk: int) -> HttpResponse:
    report = report_or_404(pk)
    if report.state not in _WITH_FORM:
        return redirect("carpass:report", pk)
    known = CorrectionForm.objects.select_related("pdf_order").filter(report=report).first()
    if request.method != "POST":
        return _page(request, report, known, CorrectionFormForm(initial=_initial(request, report, known)))
    form = CorrectionFormForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            made = make_form(report, **form.cleaned_data, language=_language(request), by=request.actor)
            nudge_on_commit()
    if form.errors:
        return _page(request, report, known, form, status=422)
    assert made.pdf_order is not None
    return redirect("documents:pdf-order", made.pdf_order.job_id)


@require_POST
@requires(*CONFIRM_ROLES)
def correction_form_mail(request: MemberRequest, pk: int) -> HttpResponse:
    with errors_told_to(request):
        mail_form(report_or_404(pk), by=request.actor)
        nudge_on_commit()
        to = {"email": request.membership.user.email}
        messages.success(request, _("The form is on its way to %(email)s.") % to)
    return redirect("carpass:correction-form", pk)


@require_POST
@requires(*CONFIRM_ROLES)
def correction_form_sent(request: MemberRequest, pk: int) -> HttpResponse:
    with errors_told_to(request):
        note_form_sent(report_or_404(pk), by=request.actor)
        messages.success(request, _("Noted: the form is on its way to Car-Pass."))
    return redirect("carpass:correction-form", pk)


@require_POST
@requires(*CONFIRM_ROLES)
def correction_form_settled(request: MemberRequest, pk: int) -> HttpResponse:
    with errors_told_to(request):
        close_report(report_or_404(pk), by=request.actor)
        messages.success(request, _("The case is settled."))
    return redirect("carpass:report", pk)


def _initial(request: MemberRequest, report: OdometerReport, known: CorrectionForm | None) -> dict[str, Any]:
    if known is not None:
        names = set(CorrectionFormForm.base_fields) - {"mail_to_me"}
        return {name: getattr(known, name) for name in names}
    return {"right_km": report.km, "right_on": report.work_date, "place": report.shop.city}


def _page(
    request: MemberRequest,
    report: OdometerReport,
    known: CorrectionForm | None,
    form: CorrectionFormForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "report": report,
        "vehicle": report.vehicle,
        "form": form,
        "known": known,
        "document_id": known.pdf_order.document_id if known and known.pdf_order else None,
        "is_open": report.state in (State.FORM_REQUIRED, State.FORM_PRINTED),
        "is_printed": report.state == State.FORM_PRINTED,
        "is_sent": report.state == State.FORM_SENT,
    }
    return render(request, "carpass/correction_form.html", context, status=status)


def _language(request: MemberRequest) -> str:
    """Of the page that is read: who fills it in must understand what he signs."""
    return (get_language() or request.garage.default_language)[:2]
