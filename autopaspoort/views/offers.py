"""What a car's owner opens from the mail: accepting the AutoPaspoort, or no mails any more."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from autopaspoort.domain.consents import Channel, Purpose, choose, customer_of_token
from autopaspoort.domain.ownerships import accept_passport
from autopaspoort.domain.passports import (
    LinkIsBroken,
    LinkIsVoid,
    decline_mails,
    mail_of_token,
    passport_of_token,
)
from autopaspoort.models import Ownership
from garageflow.tenancy.access import public
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.urls import site_url


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def offer(request: GarageRequest, token: str) -> HttpResponse:
    """Only a POST accepts: mail scanners open links."""
    try:
        if request.method == "POST":
            return _accept(request, token)
        passport = passport_of_token(token)
    except LinkIsVoid as void:
        return _void(request, void)
    is_held = Ownership.objects.current().filter(passport=passport).exists()
    context = {"passport": passport, "vehicle": passport.vehicle, "token": token, "is_held": is_held}
    return render(request, "autopaspoort/offer.html", context)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def consent_stop(request: GarageRequest, token: str) -> HttpResponse:
    """No reminders (or checks, or offers) by mail any more; one click in the mail program posts here too."""
    known = customer_of_token(token)
    if known is None:
        words = _("This link is not complete. Please use the whole link of the e-mail.")
        return render(request, "autopaspoort/offer_void.html", {"words": words}, status=404)
    customer, purpose = known
    if request.method == "POST":
        choose(customer, {(purpose, Channel.EMAIL): False}, by=Actor.outside(customer.email))
    context = {"purpose": Purpose(purpose).label, "is_done": request.method == "POST"}
    return render(request, "autopaspoort/consent_stop.html", context)


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


def _accept(request: GarageRequest, token: str) -> HttpResponse:
    """The link proves the address once: it signs in whoever is new here. Who has an account already gets a
    code, because a mail that was passed on must not open what he has besides this car."""
    accepted = accept_passport(token)
    home = site_url("portal:home")
    if not accepted.is_first:
        return redirect("autopaspoort:offer", token)
    if accepted.user == request.user:
        return redirect(home)
    if accepted.is_new_user and not request.user.is_authenticated:
        signed_in: HttpResponse = perform_login(request, accepted.user, redirect_url=home)
        return signed_in
    return redirect("autopaspoort:offer", token)


def _void(request: GarageRequest, void: LinkIsVoid) -> HttpResponse:
    status = 404 if isinstance(void, LinkIsBroken) else 410
    return render(request, "autopaspoort/offer_void.html", {"words": str(void)}, status=status)
