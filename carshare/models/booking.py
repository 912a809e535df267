from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carshare.models.fleet import SharedVehicle
from carshare.models.organisation import CarShareContract, Parking
from carshare.models.subscriber import Subscriber
from garageflow.invoicing.models import IssuedInvoice
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


def _one(column: str) -> models.Func:
    """A number as the range that holds only it: a gist index on plain numbers would need an extension."""
    return models.Func(
        models.F(column),
        models.F(column),
        models.Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


class BookingQuerySet(models.QuerySet["Booking"]):
    def holding(self) -> BookingQuerySet:
        """Those that keep the vehicle from others."""
        return self.exclude(state__in=Booking.LET_GO)

    def for_lists(self) -> BookingQuerySet:
        return self.select_related(
            "vehicle__vehicle", "vehicle__parking", "subscriber", "contract__organisation"
        )

    def to_come(self, now: datetime) -> BookingQuerySet:
        return self.filter(state__in=Booking.OPEN, period__endswith__gt=now) | self.filter(
            state=Booking.State.IN_USE
        )


class Booking(TenantModel):
    """One vehicle for one subscriber and one stretch of time."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("waiting for approval")
        BOOKED = "booked", _("booked")
        IN_USE = "in_use", _("under way")
        RETURNED = "returned", _("returned")
        CANCELLED = "cancelled", _("cancelled")
        REFUSED = "refused", _("refused")
        MISSED = "missed", _("not used")

    class Use(models.TextChoices):
        PROFESSIONAL = "professional", _("professional")
        PRIVATE = "private", _("private")

    OPEN = (State.REQUESTED, State.BOOKED)
    LET_GO = (State.CANCELLED, State.REFUSED)

    vehicle = TenantForeignKey(SharedVehicle, on_delete=models.PROTECT, related_name="bookings")
    subscriber = TenantForeignKey(Subscriber, on_delete=models.PROTECT, related_name="bookings")
    contract = TenantForeignKey(CarShareContract, on_delete=models.PROTECT, related_name="bookings")
    parking = TenantForeignKey(Parking, on_delete=models.PROTECT, related_name="bookings")
    # Half-open: the next one may begin at the very moment this one ends.
    period = DateTimeRangeField(_("period"))
    use = models.CharField(_("use"), max_length=12, choices=Use.choices, default=Use.PROFESSIONAL)
    purpose = models.CharField(_("destination or purpose"), max_length=150, blank=True)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.BOOKED)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decided_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("taken"), null=True)
    returned_at = models.DateTimeField(_("returned"), null=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            ExclusionConstraint(
                name="booking_no_overlap",
                expressions=[
                    (_one("garage_id"), RangeOperators.OVERLAPS),
                    (_one("vehicle_id"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=~models.Q(state__in=["cancelled", "refused"]),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "requested",
                        "booked",
                        "in_use",
                        "returned",
                        "cancelled",
                        "refused",
                        "missed",
                    ]
                ),
                name="booking_state",
            ),
            models.CheckConstraint(
                condition=models.Q(use__in=["professional", "private"]), name="booking_use"
            ),
            models.CheckConstraint(
                condition=models.Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
                name="booking_period",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["in_use", "returned"]) | models.Q(started_at__isnull=False),
                name="booking_started",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | models.Q(returned_at__isnull=False),
                name="booking_returned",
            ),
        ]
        indexes = [
            models.Index("garage", "subscriber", models.F("id").desc(), name="booking_by_subscriber"),
            models.Index("garage", "state", models.F("id").desc(), name="booking_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.period.lower:%Y-%m-%d %H:%M}"

    @property
    def starts_at(self) -> datetime:
        moment: datetime = self.period.lower
        return moment

    @property
    def ends_at(self) -> datetime:
        moment: datetime = self.period.upper
        return moment

    @property
    def duration(self) -> timedelta:
        return self.ends_at - self.starts_at

    def is_late(self, now: datetime) -> bool:
        return self.state == self.State.IN_USE and now > self.ends_at


class BookingCheck(TenantModel):
    """The car as it was taken, and as it was brought back. Photos are documents of this row."""

    class Kind(models.TextChoices):
        START = "start", _("taken")
        END = "end", _("brought back")

    booking = TenantForeignKey(Booking, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    km = models.PositiveIntegerField(_("odometer reading (km)"))
    # Of the tank or the battery.
    energy_percent = models.PositiveSmallIntegerField(
        _("fuel or battery"), validators=[MaxValueValidator(100)]
    )
    damages = models.TextField(_("damages"), max_length=1000, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("check of the vehicle")
        verbose_name_plural = _("checks of vehicles")
        constraints = [
            models.UniqueConstraint(fields=["garage", "booking", "kind"], name="booking_check_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["start", "end"]), name="booking_check_kind"),
            models.CheckConstraint(
                condition=models.Q(km__lte=9_999_999, energy_percent__lte=100), name="booking_check_values"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.booking_id} {self.kind}"


class TripInvoice(TenantModel):
    """Of one private trip: a draft, at which a person looks before it becomes an invoice.

    What was issued stands in `issued` (garageflow/invoicing/models.py) and never changes.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("to be paid")
        PAID = "paid", _("paid")
        CREDITED = "credited", _("credited")

    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT)
    booking = TenantOneToOneField(Booking, on_delete=models.PROTECT, related_name="invoice")
    subscriber = TenantForeignKey(Subscriber, on_delete=models.PROTECT, related_name="invoices")
    # As they were when the trip ended.
    recipient = models.CharField(_("to"), max_length=170)
    address = models.CharField(_("address"), max_length=300, blank=True)
    vat_percent = models.PositiveSmallIntegerField()
    net_amount = models.BigIntegerField()
    vat_amount = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    issued = TenantOneToOneField(IssuedInvoice, null=True, on_delete=models.PROTECT, related_name="+")
    credit_note = TenantOneToOneField(IssuedInvoice, null=True, on_delete=models.PROTECT, related_name="+")
    paid_on = models.DateField(_("paid on"), null=True)
    # Why it was taken back.
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("invoice of a private trip")
        verbose_name_plural = _("invoices of private trips")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft", issued=None, credit_note=None)
                | models.Q(state="issued", issued__isnull=False, credit_note=None)
                | models.Q(state="paid", issued__isnull=False, credit_note=None, paid_on__isnull=False)
                | models.Q(state="credited", issued__isnull=False, credit_note__isnull=False),
                name="trip_invoice_state",
            )
        ]
        indexes = [
            models.Index("garage", "subscriber", name="trip_invoice_subscriber"),
            models.Index("garage", "state", models.F("id").desc(), name="trip_invoice_by_state"),
        ]

    def __str__(self) -> str:
        return self.issued.number if self.issued else str(self.pk)

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def total_amount(self) -> int:
        return self.net_amount + self.vat_amount


class TripInvoiceLine(TenantModel):
    class Kind(models.TextChoices):
        HOURS = "hours", _("hours")
        KM = "km", _("kilometres")

    invoice = TenantForeignKey(TripInvoice, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    quantity = models.DecimalField(max_digits=9, decimal_places=2)
    # Cents.
    unit_amount = models.BigIntegerField()
    net_amount = models.BigIntegerField()

    class Meta:
        verbose_name = _("line of a draft")
        verbose_name_plural = _("lines of drafts")
        constraints = [
            models.UniqueConstraint(fields=["garage", "invoice", "kind"], name="trip_invoice_line_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["hours", "km"]), name="trip_invoice_line_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
