"""What the home screen says about Car-Passes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from carpass.domain.expiry import expiring_vehicles
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.home import Attention


def expiring_attention(request: MemberRequest) -> list[Attention]:
    count = expiring_vehicles(request.garage.today()).count()
    if not count:
        return []
    text = ngettext(
        "%(count)s Car-Pass is about to expire", "%(count)s Car-Passes are about to expire", count
    ) % {"count": count}
    return [Attention(tone="soon", text=text, url=reverse("carpass:expiring"))]
