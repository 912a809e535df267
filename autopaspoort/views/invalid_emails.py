"""Invalid e-mails: addresses corrected in place, and the passport sent again at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from autopaspoort.counters import invalid_emails
from autopaspoort.domain.passports import correct_email
from autopaspoort.forms import EmailForm
from autopaspoort.models import Passport
from autopaspoort.roles import PASSPORT_ROLES
from autopaspoort.rows import invalid_email_row
from garageflow.errors import errors_shown_on
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.counters import count_of
from garageflow.ui.keyset import keyset_page
from garageflow.ui.navigation import count_with_sidebar

_TEMPLATE = "autopaspoort/invalid_email_list.html"


@require_safe
@requires(*PASSPORT_ROLES)
def invalid_email_list(request: MemberRequest) -> HttpResponse:
    return _list_page(request)


@require_POST
@requires(*PASSPORT_ROLES)
def invalid_email_correct(request: MemberRequest, number: int) -> HttpResponse:
    passport = get_object_or_404(
        Passport.objects.current().select_related("vehicle", "customer"), vehicle__number=number
    )
    form = _form_of(passport, request)
    if form.is_valid():
        with errors_shown_on(form):
            correct_email(passport, email=form.cleaned_data["email"], by=request.actor, send=True)
            nudge_on_commit()
    if form.errors:
        return _row(request, passport, form, status=422) if request.htmx else _list_page(request, form, 422)
    if request.htmx:
        return _row(request, passport, None)
    messages.success(request, _("The AutoPaspoort was sent to %(email)s.") % form.cleaned_data)
    return redirect("autopaspoort:invalid-email-list")


def _list_page(request: MemberRequest, refused: EmailForm | None = None, status: int = 200) -> HttpResponse:
    """`refused` is the row that was sent: it keeps what was typed."""
    passports = Passport.objects.with_invalid_email().select_related("vehicle", "customer")
    page = keyset_page(passports, request.GET, order=("customer__name_key", "pk"))
    forms = {refused.prefix: refused} if refused else {}
    rows = [
        (invalid_email_row(passport), forms.get(_prefix(passport)) or _form_of(passport))
        for passport in page.rows
    ]
    context = {"rows": rows, "page": page, "count": count_with_sidebar(request, invalid_emails)}
    part = "#list" if request.htmx else ""
    return render(request, _TEMPLATE + part, context, status=status)


def _row(
    request: MemberRequest, passport: Passport, form: EmailForm | None, status: int = 200
) -> HttpResponse:
    """One row; without a form it is done."""
    context: dict[str, Any] = {"row": invalid_email_row(passport), "form": form}
    if form is None:
        sent_to = request.POST[f"{_prefix(passport)}-email"]
        context |= {"count": count_of(request, invalid_emails), "sent_to": sent_to}
    return render(request, f"{_TEMPLATE}#row", context, status=status)


def _form_of(passport: Passport, request: MemberRequest | None = None) -> EmailForm:
    data = request.POST if request else None
    return EmailForm(data, prefix=_prefix(passport), initial={"email": passport.customer.email})


def _prefix(passport: Passport) -> str:
    return f"v{passport.vehicle.number}"
