from __future__ import annotations

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convoy.models.driver import Driver
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel

PASS_MARK = 80
TRIES_A_DAY = 3
VALID_FOR = timedelta(days=365)


class CertificationQuerySet(models.QuerySet["Certification"]):
    def with_counts(self, day: date) -> CertificationQuerySet:
        """`version_number`: the one that counts; `drivers`: how many hold it; `drafts`: not published."""
        published = models.Q(versions__published_at__isnull=False)
        holding = models.Q(passes__revoked_at=None, passes__valid_until_on__gte=day)
        return self.annotate(
            version_number=models.Max("versions__number", filter=published),
            drafts=models.Count("versions", filter=~published, distinct=True),
            drivers=models.Count("passes__driver", filter=holding, distinct=True),
        )


class Certification(TenantModel):
    """What a driver must know: a client's process, or an extra service. Its text stands in versions."""

    class Kind(models.TextChoices):
        PROCESS = "process", _("client process")
        SERVICE = "service", _("extra service")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=80)
    summary = models.CharField(_("in one sentence"), max_length=200, blank=True)
    is_retired = models.BooleanField(_("not used any more"), default=False)

    objects = CertificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        constraints = [
            models.UniqueConstraint(fields=["garage", "name"], name="certification_name"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["process", "service"]), name="certification_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VersionQuerySet(models.QuerySet["CertificationVersion"]):
    def newest(self) -> VersionQuerySet:
        """The published one that counts, of each certification in use."""
        return self.filter(published_at__isnull=False, certification__is_retired=False).filter(
            number=newest_number("certification")
        )


def newest_number(certification: str) -> models.Subquery:
    """The number of the newest published version of the certification that this column names."""
    published = CertificationVersion.objects.filter(
        certification=models.OuterRef(certification), published_at__isnull=False
    )
    return models.Subquery(published.order_by("-number").values("number")[:1])


class CertificationVersion(TenantModel):
    """Training and quiz as they were published. Who passed an earlier version passes again.

    `pages`: [{"title", "text"}]; `questions`: [{"text", "options": [...], "correct": index}].
    """

    certification = TenantForeignKey(Certification, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    pages = models.JSONField(default=list)
    questions = models.JSONField(default=list)
    # Null while it is being written: one draft at most.
    published_at = models.DateTimeField(_("published"), null=True)
    published_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "certification", "number"], name="certification_version_number"
            ),
            models.UniqueConstraint(
                fields=["garage", "certification"],
                condition=models.Q(published_at=None),
                name="certification_version_draft",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certification_id} v{self.number}"


class PassQuerySet(models.QuerySet["DriverCertification"]):
    def holding_on(self, day: date) -> PassQuerySet:
        """Not ended, not revoked, and of the version that counts now."""
        return self.filter(revoked_at=None, valid_until_on__gte=day).filter(
            version__number=newest_number("certification")
        )


class DriverCertification(TenantModel):
    """A driver passed. It holds for twelve months, and while no newer version is published."""

    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="certifications")
    version = TenantForeignKey(CertificationVersion, on_delete=models.PROTECT, related_name="passes")
    certification = TenantForeignKey(Certification, on_delete=models.PROTECT, related_name="passes")
    passed_at = models.DateTimeField(_("passed"), default=timezone.now)
    valid_until_on = models.DateField(_("valid until"))
    revoked_at = models.DateTimeField(null=True)

    objects = PassQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "driver", "certification"],
                condition=models.Q(revoked_at=None),
                name="driver_certification_current",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.driver_id} {self.version_id}"


class QuizAttempt(TenantModel):
    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="attempts")
    version = TenantForeignKey(CertificationVersion, on_delete=models.PROTECT, related_name="attempts")
    taken_at = models.DateTimeField(default=timezone.now)
    # The garage's own day: three tries each.
    taken_on = models.DateField()
    # Which try of that day: the constraint counts too when two windows are open.
    try_number = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(TRIES_A_DAY)]
    )
    percentage = models.PositiveSmallIntegerField()
    has_passed = models.BooleanField()
    answers = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "driver", "version", "taken_on", "try_number"], name="quiz_attempt_once"
            ),
            models.CheckConstraint(
                condition=models.Q(try_number__range=(1, TRIES_A_DAY)), name="quiz_attempt_tries"
            ),
            models.CheckConstraint(
                condition=models.Q(has_passed=True, percentage__gte=PASS_MARK, percentage__lte=100)
                | models.Q(has_passed=False, percentage__lt=PASS_MARK),
                name="quiz_attempt_pass_mark",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.percentage} %"
