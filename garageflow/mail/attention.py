"""What the shell and the home screen say about e-mail."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.http import GarageRequest
from garageflow.ui.counters import count_of
from garageflow.ui.home import Attention


def undecided(request: GarageRequest) -> QuerySet[OutboxMail]:
    return OutboxMail.objects.undecided()


def undecided_mails(request: GarageRequest) -> list[Attention]:
    count = count_of(request, undecided)
    if not count:
        return []
    text = ngettext(
        "%(count)s e-mail may or may not have arrived: decide what to do with it",
        "%(count)s e-mails may or may not have arrived: decide what to do with them",
        count,
    ) % {"count": count}
    return [Attention(tone="now", text=text, url=f"{reverse('mail:list')}?state={MailState.UNKNOWN}")]
