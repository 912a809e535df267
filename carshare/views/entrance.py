"""What everybody sees: the landing page, the validation link, signing in."""

from __future__ import annotations

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.core import ratelimit
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from carshare.domain.validation import (
    LinkIsUsed,
    LinkIsVoid,
    check_link,
    link_with,
    resend_validation_mail,
    unvalidated_with,
    validate_address,
)
from carshare.models import Subscriber
from garageflow.errors import errors_told_to
from garageflow.jobs.tasks import nudge_on_commit
from garageflow.members.account_forms import LoginForm
from garageflow.tenancy.access import public
from garageflow.tenancy.http import GarageRequest
from garageflow.tenancy.models import Role

_TICKET, _TICKET_SECONDS = "carshare.validation-mail", 15 * 60


@never_cache
@require_safe
@public
def landing(request: GarageRequest) -> HttpResponse:
    if request.membership is not None and request.membership.has_any_role((Role.SUBSCRIBER,)):
        return redirect("carshare:home")
    is_staff = request.membership is not None and request.membership.has_any_role(
        (Role.FLEET_ADMIN, Role.OWNER)
    )
    return render(request, "carshare/landing.html", {"is_staff": is_staff})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def validation(request: GarageRequest, token: str) -> HttpResponse:
    """A GET shows a button and changes nothing: mail scanners open every link."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="carshare_link")
    if too_many is not None:
        return too_many
    link = link_with(token)
    if link is None:
        return render(request, "carshare/validation_void.html", {"ticket": ""}, status=404)
    try:
        if request.method == "POST":
            validate_address(link, ip=request.actor.ip)
            nudge_on_commit()
            return redirect("carshare:validation", token)
        check_link(link)
    except LinkIsUsed:
        return render(request, "carshare/validation_done.html", {"subscriber": link.subscriber})
    except LinkIsVoid:
        # Who holds the old link gets the new mail, at the same address.
        can_ask = link.subscriber.state == Subscriber.State.EMAIL_UNVERIFIED
        context = {"ticket": _ticket_of(link.subscriber) if can_ask else ""}
        return render(request, "carshare/validation_void.html", context, status=410)
    return render(request, "carshare/validation.html", {"subscriber": link.subscriber, "token": token})


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def sign_in(request: GarageRequest) -> HttpResponseBase:
    """allauth signs in; beside it, somebody whose address is not validated hears so and gets a new mail."""
    if request.user.is_authenticated:
        return redirect("carshare:landing")
    if request.method != "POST":
        return render(request, "carshare/sign_in.html", {"form": LoginForm(request=request)})
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="carshare_sign_in")
    if too_many is not None:
        return too_many
    form: AllauthLoginForm = LoginForm(request.POST, request=request)
    if form.is_valid():
        response: HttpResponseBase = form.login(request, redirect_url=reverse("carshare:landing"))
        return response
    unvalidated = unvalidated_with(request.POST.get("login", ""), request.POST.get("password", ""))
    ticket = _ticket_of(unvalidated) if unvalidated else ""
    return render(request, "carshare/sign_in.html", {"form": form, "ticket": ticket}, status=422)


@require_POST
@public
def validation_mail(request: GarageRequest) -> HttpResponse:
    """For somebody who proved who he is, by his password or by an older link."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="carshare_letter")
    if too_many is not None:
        return too_many
    try:
        pk = signing.loads(request.POST.get("ticket", ""), salt=_TICKET, max_age=_TICKET_SECONDS)
    except signing.BadSignature:
        messages.warning(request, _("This page is too old. Sign in once more."))
        return redirect("carshare:sign-in")
    subscriber = get_object_or_404(Subscriber, pk=pk)
    with errors_told_to(request):
        resend_validation_mail(subscriber, by=request.actor)
        nudge_on_commit()
        messages.success(request, _("A new e-mail is on its way. Earlier links do not work any more."))
    return redirect("carshare:sign-in")


def _ticket_of(subscriber: Subscriber) -> str:
    return signing.dumps(subscriber.pk, salt=_TICKET)
