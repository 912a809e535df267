from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convoy.models.driver import Driver, WPlate
from convoy.models.trip import Trip
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class RefusalReason(models.TextChoices):
    PRICE = "price", _("price too high")
    DATES = "dates", _("dates do not fit")
    CERTIFICATION = "certification", _("a certification is missing")
    DOCUMENTS = "documents", _("documents are missing or have ended")
    INCOMPLETE = "incomplete", _("quote incomplete")
    FAR = "far", _("too far from the start")
    RATING = "rating", _("earlier missions")
    CANCELLED = "cancelled", _("the trip was cancelled")
    OTHER = "other", _("other reason")


class QuoteQuerySet(models.QuerySet["Quote"]):
    def submitted(self) -> QuoteQuerySet:
        return self.filter(state=Quote.State.SUBMITTED)

    def newest_first(self) -> QuoteQuerySet:
        return self.order_by("-submitted_at", "-pk")


class Quote(TenantModel):
    """A driver's price for a trip. Amounts are cents."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("submitted")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        NOT_SELECTED = "not_selected", _("not selected")

    trip = TenantForeignKey(Trip, on_delete=models.PROTECT, related_name="quotes")
    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="quotes")
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.SUBMITTED)
    transport_amount = models.BigIntegerField(_("transport to the start and back"), default=0)
    fuel_amount = models.BigIntegerField(_("fuel"), default=0)
    toll_amount = models.BigIntegerField(_("tolls"), default=0)
    service_amount = models.BigIntegerField(_("service"))
    total_amount = models.GeneratedField(
        expression=models.F("transport_amount")
        + models.F("fuel_amount")
        + models.F("toll_amount")
        + models.F("service_amount"),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    starts_on = models.DateField(_("pick-up on"))
    ends_on = models.DateField(_("delivery on"))
    w_plate = TenantForeignKey(WPlate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("note"), max_length=1000, blank=True)
    # Booked at the fixed price of the trip instead of being chosen by a dispatcher.
    is_instant = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(_("submitted"), default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    refusal_reason = models.CharField(
        _("reason"), max_length=15, choices=RefusalReason.choices, blank=True, default=""
    )
    refusal_note = models.CharField(_("explanation"), max_length=300, blank=True)

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "trip", "driver"],
                condition=models.Q(state__in=["submitted", "accepted"]),
                name="quote_live_once",
            ),
            models.UniqueConstraint(
                fields=["garage", "trip"],
                condition=models.Q(state="accepted"),
                name="quote_accepted_once",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["submitted", "accepted", "refused", "withdrawn", "expired", "not_selected"]
                ),
                name="quote_state",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    transport_amount__gte=0, fuel_amount__gte=0, toll_amount__gte=0, service_amount__gt=0
                ),
                name="quote_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="quote_window"
            ),
            models.CheckConstraint(
                condition=models.Q(refusal_reason__in=["", *RefusalReason.values]),
                name="quote_refusal_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(refusal_reason=""),
                name="quote_refused_has_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state="submitted") | models.Q(decided_at__isnull=False),
                name="quote_decided",
            ),
        ]
        indexes = [
            models.Index("garage", "driver", models.F("submitted_at").desc(), name="quote_by_driver"),
            models.Index("garage", "trip", "state", name="quote_by_trip"),
        ]

    def __str__(self) -> str:
        return f"{self.trip_id} {self.driver_id}"


class MissionQuerySet(models.QuerySet["Mission"]):
    def live(self) -> MissionQuerySet:
        return self.filter(state__in=LIVE_STATES)

    def occupying(self) -> MissionQuerySet:
        """Those whose driver and W plate are not free on their days."""
        return self.exclude(state__in=VOID_STATES)


class Mission(TenantModel):
    """A trip that a driver carries out."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", _("assigned")
        AT_PICKUP = "at_pickup", _("at the start")
        DEPARTURE_SIGNED = "departure_signed", _("departure signed")
        IN_TRANSIT = "in_transit", _("under way")
        AT_DROPOFF = "at_dropoff", _("at the destination")
        DELIVERED = "delivered", _("delivered")
        CERTIFIED = "certified", _("certified")
        CLOSED = "closed", _("closed")
        EMPTY_RUN = "empty_run", _("empty run")
        BREAKDOWN = "breakdown", _("breakdown")
        ABORTED = "aborted", _("aborted after a breakdown")
        CANCELLED_BY_CLIENT = "cancelled_by_client", _("cancelled by the client")
        CANCELLED_BY_DRIVER = "cancelled_by_driver", _("cancelled by the driver")

    number = models.BigIntegerField(_("number"))
    trip = TenantForeignKey(Trip, on_delete=models.PROTECT, related_name="missions")
    quote = TenantOneToOneField(Quote, on_delete=models.PROTECT, related_name="mission")
    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="missions")
    w_plate = TenantForeignKey(WPlate, null=True, on_delete=models.PROTECT, related_name="missions")
    state = models.CharField(_("status"), max_length=20, choices=State.choices, default=State.ASSIGNED)
    starts_on = models.DateField(_("pick-up on"))
    ends_on = models.DateField(_("delivery on"))
    assigned_at = models.DateTimeField(default=timezone.now)
    picked_up_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    certified_at = models.DateTimeField(null=True)
    # Certified on the web because the inspection could not be sent: what he wrote about it.
    certification_note = models.CharField(_("what went wrong"), max_length=500, blank=True)
    is_web_certified = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    ending_note = models.CharField(_("what happened"), max_length=500, blank=True)
    # Where a breakdown happened in its course, to go on from there.
    resumes_as = models.CharField(max_length=20, blank=True)
    # Cents: what an empty run pays.
    lump_sum_amount = models.BigIntegerField(null=True)
    rating = models.PositiveSmallIntegerField(
        _("rating"), null=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    objects = MissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mission")
        verbose_name_plural = _("missions")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="mission_number"),
            models.UniqueConstraint(
                fields=["garage", "trip"],
                condition=~models.Q(state__in=["cancelled_by_driver", "empty_run", "aborted"]),
                name="mission_once_per_trip",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "assigned",
                        "at_pickup",
                        "departure_signed",
                        "in_transit",
                        "at_dropoff",
                        "delivered",
                        "certified",
                        "closed",
                        "empty_run",
                        "breakdown",
                        "aborted",
                        "cancelled_by_client",
                        "cancelled_by_driver",
                    ]
                ),
                name="mission_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["certified", "closed"]) | models.Q(certified_at__isnull=False),
                name="mission_certified",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="empty_run") | models.Q(lump_sum_amount__gte=0),
                name="mission_empty_run_pays",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="breakdown") | ~models.Q(resumes_as=""),
                name="mission_breakdown_resumes",
            ),
            models.CheckConstraint(
                condition=models.Q(rating__isnull=True) | models.Q(rating__range=(1, 5)),
                name="mission_rating",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="mission_window"
            ),
        ]
        indexes = [
            models.Index("garage", "driver", "ends_on", name="mission_by_driver"),
            models.Index("garage", "state", "starts_on", name="mission_by_state"),
        ]

    def __str__(self) -> str:
        return f"M{self.number}"

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED_STATES

    @property
    def is_occupying(self) -> bool:
        """As occupying() asks the database."""
        return self.state not in VOID_STATES


LIVE_STATES = (
    Mission.State.ASSIGNED,
    Mission.State.AT_PICKUP,
    Mission.State.DEPARTURE_SIGNED,
    Mission.State.IN_TRANSIT,
    Mission.State.AT_DROPOFF,
    Mission.State.BREAKDOWN,
)
VOID_STATES = (
    Mission.State.EMPTY_RUN,
    Mission.State.ABORTED,
    Mission.State.CANCELLED_BY_CLIENT,
    Mission.State.CANCELLED_BY_DRIVER,
)
ENDED_STATES = (Mission.State.CLOSED, *VOID_STATES)


class WPlateDay(TenantModel):
    """A day on which a W plate is on a vehicle: it cannot be on two."""

    w_plate = TenantForeignKey(WPlate, on_delete=models.PROTECT, related_name="days")
    mission = TenantForeignKey(Mission, on_delete=models.CASCADE, related_name="w_plate_days")
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["garage", "w_plate", "day"], name="w_plate_day_once")]

    def __str__(self) -> str:
        return f"{self.w_plate_id} {self.day}"
