from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from garageflow.accounts.models import User
from garageflow.members.outside import outside_links
from garageflow.tenancy.access import signed_in
from garageflow.tenancy.models import Membership
from garageflow.tenancy.urls import garage_url


@require_safe
@signed_in
@login_required(redirect_field_name=None)
def garage_choice(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    memberships = Membership.objects.current().filter(user=request.user, garage__is_active=True)
    own = list(memberships.select_related("garage").order_by("garage__name"))
    staff = [membership for membership in own if membership.is_staff]
    links = outside_links(own)
    if len(staff) == 1 and not links:
        return redirect(garage_url(staff[0].garage, "pages:home"))
    if len(links) == 1 and not staff:
        return redirect(links[0].url)
    return render(request, "members/garage_choice.html", {"memberships": staff, "links": links})
