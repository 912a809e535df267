from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carpass.models.account import CarPassAccount
from carpass.states import SETTLED, TO_SOLVE, State
from garageflow.tenancy.models import Member, Shop, TenantForeignKey, TenantModel, TenantOneToOneField
from garageflow.vehicles.models import OdometerReading, OdometerWork, Vehicle
from garageflow.workshop.models import WorkOrder


def new_key() -> str:
    return str(uuid.uuid4())


class OdometerReportQuerySet(models.QuerySet["OdometerReport"]):
    def to_solve(self) -> OdometerReportQuerySet:
        """The counter on the menu."""
        return self.filter(state__in=TO_SOLVE)

    def deferred(self) -> OdometerReportQuerySet:
        return self.filter(state=State.DEFERRED)

    def late(self, today: date) -> OdometerReportQuerySet:
        """Not sent yet, though the car was here before today."""
        unsent = (State.DRAFT, State.BLOCKED, State.READY, State.DEFERRED)
        return self.filter(state__in=unsent, work_date__lt=today)

    def with_finding(self, code: str) -> OdometerReportQuerySet:
        """An open finding of this kind, ours or of Car-Pass."""
        found = ReportAnomaly.objects.filter(code=code, state=ReportAnomaly.State.OPEN)
        return self.filter(pk__in=found.values("report"))

    def with_all_shown(self) -> OdometerReportQuerySet:
        return self.select_related("vehicle", "shop", "account", "reading", "work_order", "created_by")

    def newest_first(self) -> OdometerReportQuerySet:
        return self.order_by("-work_date", "-pk")


class OdometerReport(TenantModel):
    """What a shop tells Car-Pass about one reading, and how that went.

    What was typed may be changed until it is sent; `sent` is what was really sent and stays.
    """

    class Call(models.TextChoices):
        """What has to be told to Car-Pass next."""

        NONE = "", _("nothing")
        OBSERVATION = "observation", _("new report")
        CORRECTION = "correction", _("correction")
        CONFIRMATION = "confirmation", _("confirmation")

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="odometer_reports")
    shop = TenantForeignKey(Shop, on_delete=models.PROTECT, related_name="odometer_reports")
    # Chosen where a shop has two; else the shop's own at the moment of sending.
    account = TenantForeignKey(CarPassAccount, null=True, on_delete=models.PROTECT, related_name="reports")
    work_order = TenantForeignKey(
        WorkOrder, null=True, on_delete=models.PROTECT, related_name="odometer_reports"
    )
    reading = TenantForeignKey(OdometerReading, null=True, on_delete=models.PROTECT, related_name="reports")
    # As typed: too long a VIN is a finding, not an error.
    vin = models.CharField(_("VIN"), max_length=40, blank=True)
    km = models.PositiveIntegerField(_("odometer reading (km)"), null=True)
    work_date = models.DateField(_("date of the works"))
    odometer_works = models.BooleanField(_("works on the odometer"), default=False)
    odometer_works_kind = models.CharField(
        _("kind"), max_length=13, choices=OdometerWork.Kind.choices, blank=True
    )
    km_before = models.PositiveIntegerField(_("reading before (km)"), null=True)
    odometer_works_reason = models.CharField(_("reason"), max_length=200, blank=True)
    odometer_work = TenantOneToOneField(
        OdometerWork, null=True, on_delete=models.PROTECT, related_name="report"
    )
    # Codes of garageflow/workshop/works.py, and words of one's own.
    works = ArrayField(models.CharField(max_length=40), verbose_name=_("works"), default=list)
    works_text = models.CharField(_("other works"), max_length=500, blank=True)

    state = models.CharField(_("status"), max_length=15, choices=State.choices, default=State.DRAFT)
    # As sent, in the words of the contract with Car-Pass.
    sent = models.JSONField(default=dict)
    guid = models.CharField(max_length=36, blank=True)
    call = models.CharField(max_length=12, choices=Call.choices, blank=True)
    # What was told last: the rejection of a correction counts otherwise than that of a new report.
    last_call = models.CharField(max_length=12, choices=Call.choices, blank=True, db_default="")
    # One per call: a repeated call has the same, so that it counts once.
    idempotency_key = models.CharField(max_length=40, default=new_key)
    call_began_at = models.DateTimeField(null=True)
    # Whether an answer to this call was lost: then nobody knows whether it was carried out.
    is_doubtful = models.BooleanField(default=False)
    # Failures in a row of what is being tried, or of asking how it stands.
    attempts = models.PositiveSmallIntegerField(default=0)
    asked = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True)
    error_code = models.CharField(max_length=60, blank=True)
    error_message = models.CharField(max_length=500, blank=True)
    attempts_left = models.PositiveSmallIntegerField(null=True)
    rejected_corrections = models.PositiveSmallIntegerField(default=0)
    # "The data are correct" counts once at Car-Pass.
    confirmed_at = models.DateTimeField(null=True)
    case_number = models.CharField(_("case"), max_length=40, blank=True)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    queued_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    settled_at = models.DateTimeField(null=True)

    objects = OdometerReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("odometer report")
        verbose_name_plural = _("odometer reports")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "draft",
                        "blocked",
                        "ready",
                        "deferred",
                        "queued",
                        "sent",
                        "waiting",
                        "anomaly",
                        "rejected",
                        "error",
                        "ok",
                        "form_required",
                        "form_printed",
                        "form_sent",
                        "closed_manual",
                        "cancelled",
                    ]
                ),
                name="odometer_report_state",
            ),
            models.CheckConstraint(
                condition=models.Q(call__in=["", "observation", "correction", "confirmation"]),
                name="odometer_report_call",
            ),
            models.CheckConstraint(
                condition=models.Q(last_call__in=["", "observation", "correction", "confirmation"]),
                name="odometer_report_last_call",
            ),
            models.CheckConstraint(
                condition=models.Q(odometer_works_kind__in=["", "repair", "replacement", "reprogramming"]),
                name="odometer_report_works_kind",
            ),
            # What Car-Pass has said something about is known there.
            models.CheckConstraint(
                condition=~models.Q(
                    state__in=[
                        "sent",
                        "waiting",
                        "anomaly",
                        "rejected",
                        "ok",
                        "form_required",
                        "form_printed",
                        "form_sent",
                        "closed_manual",
                    ]
                )
                | ~models.Q(guid=""),
                name="odometer_report_known",
            ),
            models.UniqueConstraint(
                fields=["garage", "guid"], condition=~models.Q(guid=""), name="odometer_report_guid"
            ),
            models.UniqueConstraint(fields=["garage", "idempotency_key"], name="odometer_report_key"),
            # The end of service can be sent twice by a phone: one report of an order that is not cancelled.
            models.UniqueConstraint(
                fields=["garage", "work_order"],
                condition=models.Q(work_order__isnull=False) & ~models.Q(state="cancelled"),
                name="odometer_report_of_order",
            ),
        ]
        indexes = [
            models.Index(
                "garage", models.F("work_date").desc(), models.F("id").desc(), name="odometer_report_newest"
            ),
            models.Index("garage", "state", "work_date", name="odometer_report_by_state"),
            models.Index("garage", "vehicle", name="odometer_report_by_vehicle"),
            models.Index("garage", "vin", "work_date", name="odometer_report_by_vin"),
        ]

    def __str__(self) -> str:
        return f"{self.vin} {self.km or '–'} km"

    @property
    def first_sent(self) -> dict[str, Any]:
        """What Car-Pass was told before any correction."""
        first: dict[str, Any] = self.sent.get("first") or self.sent
        return first

    @property
    def first_sent_day(self) -> date:
        return date.fromisoformat(self.first_sent["observationDate"]) if self.sent else self.work_date

    @property
    def is_to_solve(self) -> bool:
        return self.state in TO_SOLVE

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def is_known_unsent(self) -> bool:
        """Nothing of it can be at Car-Pass."""
        return not self.guid and not self.is_doubtful and self.call_began_at is None


