from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.timezone import make_aware
from django.utils.translation import gettext_lazy as _

from garageflow.audit.models import Entry, EntryQuerySet
from garageflow.audit.registry import name_of, registered_events
from garageflow.tenancy.models import Member
from garageflow.ui.forms import DateInput

# Who has no member row is known by a fixed label (garageflow/tenancy/actor.py).
_WITHOUT_MEMBER = {"system": _("GarageFlow (automatic)"), "outside": _("people outside the garage")}


def _people() -> list[tuple[str, Any]]:
    members = [(str(member.pk), member.name) for member in Member.objects.order_by("name", "pk")]
    return [*members, *_WITHOUT_MEMBER.items()]


def _events() -> list[tuple[str, str]]:
    return sorted(
        ((event, name_of(event)) for event in registered_events()), key=lambda pair: pair[1].lower()
    )


class EntryFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("What or who"), method="containing")
    who = django_filters.ChoiceFilter(
        label=_("Who"), choices=_people, empty_label=_("Everybody"), method="done_by"
    )
    event = django_filters.ChoiceFilter(label=_("Event"), choices=_events, empty_label=_("All events"))
    since = django_filters.DateFilter(label=_("From"), widget=DateInput(), method="from_day")
    until = django_filters.DateFilter(label=_("Until"), widget=DateInput(), method="until_day")
    # The whole history of one object: "app.model:id", from the link below the newest on its page.
    subject = django_filters.CharFilter(method="about_subject")

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form.fields["subject"].widget = self.form.fields["subject"].hidden_widget()
        search = self.form.fields["q"].widget
        search.input_type = "search"
        search.attrs["placeholder"] = format_lazy("{}…", _("Customer, plate, member"))

    def containing(self, entries: EntryQuerySet, name: str, text: str) -> EntryQuerySet:
        return entries.filter(Q(subject_label__icontains=text) | Q(actor_label__icontains=text))

    def done_by(self, entries: EntryQuerySet, name: str, who: str) -> EntryQuerySet:
        if who == "system":
            return entries.filter(member=None, actor_label="system")
        if who == "outside":
            return entries.filter(member=None).exclude(actor_label="system")
        return entries.filter(member=int(who))

    def from_day(self, entries: EntryQuerySet, name: str, day: date) -> EntryQuerySet:
        return entries.filter(at__gte=_midnight(day))

    def until_day(self, entries: EntryQuerySet, name: str, day: date) -> EntryQuerySet:
        return entries.filter(at__lt=_midnight(day + timedelta(days=1)))

    def about_subject(self, entries: EntryQuerySet, name: str, subject: str) -> EntryQuerySet:
        subject_type, _colon, subject_id = subject.partition(":")
        if not (subject_id.isdecimal() and len(subject_id) < 19):
            return entries.none()
        return entries.filter(subject_type=subject_type, subject_id=int(subject_id))


def _midnight(day: date) -> datetime:
    """In the active time zone: the garage's."""
    return make_aware(datetime.combine(day, time()))
