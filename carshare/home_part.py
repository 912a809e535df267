"""What car sharing shows on the home screen and in the sidebar."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from carshare.models import Booking, Subscriber
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.home import Attention


def waiting_subscribers(request: GarageRequest) -> int:
    return Subscriber.objects.waiting().count()


def attention(request: MemberRequest) -> list[Attention]:
    lines = []
    waiting = waiting_subscribers(request)
    if waiting:
        words = ngettext(
            "%(count)s subscriber waits for approval", "%(count)s subscribers wait for approval", waiting
        )
        url = f"{reverse('carshare:subscriber-list')}?state=pending_approval"
        lines.append(Attention(tone="soon", text=words % {"count": waiting}, url=url))
    late = Booking.objects.filter(state=Booking.State.IN_USE, period__endswith__lt=timezone.now()).count()
    if late:
        words = ngettext("%(count)s shared vehicle is late", "%(count)s shared vehicles are late", late)
        lines.append(Attention(tone="now", text=words % {"count": late}, url=reverse("carshare:admin")))
    return lines
