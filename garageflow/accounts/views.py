from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from garageflow.accounts.domain import choose_language
from garageflow.accounts.forms import LanguageForm
from garageflow.accounts.models import User
from garageflow.tenancy.access import public, signed_in

_YEAR = 365 * 24 * 3600


@require_safe
@signed_in
@login_required
def account(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {
        "second_factors": Authenticator.objects.filter(user=request.user).exclude(
            type=Authenticator.Type.RECOVERY_CODES
        ),
        "session_count": len(UserSession.objects.purge_and_list(request.user)),
    }
    return render(request, "accounts/account.html", context)


@require_POST
@public
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    chosen = form.cleaned_data["language"]
    response = redirect(_way_back(request, form.cleaned_data["next"]))
    if isinstance(request.user, User):
        choose_language(request.user, language=chosen)
    # Also for somebody who is signed in: the sign-in page speaks it next time.
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


def _way_back(request: HttpRequest, url: str) -> str:
    """Only to a page of this site: an address of elsewhere would make us a helper of swindlers."""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else "/"
