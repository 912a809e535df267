"""What the home screen says about Car-Passes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from carpass.counters import settings_of
from carpass.domain.expiry import expiring_vehicles
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.counters import count_of
from garageflow.ui.home import Attention
from garageflow.vehicles.models import VehicleQuerySet


def expiring(request: MemberRequest) -> VehicleQuerySet:
    return expiring_vehicles(request.garage.today(), warning_days=settings_of(request).warning_days)


def expiring_attention(request: MemberRequest) -> list[Attention]:
    count = count_of(request, expiring)
    if not count:
        return []
    text = ngettext(
        "%(count)s Car-Pass is about to expire", "%(count)s Car-Passes are about to expire", count
    ) % {"count": count}
    return [Attention(tone="soon", text=text, url=reverse("carpass:expiring"))]
