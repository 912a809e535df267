"""/dev/mail/: the mail of the demo, which leaves the machine no other way."""

from __future__ import annotations

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from garageflow.mail.dev_folder import body_of, newest_mails, read_mail
from garageflow.tenancy.access import public

# A mail may bring its styles along; it runs nothing, loads nothing of others and stays inside our frame.
_MAIL_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [SELF],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}


@require_safe
@public
def mail_list(request: HttpRequest) -> HttpResponse:
    _only_in_the_demo()
    to = request.GET.get("to", "").strip()
    mails, has_more = newest_mails(to, request.GET.get("before", ""))
    context = {"mails": mails, "to": to, "before": mails[-1].name if has_more else ""}
    return render(request, "mail_pages/dev_list.html", context)


@require_safe
@public
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    _only_in_the_demo()
    found = read_mail(name)
    if found is None:
        raise Http404
    mail, message = found
    context = {
        "mail": mail,
        "headers": [(header, str(value)) for header, value in message.items()],
        "text": body_of(message, "plain"),
        "has_html": bool(body_of(message, "html")),
    }
    return render(request, "mail_pages/dev_detail.html", context)


@require_safe
@public
@csp(_MAIL_POLICY)  # type: ignore[arg-type]  # it knows views without arguments only
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    _only_in_the_demo()
    found = read_mail(name)
    if found is None:
        raise Http404
    html = body_of(found[1], "html")
    # Links open beside the mail, not inside its frame.
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def _only_in_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
