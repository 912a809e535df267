"""The door for mail providers. django-anymail checks who calls and reads what each of them means."""

from __future__ import annotations

from anymail.exceptions import AnymailConfigurationError
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from garageflow.tenancy.access import public

PROVIDERS = {
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sendgrid": SendGridTrackingWebhookView,
}


@require_http_methods(["POST", "HEAD"])
@public
@csrf_exempt
def mail_feedback(request: HttpRequest, provider: str) -> HttpResponse:
    """Without a secret in the settings nobody may call."""
    if not settings.ANYMAIL["WEBHOOK_SECRET"] or provider not in PROVIDERS:
        raise Http404
    try:
        view = PROVIDERS[provider].as_view()
        answer: HttpResponse = view(request)
    except AnymailConfigurationError:
        raise Http404 from None
    return answer
