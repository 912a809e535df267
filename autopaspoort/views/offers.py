"""What a car's owner opens from the mail: accepting the AutoPaspoort, or no mails any more."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from autopaspoort.domain.passports import (
    LinkIsBroken,
    LinkIsVoid,
    accept_passport,
    decline_mails,
    mail_of_token,
    passport_of_token,
)
from garageflow.tenancy.access import public
from garageflow.tenancy.http import GarageRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def offer(request: GarageRequest, token: str) -> HttpResponse:
    """Only a POST accepts: mail scanners open links."""
    try:
        if request.method == "POST":
            accept_passport(token)
            return redirect("autopaspoort:offer", token)
        passport = passport_of_token(token)
    except LinkIsVoid as void:
        return _void(request, void)
    context = {"passport": passport, "vehicle": passport.vehicle, "token": token}
    return render(request, "autopaspoort/offer.html", context)


# One click in the mail program posts here without having seen the page (RFC 8058 §3.1), so no CSRF token can
# be asked for; what protects is the signed link, and all it can do is stop mails.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def offer_decline(request: GarageRequest, token: str) -> HttpResponse:
    try:
        if request.method == "POST":
            email, is_done = decline_mails(token), True
        else:
            email, is_done = mail_of_token(token).to, False
    except LinkIsBroken as void:
        return _void(request, void)
    return render(request, "autopaspoort/offer_decline.html", {"email": email, "is_done": is_done})


def _void(request: GarageRequest, void: LinkIsVoid) -> HttpResponse:
    status = 404 if isinstance(void, LinkIsBroken) else 410
    return render(request, "autopaspoort/offer_void.html", {"words": str(void)}, status=status)
