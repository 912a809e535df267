"""What the owner's page of a night says of customer lists and AutoPaspoorten."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from autopaspoort.counters import invalid_emails
from autopaspoort.domain.batch import CUSTOMER_LIST
from autopaspoort.models import BatchRow, Passport, Reminder
from garageflow.tenancy.http import GarageRequest, MemberRequest
from garageflow.ui.counters import count_of
from garageflow.ui.nights import NightPart, night_of
from garageflow.ui.parts import Tile

Outcome = BatchRow.Outcome


def taken_lines(request: GarageRequest) -> QuerySet[BatchRow]:
    return _lines(request).filter(outcome__in=(Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED))


def refused_lines(request: GarageRequest) -> QuerySet[BatchRow]:
    return _lines(request).filter(outcome__in=(Outcome.REFUSED, Outcome.DUPLICATE))


def offered(request: GarageRequest) -> QuerySet[Passport]:
    return Passport.objects.filter(offered_at__range=night_of(request).period)


def reminders(request: GarageRequest) -> QuerySet[Reminder]:
    return Reminder.objects.filter(created_at__range=night_of(request).period)


COUNTERS = (taken_lines, refused_lines, offered, reminders, invalid_emails)


def night_part(request: MemberRequest) -> NightPart:
    lists = f"{reverse('jobs:list')}?kind={CUSTOMER_LIST}"
    passports = reverse("autopaspoort:passport-list")
    addresses = reverse("autopaspoort:invalid-email-list")
    taken, refused, sent, reminded, invalid = (count_of(request, counter) for counter in COUNTERS)
    return NightPart(
        title="AutoPaspoort",
        words=_words(taken, refused),
        tone="soon" if refused or invalid else "ok",
        url=reverse("autopaspoort:home"),
        tiles=[
            Tile(_("lines of customer lists taken over"), taken, lists, "ok" if taken else "none"),
            Tile(_("lines refused"), refused, lists, "soon" if refused else "none"),
            Tile(_("AutoPaspoorten offered"), sent, f"{passports}?state=offered", "ok" if sent else "none"),
            Tile(_("owners reminded"), reminded, passports, "ok" if reminded else "none"),
            Tile(_("e-mail addresses to correct"), invalid, addresses, "soon" if invalid else "none"),
        ],
    )


def _words(taken: int, refused: int) -> str:
    if refused:
        return ngettext(
            "%(count)s line of a customer list was refused: the list says why.",
            "%(count)s lines of customer lists were refused: the lists say why.",
            refused,
        ) % {"count": refused}
    if not taken:
        return _("There was no customer list to take over.")
    return _("Every line of the customer lists was taken over.")


def _lines(request: GarageRequest) -> QuerySet[BatchRow]:
    return BatchRow.objects.filter(customer_list__job__finished_at__range=night_of(request).period)
