"""What car sharing shows on the home screen and in the sidebar."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from carshare.models import Booking, Subscriber
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import count
from garageflow.ui.home import Attention


def waiting_subscribers(request: GarageRequest) -> QuerySet[Subscriber]:
    return Subscriber.objects.waiting()


def late_bookings(request: GarageRequest) -> QuerySet[Booking]:
    return Booking.objects.filter(state=Booking.State.IN_USE, period__endswith__lt=timezone.now())


COUNTERS = (waiting_subscribers, late_bookings)


def attention(request: MemberRequest) -> list[Attention]:
    counts = count(request, COUNTERS)
    lines = []
    if waiting := counts[waiting_subscribers]:
        words = ngettext(
            "%(count)s subscriber waits for approval", "%(count)s subscribers wait for approval", waiting
        )
        url = f"{reverse('carshare:subscriber-list')}?state=pending_approval"
        lines.append(Attention(tone="soon", text=words % {"count": waiting}, url=url))
    if late := counts[late_bookings]:
        words = ngettext("%(count)s shared vehicle is late", "%(count)s shared vehicles are late", late)
        lines.append(Attention(tone="now", text=words % {"count": late}, url=reverse("carshare:admin")))
    return lines
