"""The coupling with the garage's own software: its keys, its webhook, and how it works."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from autopaspoort.api_help import operations
from autopaspoort.domain.api_keys import make_key, revoke_key
from autopaspoort.domain.webhooks import deliver_again, end_webhook, set_webhook
from autopaspoort.forms_coupling import KeyForm, WebhookForm
from autopaspoort.models import ApiKey, Webhook, WebhookDelivery
from autopaspoort.receivers import EVENTS
from autopaspoort.views.api import api
from garageflow.errors import errors_shown_on, errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
from garageflow.tenancy.urls import garage_url

_DELIVERIES = 20
_EXAMPLE = """curl %s/passports \\
  -H "Authorization: Bearer gf_…" \\
  -H "Idempotency-Key: 2026-0001" \\
  -H "Content-Type: application/json" \\
  -d '{"plate": "1-ABC-123", "last_name": "Janssens", "email": "jan@example.be", "send": true}'"""
_TONES = {"queued": "busy", "sending": "busy", "sent": "ok", "failed": "now"}


@require_safe
@requires(Role.OWNER)
def coupling(request: MemberRequest) -> HttpResponse:
    return _page(request)


@require_safe
@requires(Role.OWNER)
def coupling_help(request: MemberRequest) -> HttpResponse:
    schema = api.get_openapi_schema(path_prefix="")
    context = {
        "example": _EXAMPLE % _base_url(request),
        "operations": operations(schema),
        "events": sorted(EVENTS.values()),
    }
    return render(request, "autopaspoort/coupling_help.html", context)


@require_POST
@requires(Role.OWNER)
@cache_control(private=True, no_store=True)
def key_make(request: MemberRequest) -> HttpResponse:
    """Answers with the page itself: the secret is shown here once and stands in no session."""
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _page(request, key_form=form, status=422)
    _key, secret = make_key(name=form.cleaned_data["name"], by=request.actor)
    return _page(request, new_key=secret)


@require_POST
@requires(Role.OWNER)
def key_revoke(request: MemberRequest, key_id: int) -> HttpResponse:
    key = get_object_or_404(ApiKey, pk=key_id)
    revoke_key(key, by=request.actor)
    messages.success(request, _("The key %s opens nothing any more.") % key.name)
    return redirect("autopaspoort:coupling")


@require_POST
@requires(Role.OWNER)
@cache_control(private=True, no_store=True)
def webhook_set(request: MemberRequest) -> HttpResponse:
    form = WebhookForm(request.POST)
    if form.is_valid():
        with errors_shown_on(form):
            _webhook, secret = set_webhook(url=form.cleaned_data["url"], by=request.actor)
    if form.errors:
        return _page(request, webhook_form=form, status=422)
    return _page(request, new_secret=secret)


@require_POST
@requires(Role.OWNER)
def webhook_end(request: MemberRequest) -> HttpResponse:
    end_webhook(by=request.actor)
    messages.success(request, _("The webhook is switched off."))
    return redirect("autopaspoort:coupling")


@require_POST
@requires(Role.OWNER)
def delivery_repeat(request: MemberRequest, delivery_id: int) -> HttpResponse:
    delivery = get_object_or_404(WebhookDelivery, pk=delivery_id)
    with errors_told_to(request):
        deliver_again(delivery, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("The event is on its way again."))
    return redirect("autopaspoort:coupling")


def _page(
    request: MemberRequest,
    *,
    key_form: KeyForm | None = None,
    webhook_form: WebhookForm | None = None,
    status: int = 200,
    **new: str,
) -> HttpResponse:
    webhook = Webhook.objects.filter(is_on=True).first()
    newest = WebhookDelivery.objects.order_by("-pk")[:_DELIVERIES]
    context: dict[str, Any] = {
        "base_url": _base_url(request),
        "keys": ApiKey.objects.valid().order_by("-pk"),
        "key_form": key_form or KeyForm(),
        "webhook": webhook,
        "webhook_form": webhook_form or WebhookForm(initial={"url": webhook.url if webhook else ""}),
        "deliveries": [(row, _TONES[row.state]) for row in newest],
        **new,
    }
    return render(request, "autopaspoort/coupling.html", context, status=status)


def _base_url(request: MemberRequest) -> str:
    return garage_url(request.garage, "api:openapi-json", absolute=True).removesuffix("/openapi.json")
