"""A warning light is on: which one, what it means, what to do."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from autopaspoort.views.portal.door import PortalRequest, in_own_garage, own_passport
from autopaspoort.warning_lights import BY_KEY, WARNING_LIGHTS


@require_safe
@in_own_garage
def light_list(request: PortalRequest, number: int) -> HttpResponse:
    passport = own_passport(request, number)
    return render(request, "portal/light_list.html", {"vehicle": passport.vehicle, "lights": WARNING_LIGHTS})


@require_safe
@in_own_garage
def light(request: PortalRequest, number: int, key: str) -> HttpResponse:
    passport = own_passport(request, number)
    if key not in BY_KEY:
        raise Http404
    return render(request, "portal/light.html", {"vehicle": passport.vehicle, "light": BY_KEY[key]})
