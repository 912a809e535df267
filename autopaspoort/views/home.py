from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from autopaspoort.domain.overview import inspections_until, overview
from autopaspoort.domain.profiles import numbers_with_plate
from autopaspoort.home_part import asks_for_list, state_tiles, task_tiles
from autopaspoort.models import Passport
from autopaspoort.roles import FLEET_ROLES, LIST_ROLES, PASSPORT_ROLES
from autopaspoort.rows import passport_row
from garageflow.tenancy.access import requires
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role

_NEXT_INSPECTIONS = 8


@require_safe
@requires(*PASSPORT_ROLES)
def home(request: MemberRequest) -> HttpResponse:
    plate = request.GET.get("plate", "").replace("\0", "").strip()
    if plate:
        return _found(plate)
    today = request.garage.today()
    counts = overview(today)
    due_next = Passport.objects.inspected_soon(today, inspections_until(today))[:_NEXT_INSPECTIONS]
    context = {
        "counts": counts,
        "states": state_tiles(counts),
        "tasks": task_tiles(request, counts),
        "loads_lists": request.membership.has_any_role(LIST_ROLES),
        "asks_for_list": asks_for_list(request, counts),
        "due_next": [passport_row(passport, today) for passport in due_next],
        "is_office": request.membership.has_any_role(FLEET_ROLES),
        "is_owner": Role.OWNER in request.membership.roles,
    }
    return render(request, "autopaspoort/home.html", context)


def _found(plate: str) -> HttpResponse:
    """Straight to the one vehicle; a plate of nobody or of several (in Belgium) is for the list."""
    numbers = numbers_with_plate(plate)
    if len(numbers) == 1:
        return redirect("autopaspoort:profile", numbers[0])
    return redirect(f"{reverse('autopaspoort:passport-list')}?{urlencode({'q': plate})}")
