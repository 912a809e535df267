"""What convoy shows on the home screen of dispatchers."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convoy.models import DriverDocument, Mission, Quote, Thread, Trip
from convoy.models.driver import REMIND_DAYS
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.home import Action, Attention, HomePart
from garageflow.ui.parts import Tile


def quotes_waiting(request: GarageRequest) -> int:
    return Quote.objects.submitted().filter(trip__state=Trip.State.OPEN).count()


def home_part(request: MemberRequest) -> HomePart:
    trips = dict(Trip.objects.values_list("state").annotate(Count("pk")).filter(state__in=("open", "draft")))
    live = Mission.objects.live().count()
    url = reverse("convoy:home")
    return HomePart(
        title=_("Convoy"),
        url=url,
        tiles=[
            Tile(label=_("Open trips"), count=trips.get("open", 0), url=f"{url}?state=open", tone="busy"),
            Tile(label=_("Drafts"), count=trips.get("draft", 0), url=f"{url}?state=draft"),
            Tile(label=_("Missions under way"), count=live, url=reverse("convoy:missions"), tone="ok"),
        ],
        actions=[Action(label=_("Trip"), url=reverse("convoy:trip-new"), is_main=True)],
    )


def attention(request: MemberRequest) -> list[Attention]:
    soon = request.garage.today() + timedelta(days=REMIND_DAYS[1])
    broken = Mission.objects.filter(state=Mission.State.BREAKDOWN).count()
    papers = DriverDocument.objects.current().filter(
        Q(state=DriverDocument.State.SUBMITTED) | Q(valid_until_on__lte=soon), driver__state="active"
    )
    questions = Thread.objects.filter(state=Thread.State.OPEN).count()
    lines = []
    if broken:
        words = ngettext("%(count)s vehicle has broken down", "%(count)s vehicles have broken down", broken)
        lines.append(Attention("now", words % {"count": broken}, reverse("convoy:missions")))
    if count := papers.count():
        words = ngettext(
            "%(count)s document of a driver to look at", "%(count)s documents of drivers to look at", count
        )
        lines.append(Attention("soon", words % {"count": count}, f"{reverse('convoy:drivers')}?documents=1"))
    if questions:
        words = ngettext("%(count)s question of a driver", "%(count)s questions of drivers", questions)
        lines.append(Attention("busy", words % {"count": questions}, reverse("convoy:threads")))
    return lines
