from __future__ import annotations

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from garageflow.accounts.models import User
from garageflow.errors import DomainError, errors_shown_on
from garageflow.members.domain.invitations import (
    accept_as_new_user,
    accept_invitation,
    invite_member,
    resend_invitation,
    revoke_invitation,
    valid_invitation,
)
from garageflow.members.forms import AcceptForm, InvitationForm
from garageflow.members.models import Invitation
from garageflow.members.rows import role_names
from garageflow.tenancy.access import public, requires
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.tenancy.models import Role
from garageflow.tenancy.urls import garage_url


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER)
def invitation_new(request: MemberRequest) -> HttpResponse:
    form = InvitationForm(
        request.POST if request.method == "POST" else None,
        initial={"language": request.garage.default_language},
    )
    if form.is_valid():
        with errors_shown_on(form):
            invite_member(**form.cleaned_data, by=request.actor)

    if form.errors or not form.is_bound:
        return render(
            request, "members/invitation_form.html", {"form": form}, status=422 if form.errors else 200
        )
    messages.success(request, _("The invitation is on its way to %(email)s.") % form.cleaned_data)
    return redirect("members:list")


@require_POST
@requires(Role.OWNER)
def reminder_create(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        resend_invitation(invitation, by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A new link is on its way. The earlier one does not work any more."))
    return redirect("members:list")


@require_POST
@requires(Role.OWNER)
def revocation_create(request: MemberRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        revoke_invitation(invitation, by=request.actor)
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The invitation of %(name)s is withdrawn.") % {"name": invitation.name})
    return redirect("members:list")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@public
def invitation_accept(request: GarageRequest, token: str) -> HttpResponseBase:
    """A GET never uses the link up: mail scanners follow every link they see."""
    too_many: HttpResponse | None = ratelimit.consume_or_429(request, action="invitation")
    if too_many is not None:
        return too_many
    invitation = valid_invitation(token)
    if invitation is None:
        return render(request, "members/invitation_closed.html", status=404)
    if request.user.is_authenticated:
        return _join(request, invitation)
    if User.objects.filter(email=invitation.email).exists():
        return _page(request, invitation, situation="sign-in")
    return _sign_up(request, invitation)


def _join(request: GarageRequest, invitation: Invitation) -> HttpResponseBase:
    assert isinstance(request.user, User)
    if request.user.email != invitation.email:
        return _page(request, invitation, situation="somebody-else")
    if request.method != "POST":
        return _page(request, invitation, situation="join")
    try:
        accept_invitation(invitation, user=request.user, by=request.actor)
    except DomainError:
        return render(request, "members/invitation_closed.html", status=404)
    messages.success(request, _("Welcome to %(garage)s.") % {"garage": request.garage})
    return redirect("pages:home")


def _sign_up(request: GarageRequest, invitation: Invitation) -> HttpResponseBase:
    form = AcceptForm(request.POST if request.method == "POST" else None, invitation=invitation)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("name", "password")}
        with errors_shown_on(form):
            # The language of the page he is reading, which he may have changed there.
            member = accept_as_new_user(
                invitation, **values, language=(get_language() or invitation.language)[:2], by=request.actor
            )

    if form.errors or not form.is_bound:
        return _page(request, invitation, situation="new", form=form)
    messages.success(request, _("Welcome to %(garage)s.") % {"garage": request.garage})
    response: HttpResponseBase = perform_login(
        request, member.membership.user, redirect_url=garage_url(request.garage, "pages:home")
    )
    return response


def _page(
    request: GarageRequest, invitation: Invitation, *, situation: str, form: AcceptForm | None = None
) -> HttpResponse:
    context = {
        "invitation": invitation,
        "roles": role_names(invitation.roles),
        "situation": situation,
        "form": form,
    }
    status = 422 if form and form.errors else 200
    return render(request, "members/invitation_accept.html", context, status=status)
