from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from garageflow.errors import errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.mail.domain.outbox import decide_doubtful, send_again
from garageflow.mail.filters import MailFilter
from garageflow.mail.models import OutboxMail
from garageflow.mail.rows import mail_rows
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
from garageflow.ui.filters import filter_bar
from garageflow.ui.keyset import keyset_page


@require_safe
@requires(Role.OWNER, Role.RECEPTION)
def mail_list(request: MemberRequest) -> HttpResponse:
    mails = MailFilter(request.GET, OutboxMail.objects.all())
    page = keyset_page(mails.qs, request.GET, order=("-created_at", "-pk"))
    context = {
        "filters": filter_bar(mails.form, request.GET, reverse("mail:list")),
        "page": page,
        "rows": mail_rows(page.rows),
    }
    return render(request, "mail_pages/mail_list.html", context)


@require_POST
@requires(Role.OWNER, Role.RECEPTION)
def mail_arrived(request: MemberRequest, mail_id: int) -> HttpResponse:
    mail = get_object_or_404(OutboxMail, pk=mail_id)
    with errors_told_to(request):
        decide_doubtful(mail, arrived=True, by=request.actor)
        messages.success(request, _("Noted: this e-mail arrived."))
    return _back_to_list(request)


@require_POST
@requires(Role.OWNER, Role.RECEPTION)
def mail_again(request: MemberRequest, mail_id: int) -> HttpResponse:
    mail = get_object_or_404(OutboxMail, pk=mail_id)
    with errors_told_to(request):
        if mail.is_doubtful:
            decide_doubtful(mail, arrived=False, by=request.actor)
        else:
            send_again(mail, by=request.actor)
        messages.success(request, _("This e-mail is sent again."))
        nudge_on_commit()
    return _back_to_list(request)


def _back_to_list(request: MemberRequest) -> HttpResponse:
    """With the filters that were on."""
    came_from = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts=None)
    return redirect(came_from if is_ours else reverse("mail:list"))
