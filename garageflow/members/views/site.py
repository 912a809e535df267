from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from garageflow.accounts.models import User
from garageflow.tenancy.access import signed_in
from garageflow.tenancy.models import Membership
from garageflow.tenancy.urls import garage_url


@require_safe
@signed_in
@login_required(redirect_field_name=None)
def garage_choice(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    memberships = Membership.objects.current().staff().filter(user=request.user, garage__is_active=True)
    own = list(memberships.select_related("garage").order_by("garage__name"))
    if len(own) == 1:
        return redirect(garage_url(own[0].garage, "pages:home"))
    return render(request, "members/garage_choice.html", {"memberships": own})
