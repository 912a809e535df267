"""Promotions: written, looked at with their count, sent once, and what came of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from autopaspoort.domain.promotions import (
    preview_of,
    receivers_of,
    results_of,
    send_promotion,
    write_promotion,
)
from autopaspoort.domain.settings import passport_settings
from autopaspoort.forms_promotion import PromotionForm
from autopaspoort.models import Promotion
from autopaspoort.roles import FLEET_ROLES
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.keyset import keyset_page
from garageflow.ui.parts import Stat
from garageflow.ui.templatetags.ui import number

_NAMES = 20
TONES = {"draft": "none", "sending": "busy", "sent": "ok"}


@require_safe
@requires(*FLEET_ROLES)
def promotion_list(request: MemberRequest) -> HttpResponse:
    page = keyset_page(Promotion.objects.all(), request.GET, order=("-pk",))
    rows = [(promotion, TONES[promotion.state]) for promotion in page.rows]
    return render(request, "autopaspoort/promotion_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*FLEET_ROLES)
def promotion_new(request: MemberRequest) -> HttpResponse:
    return _written(request, Promotion())


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*FLEET_ROLES)
def promotion_edit(request: MemberRequest, promotion_id: int) -> HttpResponse:
    return _written(request, get_object_or_404(Promotion, pk=promotion_id, state=Promotion.State.DRAFT))


@require_safe
@requires(*FLEET_ROLES)
def promotion(request: MemberRequest, promotion_id: int) -> HttpResponse:
    known = get_object_or_404(Promotion, pk=promotion_id)
    context: dict[str, object] = {"promotion": known, "tone": TONES[known.state]}
    if known.state == Promotion.State.DRAFT:
        seen = preview_of(known)
        receivers = receivers_of(known).select_related("customer", "passport__vehicle")
        # Whoever has two cars gets it once, and stands here once.
        by_name = receivers.order_by("customer__name_key", "customer", "pk")
        context["names"] = by_name.distinct("customer__name_key", "customer")[:_NAMES]
        context["may_send"] = seen.now > 0
        context["stats"] = [
            Stat(_("Fit the segment"), number(seen.fit)),
            Stat(_("Want to hear offers"), number(seen.willing), _("They chose so in the portal.")),
            Stat(
                _("Get it now"),
                number(seen.now),
                _("Nobody gets two within %(days)s days.") % {"days": passport_settings().promotion_days},
            ),
        ]
    else:
        came = results_of(known)
        context["stats"] = [
            Stat(_("Recipients"), number(came.recipients)),
            Stat(_("Mails that arrived"), number(came.arrived)),
            Stat(_("Mails that did not"), number(came.lost)),
            Stat(_("Asked an appointment"), number(came.appointments), _("within 30 days")),
        ]
    return render(request, "autopaspoort/promotion.html", context)


@require_POST
@requires(*FLEET_ROLES)
def promotion_send(request: MemberRequest, promotion_id: int) -> HttpResponse:
    known = get_object_or_404(Promotion, pk=promotion_id)
    with errors_told_to(request):
        send_promotion(known, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("The promotion is on its way."))
    return redirect("autopaspoort:promotion", promotion_id)


def _written(request: MemberRequest, promotion: Promotion) -> HttpResponse:
    form = PromotionForm(request.POST or None, instance=promotion)
    if form.is_valid():
        with errors_shown_on(form):
            saved = write_promotion(promotion, **form.cleaned_data, by=request.actor)
            return redirect("autopaspoort:promotion", saved.pk)
    context = {"form": form, "promotion": promotion}
    return render(request, "autopaspoort/promotion_edit.html", context, status=422 if form.errors else 200)
