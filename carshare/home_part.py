"""What car sharing shows on the home screen and in the sidebar."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from carshare.models import Booking, Subscriber
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import count
from garageflow.ui.home import Action, Attention, HomePart
from garageflow.ui.parts import Tile


def waiting_subscribers(request: GarageRequest) -> QuerySet[Subscriber]:
    return Subscriber.objects.waiting()


def late_bookings(request: GarageRequest) -> QuerySet[Booking]:
    return Booking.objects.filter(state=Booking.State.IN_USE, period__endswith__lt=timezone.now())


def vehicles_in_use(request: GarageRequest) -> QuerySet[Booking]:
    return Booking.objects.filter(state=Booking.State.IN_USE)


def bookings_to_come(request: GarageRequest) -> QuerySet[Booking]:
    return Booking.objects.filter(state=Booking.State.BOOKED)


def requested_bookings(request: GarageRequest) -> QuerySet[Booking]:
    return Booking.objects.filter(state=Booking.State.REQUESTED)


def unverified_subscribers(request: GarageRequest) -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(state=Subscriber.State.EMAIL_UNVERIFIED)


COUNTERS = (waiting_subscribers, late_bookings)
PART_COUNTERS = (
    vehicles_in_use,
    bookings_to_come,
    requested_bookings,
    waiting_subscribers,
    unverified_subscribers,
)


def home_part(request: MemberRequest) -> HomePart:
    """Who drives, who wants to, and who wants to come in."""
    counts = count(request, PART_COUNTERS)
    bookings, subscribers = reverse("carshare:admin-booking-list"), reverse("carshare:subscriber-list")
    shown = (
        (vehicles_in_use, _("On the road"), "busy", f"{bookings}?state={Booking.State.IN_USE}"),
        (bookings_to_come, _("Booked"), "ok", f"{bookings}?state={Booking.State.BOOKED}"),
        (requested_bookings, _("Bookings to approve"), "soon", f"{bookings}?state={Booking.State.REQUESTED}"),
        (
            waiting_subscribers,
            _("Subscribers to approve"),
            "soon",
            f"{subscribers}?state={Subscriber.State.PENDING_APPROVAL}",
        ),
        (
            unverified_subscribers,
            _("Address not validated"),
            "none",
            f"{subscribers}?state={Subscriber.State.EMAIL_UNVERIFIED}",
        ),
    )
    tiles = [
        Tile(label=label, count=counts[rows], url=url, tone=tone if counts[rows] else "none")
        for rows, label, tone, url in shown
    ]
    actions = [Action(label=_("Shared vehicle"), url=reverse("carshare:vehicle-new"))]
    return HomePart(title=_("Car sharing"), url=reverse("carshare:admin"), tiles=tiles, actions=actions)


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
