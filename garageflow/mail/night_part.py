"""What the owner's page of a night says of e-mail."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garageflow.mail.attention import undecided
from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import count_of
from garageflow.ui.nights import NightPart, night_of
from garageflow.ui.parts import Tile


def sent(request: GarageRequest) -> QuerySet[OutboxMail]:
    return OutboxMail.objects.filter(sent_at__range=night_of(request).period)


def failed(request: GarageRequest) -> QuerySet[OutboxMail]:
    return _written(request).filter(state=MailState.FAILED)


def bounced(request: GarageRequest) -> QuerySet[OutboxMail]:
    return _written(request).filter(state=MailState.BOUNCED)


def held_back(request: GarageRequest) -> QuerySet[OutboxMail]:
    return _written(request).filter(state=MailState.SUPPRESSED)


COUNTERS = (sent, failed, undecided, bounced, held_back)
_TILES = (
    (sent, gettext_lazy("sent"), MailState.SENT, "ok"),
    (failed, gettext_lazy("not sent"), MailState.FAILED, "now"),
    (undecided, gettext_lazy("doubtful: you decide"), MailState.UNKNOWN, "now"),
    (bounced, gettext_lazy("came back"), MailState.BOUNCED, "now"),
    (held_back, gettext_lazy("held back: the address is blocked"), MailState.SUPPRESSED, "soon"),
)


def night_part(request: MemberRequest) -> NightPart:
    url = reverse("mail:list")
    counts = [count_of(request, counter) for counter in COUNTERS]
    lost = sum(counts[1:4])
    return NightPart(
        title=_("E-mails"),
        words=_words(counts[0], lost),
        tone="now" if lost else "ok",
        url=url,
        tiles=[
            Tile(str(label), number, f"{url}?state={state}", tone if number else "none")
            for number, (_counter, label, state, tone) in zip(counts, _TILES, strict=True)
        ],
    )


def _words(arrived: int, lost: int) -> str:
    if lost:
        return ngettext(
            "%(count)s e-mail did not arrive, or nobody knows whether it did.",
            "%(count)s e-mails did not arrive, or nobody knows whether they did.",
            lost,
        ) % {"count": lost}
    if not arrived:
        return _("No e-mail had to be sent.")
    return ngettext(
        "%(count)s e-mail was sent, and none got lost.",
        "%(count)s e-mails were sent, and none got lost.",
        arrived,
    ) % {"count": arrived}


def _written(request: GarageRequest) -> QuerySet[OutboxMail]:
    """Of what did not arrive only the moment is known at which it was written."""
    return OutboxMail.objects.filter(created_at__range=night_of(request).period)
