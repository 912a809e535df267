"""What the home screen says about background work."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garageflow.jobs.domain.schedule import NIGHT_STARTS_AT, last_night_of
from garageflow.jobs.models import BatchJob
from garageflow.jobs.registry import kinds_for
from garageflow.tenancy.http import MemberRequest
from garageflow.ui.counters import count_of
from garageflow.ui.home import Attention

# A failure that nobody took up in this time is history.
_FAILED_FOR = timedelta(days=14)


def failed(request: MemberRequest) -> QuerySet[BatchJob]:
    return BatchJob.objects.filter(
        state=BatchJob.State.FAILED,
        kind__in=kinds_for(request.membership.roles),
        created_at__gte=timezone.now() - _FAILED_FOR,
    )


def failed_jobs(request: MemberRequest) -> list[Attention]:
    count = count_of(request, failed)
    if not count:
        return []
    text = ngettext("%(count)s batch job failed", "%(count)s batch jobs failed", count) % {"count": count}
    return [Attention(tone="now", text=text, url=f"{reverse('jobs:list')}?state=failed")]


def last_night(request: MemberRequest) -> list[Attention]:
    """Whether tonight's work was done; nothing is said before it was due."""
    now = request.garage.local_time()
    if now.strftime("%H:%M") < NIGHT_STARTS_AT:
        return []
    night = last_night_of(request.garage, now.date())
    if night is None or (night.finished_at is None and not night.failures):
        text = _("Tonight's run is still to come: it starts at %(time)s") % {"time": NIGHT_STARTS_AT}
        return [Attention(tone="busy", text=text)]
    if night.finished_at is None:
        return [Attention(tone="now", text=_("Tonight's run did not get through; it is tried again"))]
    if night.last_error:
        words = _("Tonight's run did not get through: the operators have been told")
        return [Attention(tone="now", text=words)]
    return [Attention(tone="ok", text=_("Tonight's run is done"), at=night.finished_at)]
