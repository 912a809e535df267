"""Audit entries as a person reads them, for an object's page and for the owner's list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _

from garageflow.audit.models import Entry
from garageflow.audit.registry import words_of

SHOWN = 20


@dataclass(frozen=True, slots=True)
class EntryRow:
    at: datetime
    text: str
    who: str
    what: str
    ip: str


def history_of(
    subject: models.Model, *, limit: int = SHOWN, former_ids: Iterable[int] = ()
) -> list[EntryRow]:
    """The newest events of one object: `{% include "audit/_entries.html" with entries=… only %}`.

    `former_ids` are of rows that were merged into it.
    """
    return entry_rows(Entry.objects.about(subject, *former_ids).newest_first()[:limit])


def entry_rows(entries: Iterable[Entry]) -> list[EntryRow]:
    return [
        EntryRow(
            at=entry.at,
            text=words_of(entry.event, entry.facts),
            who=actor_words(entry.actor_label),
            what=entry.subject_label,
            ip=entry.ip or "",
        )
        for entry in entries
    ]


def actor_words(label: str) -> str:
    """Actors without a member are recorded under fixed names (garageflow/tenancy/actor.py)."""
    if label == "system":
        return _("GarageFlow (automatic)")
    if label == "visitor":
        return _("a visitor")
    if label.startswith("platform: "):
        return _("platform staff: %(who)s") % {"who": label.removeprefix("platform: ")}
    return label
