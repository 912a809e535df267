"""What convoy shows on the home screen of dispatchers."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convoy.models import DriverDocument, Mission, Quote, Thread, Trip
from convoy.models.driver import REMIND_DAYS
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import count
from garageflow.ui.home import Action, Attention, HomePart
from garageflow.ui.parts import Tile


def quotes_waiting(request: GarageRequest) -> QuerySet[Quote]:
    return Quote.objects.submitted().filter(trip__state=Trip.State.OPEN)


def open_trips(request: GarageRequest) -> QuerySet[Trip]:
    return Trip.objects.filter(state=Trip.State.OPEN)


def draft_trips(request: GarageRequest) -> QuerySet[Trip]:
    return Trip.objects.filter(state=Trip.State.DRAFT)


def live_missions(request: GarageRequest) -> QuerySet[Mission]:
    return Mission.objects.live()


def broken_down(request: GarageRequest) -> QuerySet[Mission]:
    return Mission.objects.filter(state=Mission.State.BREAKDOWN)


def papers_to_look_at(request: GarageRequest) -> QuerySet[DriverDocument]:
    soon = request.garage.today() + timedelta(days=REMIND_DAYS[1])
    return DriverDocument.objects.current().filter(
        Q(state=DriverDocument.State.SUBMITTED) | Q(valid_until_on__lte=soon), driver__state="active"
    )


def open_questions(request: GarageRequest) -> QuerySet[Thread]:
    return Thread.objects.filter(state=Thread.State.OPEN)


PART_COUNTERS = (open_trips, draft_trips, live_missions)
ATTENTION_COUNTERS = (broken_down, papers_to_look_at, open_questions)


def home_part(request: MemberRequest) -> HomePart:
    counts = count(request, PART_COUNTERS)
    url = reverse("convoy:home")
    return HomePart(
        title=_("Convoy"),
        url=url,
        tiles=[
            Tile(label=_("Open trips"), count=counts[open_trips], url=f"{url}?state=open", tone="busy"),
            Tile(label=_("Drafts"), count=counts[draft_trips], url=f"{url}?state=draft"),
            Tile(
                label=_("Missions under way"),
                count=counts[live_missions],
                url=reverse("convoy:missions"),
                tone="ok",
            ),
        ],
        actions=[Action(label=_("Trip"), url=reverse("convoy:trip-new"))],
    )


def attention(request: MemberRequest) -> list[Attention]:
    counts = count(request, ATTENTION_COUNTERS)
    lines = []
    if broken := counts[broken_down]:
        words = ngettext("%(count)s vehicle has broken down", "%(count)s vehicles have broken down", broken)
        lines.append(Attention("now", words % {"count": broken}, reverse("convoy:missions")))
    if papers := counts[papers_to_look_at]:
        words = ngettext(
            "%(count)s document of a driver to look at", "%(count)s documents of drivers to look at", papers
        )
        lines.append(Attention("soon", words % {"count": papers}, f"{reverse('convoy:drivers')}?documents=1"))
    if questions := counts[open_questions]:
        words = ngettext("%(count)s question of a driver", "%(count)s questions of drivers", questions)
        lines.append(Attention("busy", words % {"count": questions}, reverse("convoy:threads")))
    return lines
