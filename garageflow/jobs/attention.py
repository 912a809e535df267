"""What the home screen says about background work."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garageflow.jobs.domain.schedule import NIGHT_STARTS_AT, last_night_of
from garageflow.jobs.models import BatchJob, DueWork
from garageflow.jobs.registry import kinds_for
from garageflow.tenancy.http import MemberRequest
from garageflow.tenancy.models import Role
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


def run_of(request: MemberRequest, day: date) -> DueWork | None:
    """The nightly run of this local date, read once a request."""
    known = request.__dict__.setdefault("nightly_runs", {})
    if day not in known:
        known[day] = last_night_of(request.garage, day)
    run: DueWork | None = known[day]
    return run


def last_night(request: MemberRequest) -> list[Attention]:
    """Whether tonight's work was done; nothing is said before it was due."""
    now = request.garage.local_time()
    if now.strftime("%H:%M") < NIGHT_STARTS_AT:
        return []
    night = run_of(request, now.date())
    url = reverse("pages:last-night") if Role.OWNER in request.membership.roles else ""
    if night is None or (night.finished_at is None and not night.failures):
        text = _("Tonight's run is still to come: it starts at %(time)s") % {"time": NIGHT_STARTS_AT}
        return [Attention(tone="busy", text=text, url=url)]
    if night.finished_at is None:
        return [
            Attention(tone="now", text=_("Tonight's run did not get through; it is tried again"), url=url)
        ]
    if night.last_error:
        words = _("Tonight's run did not get through: the operators have been told")
        return [Attention(tone="now", text=words, url=url)]
    return [Attention(tone="ok", text=_("Tonight's run is done"), url=url, at=night.finished_at)]
