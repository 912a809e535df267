"""The door of the owner's portal: outside every garage, and inside one at a time."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from autopaspoort.models import Fleet, Ownership, Passport
from garageflow.accounts.models import User
from garageflow.tenancy.access import signed_in
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.models import Feature, Member, Membership, Role

View = Callable[..., HttpResponseBase]
_SIGN_IN = "account_request_login_code"


class PortalRequest(MemberRequest):
    """A person with an account; `garage` and `member` only behind in_own_garage."""

    user: User


def in_portal(view: View) -> View:
    """Everybody who is signed in. Who is not is asked for his address and gets a code: no password needed."""
    known = require_http_methods(["GET", "HEAD", "POST"])
    return signed_in(known(login_required(login_url=_SIGN_IN)(view)))


def in_own_garage(view: View) -> View:
    """The address names a garage of which this person is a customer; everything else is not found."""

    @wraps(view)
    def inside(request: Any, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        membership = memberships_of(request.user).filter(garage__slug=slug).first()
        if membership is None:
            raise Http404
        with garage_active(membership.garage) as garage, timezone.override(garage.zone):
            request.garage, request.membership = garage, membership
            request.member = Member.objects.select_related("membership__user").get(membership=membership)
            request.actor = Actor.of_member(request.member, _ip(request))
            try:
                with translation.override(locale_of(request.LANGUAGE_CODE, garage)):
                    return view(request, *args, **kwargs)
            finally:
                # A page of error is one of the platform: nothing of the garage is active any more.
                request.garage = request.membership = request.member = None

    return in_portal(inside)


def memberships_of(user: Any) -> Any:
    """Of garages that this person is a customer of."""
    return (
        Membership.objects.current()
        .filter(
            user=user,
            roles__contains=[Role.CUSTOMER],
            garage__is_active=True,
            garage__features__contains=[Feature.AUTOPASPOORT],
        )
        .select_related("garage")
        .order_by("garage__name", "pk")
    )


def own_passport(request: PortalRequest, number: int) -> Passport:
    """The passport of a car that is this person's now."""
    mine = Ownership.objects.of(request.member).filter(passport__vehicle__number=number)
    ownership = get_object_or_404(mine.select_related("passport__vehicle", "passport__customer"))
    passport: Passport = ownership.passport
    return passport


def managed_passport(request: PortalRequest, number: int) -> Passport:
    """The passport of a car in a fleet that this person manages."""
    cars = Passport.objects.current().filter(fleet__in=Fleet.objects.managed_by(request.member))
    found: Passport = get_object_or_404(
        cars.select_related("vehicle", "customer", "fleet"), vehicle__number=number
    )
    return found


def seen_passport(request: PortalRequest, number: int) -> tuple[Passport, bool]:
    """Of a car that is his own (True), or of one that he manages."""
    try:
        return own_passport(request, number), True
    except Http404:
        return managed_passport(request, number), False


def _ip(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
