"""A driver's documents: uploaded, checked, replaced, reminded of. Without the valid ones no mission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.core.files.base import File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.models import Driver, DriverDocument
from convoy.models.driver import REMIND_DAYS, DocumentKind
from garageflow.audit.domain import record
from garageflow.documents.domain.documents import store_document
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Country, Garage

REMINDER_MAIL = "convoy.document_reminder"
# An URSSAF attestation is worth six months (Code du travail, D8222-5; legifrance.gouv.fr, seen 2026-11-21).
_VIGILANCE_LASTS = relativedelta(months=6)
_ALWAYS = (DocumentKind.CONTRACT, DocumentKind.LIABILITY, DocumentKind.REGISTER, DocumentKind.LICENCE)
# The duty of vigilance is French law.
_IN_FRANCE = (DocumentKind.VIGILANCE, DocumentKind.TAX)


class DocumentDatesWrong(DomainError):
    field = "valid_until_on"


class DocumentDecided(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands behind one kind of document of a driver."""

    kind: DocumentKind
    is_required: bool
    row: DriverDocument | None

    def problem(self, day: date) -> str:
        """Why it does not count on that day, or nothing."""
        if self.row is None:
            return _("missing") if self.is_required else ""
        if self.row.state == DriverDocument.State.REFUSED:
            return _("refused")
        if self.row.has_ended(day):
            return _("ended")
        if self.row.state == DriverDocument.State.SUBMITTED:
            return _("not checked yet")
        return ""


def required_kinds(driver: Driver) -> tuple[DocumentKind, ...]:
    return _ALWAYS + _IN_FRANCE if driver.country == Country.FRANCE else _ALWAYS


def papers_of(driver: Driver, rows: Iterable[DriverDocument] | None = None) -> list[Paper]:
    """One of each kind, the newest; `rows` if they are known already."""
    if rows is None:
        rows = driver.documents.current().select_related("document")
    known = {row.kind: row for row in rows}
    required = required_kinds(driver)
    return [Paper(kind, kind in required, known.get(kind)) for kind in DocumentKind]


def missing_on(papers: Sequence[Paper], day: date) -> list[str]:
    """The required ones that do not count on that day, in words."""
    return [
        f"{paper.kind.label} ({paper.problem(day)})"
        for paper in papers
        if paper.is_required and paper.problem(day)
    ]


@transaction.atomic
def add_document(
    driver: Driver,
    *,
    kind: str,
    upload: File[bytes],
    issued_on: date | None,
    valid_until_on: date | None,
    by: Actor,
    is_verified: bool = False,
) -> DriverDocument:
    """Put a newer one in the place of the present one. Raises FileRefused, DocumentDatesWrong."""
    driver = Driver.objects.select_for_update().get(pk=driver.pk)
    if kind == DocumentKind.VIGILANCE:
        if issued_on is None:
            raise DocumentDatesWrong(_("Say when it was issued."), field="issued_on")
        valid_until_on = issued_on + _VIGILANCE_LASTS
    if issued_on and valid_until_on and valid_until_on < issued_on:
        raise DocumentDatesWrong(_("It cannot end before it was issued."))

    now = timezone.now()
    DriverDocument.objects.filter(driver=driver, kind=kind, replaced_at=None).update(replaced_at=now)
    decision: dict[str, Any] = {}
    if is_verified:
        decision = {"state": DriverDocument.State.VERIFIED, "decided_by": by.member, "decided_at": now}
    stored = store_document(upload, kind=f"convoy.{kind}", subject=driver, by=by)
    return DriverDocument.objects.create(
        driver=driver,
        kind=kind,
        document=stored,
        issued_on=issued_on,
        valid_until_on=valid_until_on,
        **decision,
    )


@transaction.atomic
def decide_document(row: DriverDocument, *, refusal: str, by: Actor) -> DriverDocument:
    """A dispatcher looked at it: without a refusal it counts. Raises DocumentDecided."""
    row = DriverDocument.objects.select_for_update().get(pk=row.pk)
    if row.state != DriverDocument.State.SUBMITTED or row.replaced_at is not None:
        raise DocumentDecided(_("This document was decided already or replaced by a newer one."))
    row.state = DriverDocument.State.REFUSED if refusal else DriverDocument.State.VERIFIED
    row.refusal, row.decided_by, row.decided_at = refusal, by.member, timezone.now()
    row.save(update_fields=["state", "refusal", "decided_by", "decided_at"])
    event = "convoy.document_refused" if refusal else "convoy.document_verified"
    record(event, row.driver, by=by, document=row.kind)
    return row


def remind_of_documents(garage: Garage, night: date) -> None:
    """Nightly step: 30 and 7 days before a document ends, and the day after it ended."""
    days = [night + relativedelta(days=days) for days in REMIND_DAYS]
    ending = DriverDocument.objects.current().filter(
        Q(valid_until_on__in=[*days, night - relativedelta(days=1)]),
        driver__state=Driver.State.ACTIVE,
        driver__reminders_by_mail=True,
    )
    for row in ending.select_related("driver"):
        queue_mail(
            REMINDER_MAIL,
            to=row.driver.email,
            language=row.driver.language,
            idempotency_key=f"{REMINDER_MAIL}:{row.pk}:{night.isoformat()}",
            subject_id=row.pk,
        )
