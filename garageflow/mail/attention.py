"""What the shell and the home screen say about e-mail."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from garageflow.mail.models import MailState, OutboxMail
from garageflow.tenancy.http import GarageRequest
from garageflow.ui.home import Attention


def count_undecided(request: GarageRequest) -> int:
    return OutboxMail.objects.undecided().count()


def undecided_mails(request: GarageRequest) -> list[Attention]:
    count = count_undecided(request)
    if not count:
        return []
    text = ngettext(
        "%(count)s e-mail may or may not have arrived: decide what to do with it",
        "%(count)s e-mails may or may not have arrived: decide what to do with them",
        count,
    ) % {"count": count}
    return [Attention(tone="now", text=text, url=f"{reverse('mail:list')}?state={MailState.UNKNOWN}")]