class ReportAnomaly(TenantModel):
    """What was found wrong with a report, by us before it is sent or by Car-Pass afterwards."""

    class Level(models.TextChoices):
        REFUSE = "refuse", _("to be put right")
        ANOMALY = "anomaly", _("anomaly")
        WARNING = "warning", _("warning")

    class Origin(models.TextChoices):
        LOCAL = "local", "GarageFlow"
        REMOTE = "remote", "Car-Pass"

    class Suspect(models.TextChoices):
        NOBODY = "", "–"
        THIS = "this", _("this reading")
        PREVIOUS = "previous", _("the reading before")
        NEXT = "next", _("the reading after")
        EITHER = "either", _("one of the two")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        FIXED = "fixed", _("fixed")
        CONFIRMED = "confirmed", _("confirmed as correct")

    report = TenantForeignKey(OdometerReport, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=40)
    level = models.CharField(max_length=7, choices=Level.choices)
    origin = models.CharField(max_length=6, choices=Origin.choices, default=Origin.LOCAL)
    # The form field beside which it stands.
    field = models.CharField(max_length=30, blank=True)
    # Which neighbour it disagrees with: previous, next, or nothing.
    against = models.CharField(max_length=8, blank=True)
    suspect = models.CharField(max_length=8, choices=Suspect.choices, blank=True)
    params = models.JSONField(default=dict)
    # What was judged: a confirmation holds for these data and no others.
    basis = models.CharField(max_length=200, blank=True)
    # The words of Car-Pass, as received.
    message = models.CharField(max_length=500, blank=True)
    is_confirmable = models.BooleanField(default=False)
    is_correctable = models.BooleanField(default=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("finding of a report")
        verbose_name_plural = _("findings of reports")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "report", "origin", "code", "against"],
                condition=~models.Q(state="fixed"),
                name="report_anomaly_once",
            ),
            models.CheckConstraint(
                condition=models.Q(level__in=["refuse", "anomaly", "warning"]), name="report_anomaly_level"
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=["local", "remote"]), name="report_anomaly_origin"
            ),
            models.CheckConstraint(
                condition=models.Q(suspect__in=["", "this", "previous", "next", "either"]),
                name="report_anomaly_suspect",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "fixed"], reason="")
                | (models.Q(state="confirmed", level="anomaly") & ~models.Q(reason="")),
                name="report_anomaly_state",
            ),
        ]
        indexes = [
            models.Index("garage", "report", name="report_anomaly_by_report"),
            models.Index("garage", "code", condition=models.Q(state="open"), name="report_anomaly_by_code"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def blocks(self) -> bool:
        return self.state == self.State.OPEN and self.level != self.Level.WARNING


class ReportEvent(TenantModel):
    """One step of a report. Append-only: the application's login may neither update nor delete it."""

    report = TenantForeignKey(OdometerReport, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    event = models.CharField(max_length=20)
    from_state = models.CharField(max_length=15)
    to_state = models.CharField(max_length=15)
    member = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    actor_label = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("step of a report")
        verbose_name_plural = _("steps of reports")
        indexes = [models.Index("garage", "report", "id", name="report_event_by_report")]

    def __str__(self) -> str:
        return f"{self.event} {self.from_state} → {self.to_state}"
