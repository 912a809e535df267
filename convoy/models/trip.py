from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convoy.models.certification import Certification
from convoy.models.driver import Driver
from garageflow.tenancy.models import Country, Member, TenantForeignKey, TenantModel
from garageflow.vehicles.models import Fuel, Vehicle


class Tag(models.TextChoices):
    W_PLATE = "w_plate", _("W plate needed")
    ROUND_TRIP = "round_trip", _("complementary round trip")
    URGENT = "urgent", _("urgent")
    NEW_VEHICLE = "new_vehicle", _("new vehicle")
    END_CUSTOMER = "end_customer", _("with the end customer")
    HANDOVER = "handover", _("handover")
    WASH = "wash", _("outside wash")


class DeliveryType(models.TextChoices):
    DELIVERY = "delivery", _("delivery")
    RETURN = "return", _("return")
    TRANSFER = "transfer", _("transfer between shops")


class TripQuerySet(models.QuerySet["Trip"]):
    def open(self) -> TripQuerySet:
        return self.filter(state=Trip.State.OPEN)

    def newest_first(self) -> TripQuerySet:
        return self.order_by("-number")


class Trip(TenantModel):
    """A vehicle that has to go from one place to another."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("open")
        ASSIGNED = "assigned", _("assigned")
        IN_PROGRESS = "in_progress", _("under way")
        COMPLETED = "completed", _("delivered")
        CLOSED = "closed", _("closed")
        EXPIRED = "expired", _("expired")
        CANCELLED = "cancelled", _("cancelled")

    number = models.BigIntegerField(_("number"))
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.DRAFT)
    client_name = models.CharField(_("client"), max_length=100)
    client_process = models.TextField(_("the client's process"), max_length=3000, blank=True)
    note = models.TextField(_("note for drivers"), max_length=2000, blank=True)
    delivery_type = models.CharField(
        _("kind of delivery"), max_length=10, choices=DeliveryType.choices, default=DeliveryType.DELIVERY
    )
    tags = ArrayField(
        models.CharField(max_length=12, choices=Tag.choices), verbose_name=_("tags"), default=list, blank=True
    )
    # A vehicle of the garage, or what was typed: the columns hold what drivers see either way.
    vehicle = TenantForeignKey(Vehicle, null=True, blank=True, on_delete=models.PROTECT, related_name="trips")
    make = models.CharField(_("make"), max_length=50)
    model_name = models.CharField(_("model"), max_length=80, blank=True)
    plate_display = models.CharField(_("plate"), max_length=15, blank=True)
    plate_country = models.CharField(_("country of the plate"), max_length=2, blank=True)
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    fuel = models.CharField(_("fuel"), max_length=20, choices=Fuel.choices, blank=True)

    from_name = models.CharField(_("place of departure"), max_length=100, blank=True)
    from_street = models.CharField(_("street and number"), max_length=150, blank=True)
    from_postcode = models.CharField(_("postcode"), max_length=12)
    from_city = models.CharField(_("town"), max_length=100)
    from_country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    from_contact = models.CharField(_("contact"), max_length=100, blank=True)
    from_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    from_latitude = models.FloatField(null=True)
    from_longitude = models.FloatField(null=True)
    to_name = models.CharField(_("place of arrival"), max_length=100, blank=True)
    to_street = models.CharField(_("street and number"), max_length=150, blank=True)
    to_postcode = models.CharField(_("postcode"), max_length=12)
    to_city = models.CharField(_("town"), max_length=100)
    to_country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    to_contact = models.CharField(_("contact"), max_length=100, blank=True)
    to_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    to_latitude = models.FloatField(null=True)
    to_longitude = models.FloatField(null=True)

    # The window: the mission begins not before the one and the vehicle is there not after the other.
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    # What the client imposes: that very day, and the hours as words ("09:00–11:00").
    start_is_fixed = models.BooleanField(_("the client fixes the start"), default=False)
    end_is_fixed = models.BooleanField(_("the client fixes the end"), default=False)
    start_slot = models.CharField(_("hours"), max_length=30, blank=True)
    end_slot = models.CharField(_("hours"), max_length=30, blank=True)

    # The estimate, how it was made, and whether a dispatcher typed over it (garageflow/geo).
    distance_km = models.PositiveIntegerField(_("distance (km)"), null=True, blank=True)
    duration_minutes = models.PositiveIntegerField(_("duration (minutes)"), null=True, blank=True)
    estimate_method = models.CharField(max_length=30, blank=True)
    estimate_version = models.PositiveSmallIntegerField(default=0)

    # Cents. Above the limit a quote is flagged; the instant price books without a quote.
    price_limit_amount = models.BigIntegerField(_("price limit"), null=True, blank=True)
    instant_price_amount = models.BigIntegerField(_("fixed price for instant booking"), null=True, blank=True)

    # Lower case, without accents: number, client, towns, vehicle.
    search = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancellation = models.CharField(_("reason"), max_length=200, blank=True)

    objects = TripQuerySet.as_manager()

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="trip_number"),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "draft",
                        "open",
                        "assigned",
                        "in_progress",
                        "completed",
                        "closed",
                        "expired",
                        "cancelled",
                    ]
                ),
                name="trip_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "cancelled"]) | models.Q(published_at__isnull=False),
                name="trip_published",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | models.Q(cancelled_at__isnull=False),
                name="trip_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="trip_window"
            ),
            models.CheckConstraint(
                condition=models.Q(delivery_type__in=["delivery", "return", "transfer"]),
                name="trip_delivery_type",
            ),
            models.CheckConstraint(condition=models.Q(tags__contained_by=list(Tag.values)), name="trip_tags"),
            models.CheckConstraint(condition=models.Q(fuel__in=["", *Fuel.values]), name="trip_fuel"),
            models.CheckConstraint(
                condition=models.Q(from_country__in=Country.values), name="trip_from_country"
            ),
            models.CheckConstraint(condition=models.Q(to_country__in=Country.values), name="trip_to_country"),
            models.CheckConstraint(
                condition=models.Q(price_limit_amount__isnull=True) | models.Q(price_limit_amount__gt=0),
                name="trip_price_limit",
            ),
            models.CheckConstraint(
                condition=models.Q(instant_price_amount__isnull=True) | models.Q(instant_price_amount__gt=0),
                name="trip_instant_price",
            ),
        ]
        indexes = [
            models.Index("garage", "state", "starts_on", "id", name="trip_by_state"),
            # With what the list near home filters and sorts by: it finds its page without reading the rows.
            models.Index(
                fields=["garage", "from_latitude", "from_longitude"],
                include=["ends_on", "starts_on", "id"],
                condition=models.Q(state="open"),
                name="trip_open_from",
            ),
            models.Index(
                fields=["garage", "to_latitude", "to_longitude"],
                include=["ends_on", "starts_on", "id"],
                condition=models.Q(state="open"),
                name="trip_open_to",
            ),
            models.Index(
                "garage", "published_at", condition=models.Q(state="open"), name="trip_open_published"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.from_city} – {self.to_city}"

    @property
    def vehicle_title(self) -> str:
        return f"{self.make} {self.model_name}".strip()

    @property
    def is_electric(self) -> bool:
        return self.fuel == Fuel.ELECTRIC

    @property
    def needs_w_plate(self) -> bool:
        return Tag.W_PLATE in self.tags

    @property
    def is_editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.OPEN)


class TripCertification(TenantModel):
    """What a driver must have passed before he may quote."""

    trip = TenantForeignKey(Trip, on_delete=models.CASCADE, related_name="requirements")
    certification = TenantForeignKey(Certification, on_delete=models.PROTECT, related_name="requirements")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "trip", "certification"], name="trip_certification_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.trip_id} {self.certification_id}"


class Proposal(TenantModel):
    """The dispatcher asks an available driver to quote."""

    trip = TenantForeignKey(Trip, on_delete=models.PROTECT, related_name="proposals")
    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField(default=timezone.now)
    proposed_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["garage", "trip", "driver"], name="proposal_once")]
        indexes = [models.Index("garage", "driver", name="proposal_by_driver")]

    def __str__(self) -> str:
        return f"{self.trip_id} {self.driver_id}"
