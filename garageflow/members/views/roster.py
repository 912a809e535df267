from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from garageflow.audit.history import history_of
from garageflow.errors import errors_shown_on
from garageflow.members.domain.roster import change_member, end_membership
from garageflow.members.forms import MemberForm
from garageflow.members.matrix import role_matrix
from garageflow.members.models import Invitation
from garageflow.members.rows import invitation_rows, member_rows
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import STAFF_ROLES, Member, Role
from garageflow.tenancy.urls import site_url
from garageflow.ui.parts import Tab


@require_safe
@requires(Role.OWNER)
def member_list(request: MemberRequest) -> HttpResponse:
    members = Member.objects.with_membership().current_staff().order_by("name", "pk")
    invitations = Invitation.objects.open().select_related("invited_by").newest_first()
    context = {
        "tabs": _tabs("members:list"),
        "members": member_rows(members, oneself=request.member),
        "invitations": invitation_rows(invitations),
    }
    return render(request, "members/member_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Role.OWNER)
def member_change(request: MemberRequest, pk: int) -> HttpResponse:
    member = _colleague(pk)
    form = MemberForm(request.POST if request.method == "POST" else None, instance=member)
    if form.is_valid():
        with errors_shown_on(form):
            change_member(_colleague(pk), **form.cleaned_data, by=request.actor)

    if form.errors or not form.is_bound:
        return _member_page(request, pk, form=form)
    messages.success(request, _("%(name)s is changed.") % {"name": form.cleaned_data["name"]})
    is_owner_no_more = member == request.member and Role.OWNER not in form.cleaned_data["roles"]
    return redirect("pages:home" if is_owner_no_more else "members:list")


@require_POST
@requires(Role.OWNER)
def departure_create(request: MemberRequest, pk: int) -> HttpResponse:
    member = _colleague(pk)
    form = Form(request.POST)
    form.is_valid()
    with errors_shown_on(form):
        end_membership(member, by=request.actor)

    if form.errors:
        return _member_page(request, pk, departure=form)
    if member == request.member:
        logout(request)
        return redirect(site_url("garage-choice"))
    messages.success(request, _("%(name)s does not work here any more.") % {"name": member.name})
    return redirect("members:list")


@require_safe
@requires(Role.OWNER)
def role_list(request: MemberRequest) -> HttpResponse:
    context = {
        "tabs": _tabs("members:roles"),
        "roles": [role.label for role in STAFF_ROLES],
        "columns": 1 + len(STAFF_ROLES),
        "groups": role_matrix(),
    }
    return render(request, "members/role_list.html", context)


def _colleague(pk: int) -> Member:
    return get_object_or_404(Member.objects.with_membership().current_staff(), pk=pk)


def _member_page(
    request: MemberRequest, pk: int, *, form: MemberForm | None = None, departure: Form | None = None
) -> HttpResponse:
    # Read again: a refused form has written what was typed into its own copy.
    member = _colleague(pk)
    form = form or MemberForm(instance=_colleague(pk))
    status = 422 if form.errors or departure else 200
    context = {"member": member, "form": form, "departure": departure, "history": history_of(member)}
    return render(request, "members/member_form.html", context, status=status)


def _tabs(current: str) -> list[Tab]:
    places = (("members:list", _("Members")), ("members:roles", _("Roles")))
    return [Tab(label, reverse(name), current=name == current) for name, label in places]
