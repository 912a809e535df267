"""Certifications: written in versions, learned, tried, passed, and out of date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.models import (
    Certification,
    CertificationVersion,
    Driver,
    DriverCertification,
    QuizAttempt,
    Trip,
)
from convoy.models.certification import PASS_MARK, TRIES_A_DAY, VALID_FOR
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.inside import rows_inside, rows_of


class NoTriesLeft(DomainError):
    pass


class NothingToPublish(DomainError):
    pass


class CertificationExists(DomainError):
    field = "name"


class VersionReplaced(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class Standing:
    """A certification as one driver stands to it."""

    certification: Certification
    version: CertificationVersion
    passed: DriverCertification | None
    has_tried: bool

    @property
    def state(self) -> str:
        if self.passed is not None:
            return "passed"
        return "failed" if self.has_tried else "open"


def current_versions() -> dict[int, CertificationVersion]:
    """The newest published version of each certification in use, by the certification's id."""
    versions = CertificationVersion.objects.newest().select_related("certification")
    return {version.certification_id: version for version in versions.order_by("certification__name")}


def required_of(trip: Trip) -> list[Certification]:
    rows = Certification.objects.filter(requirements__trip=trip, is_retired=False)
    return list(rows.order_by("name"))


def standings(driver: Driver, today: date) -> list[Standing]:
    passed = DriverCertification.objects.filter(
        driver=driver, version=OuterRef("pk"), revoked_at=None, valid_until_on__gte=today
    )
    tried = QuizAttempt.objects.filter(driver=driver, version=OuterRef("pk"))
    versions = CertificationVersion.objects.newest().select_related("certification")
    asked = versions.annotate(passed=rows_inside(passed), has_tried=Exists(tried))
    rows: Iterable[Any] = asked.order_by("certification__name")
    return [
        Standing(
            version.certification,
            version,
            next(iter(rows_of(DriverCertification, version.passed)), None),
            version.has_tried,
        )
        for version in rows
    ]


def tries_left(driver: Driver, version: CertificationVersion, today: date) -> int:
    return TRIES_A_DAY - QuizAttempt.objects.filter(driver=driver, version=version, taken_on=today).count()


@transaction.atomic
def take_quiz(
    driver: Driver, version: CertificationVersion, *, answers: Sequence[int], today: date, by: Actor
) -> QuizAttempt:
    """80 % passes, for twelve months. Raises NoTriesLeft after three on one day, VersionReplaced."""
    # Two windows must not get a fourth try between them.
    driver = Driver.objects.select_for_update().get(pk=driver.pk)
    newest = current_versions().get(version.certification_id)
    if newest is None or newest.pk != version.pk:
        raise VersionReplaced(_("There is a newer version of this training. Read it first."))
    left = tries_left(driver, version, today)
    if left <= 0:
        raise NoTriesLeft(_("Three tries a day. Read the training again and try tomorrow."))
    right = sum(
        answer == question["correct"] for answer, question in zip(answers, version.questions, strict=True)
    )
    percentage = 100 * right // max(len(version.questions), 1)
    attempt = QuizAttempt.objects.create(
        driver=driver,
        version=version,
        taken_on=today,
        try_number=TRIES_A_DAY - left + 1,
        percentage=percentage,
        has_passed=percentage >= PASS_MARK,
        answers=list(answers),
    )
    if attempt.has_passed:
        _pass(driver, version, today)
        record("convoy.certification_passed", driver, by=by, name=version.certification.name)
    return attempt


@transaction.atomic
def create_certification(*, kind: str, name: str, summary: str, by: Actor) -> Certification:
    """Raises CertificationExists."""
    if Certification.objects.filter(name=name).exists():
        raise CertificationExists(_("There is a certification of this name already."))
    certification = Certification.objects.create(kind=kind, name=name, summary=summary)
    CertificationVersion.objects.create(certification=certification, number=1)
    record("convoy.certification_created", certification, by=by)
    return certification


@transaction.atomic
def save_draft(
    certification: Certification, *, pages: list[dict[str, Any]], questions: list[dict[str, Any]], by: Actor
) -> CertificationVersion:
    """What drivers read stays as it was published: changes go into the next version."""
    certification = Certification.objects.select_for_update().get(pk=certification.pk)
    draft = certification.versions.filter(published_at=None).first()
    if draft is None:
        newest = certification.versions.aggregate(newest=Max("number"))["newest"] or 0
        draft = CertificationVersion(certification=certification, number=newest + 1)
    draft.pages, draft.questions = pages, questions
    draft.save()
    return draft


@transaction.atomic
def publish_version(certification: Certification, *, by: Actor) -> CertificationVersion:
    """From now on drivers need this version. Raises NothingToPublish."""
    certification = Certification.objects.select_for_update().get(pk=certification.pk)
    draft = certification.versions.filter(published_at=None).first()
    if draft is None or not draft.pages or not draft.questions:
        raise NothingToPublish(_("Write at least one page and one question first."))
    draft.published_at, draft.published_by = timezone.now(), by.member
    draft.save(update_fields=["published_at", "published_by"])
    record("convoy.certification_published", certification, by=by, version=draft.number)
    return draft


def _pass(driver: Driver, version: CertificationVersion, today: date) -> None:
    now = timezone.now()
    DriverCertification.objects.filter(
        driver=driver, certification=version.certification_id, revoked_at=None
    ).update(revoked_at=now)
    DriverCertification.objects.create(
        driver=driver,
        version=version,
        certification_id=version.certification_id,
        valid_until_on=today + VALID_FOR,
    )
