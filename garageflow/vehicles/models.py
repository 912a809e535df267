from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.documents.models import Document
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class Fuel(models.TextChoices):
    PETROL = "petrol", _("petrol")
    DIESEL = "diesel", _("diesel")
    ELECTRIC = "electric", _("electric")
    HYBRID = "hybrid", _("hybrid")
    PLUGIN_HYBRID = "plugin_hybrid", _("plug-in hybrid")
    LPG = "lpg", _("LPG")
    CNG = "cng", _("CNG")
    HYDROGEN = "hydrogen", _("hydrogen")


class CarPassExclusion(models.TextChoices):
    """Why no reading of a vehicle is reported to Car-Pass, and why it needs no Car-Pass."""

    FOREIGN_PLATE = "foreign_plate", _("foreign plate")
    OVER_3500_KG = "over_3500_kg", _("over 3.5 t")
    MOTORCYCLE = "motorcycle", _("motorcycle")
    TRAILER = "trailer", _("trailer")


# Not known, or Belgian: Car-Pass keeps the readings of cars and vans that drive with a Belgian plate
# (law of 11 June 2004, article 2; car-pass.be/en/professional, seen 2026-11-21).
CAR_PASS_PLATES = ("", "BE")


class VehicleQuerySet(models.QuerySet["Vehicle"]):
    def needing_car_pass(self) -> VehicleQuerySet:
        return self.filter(car_pass_exclusion="", plate_country__in=CAR_PASS_PLATES)

    def with_plate(self, plate: str) -> VehicleQuerySet:
        """`plate` normalised, whole."""
        return self.filter(plate=plate)


class Vehicle(TenantModel):
    number = models.BigIntegerField(_("number"))
    # Normalised by garageflow/vehicles/plates.py and vin.py; `plate_display` is the form people write.
    vin = models.CharField(_("VIN"), max_length=17, blank=True)
    # A column, not an index on an expression: under row security reverse() would keep it from being used.
    vin_reversed = models.GeneratedField(
        expression=Reverse("vin"),
        output_field=models.CharField(max_length=17),
        db_persist=True,
        editable=False,
    )
    plate = models.CharField(_("plate"), max_length=12, blank=True)
    plate_country = models.CharField(_("country of the plate"), max_length=2, blank=True)
    plate_display = models.CharField(_("plate"), max_length=15, blank=True)
    make = models.CharField(_("make"), max_length=50, blank=True)
    model_name = models.CharField(_("model"), max_length=80, blank=True)
    fuel = models.CharField(_("fuel"), max_length=20, choices=Fuel.choices, blank=True)
    first_registered_on = models.DateField(_("first registration"), null=True, blank=True)
    # APK (NL), technical inspection (BE, FR, LU): the last day on which it is valid.
    inspection_due_on = models.DateField(_("inspection due"), null=True, blank=True)
    # The last day of the newest history link that was not revoked: written by carpass with the document.
    car_pass_valid_until = models.DateField(_("Car-Pass valid until"), null=True, blank=True, editable=False)
    # What a person said; a foreign plate excludes by itself: why_no_car_pass.
    car_pass_exclusion = models.CharField(
        _("needs no Car-Pass"),
        max_length=15,
        choices=CarPassExclusion.choices,
        blank=True,
        default="",
        db_default="",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = VehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("vehicle")
        verbose_name_plural = _("vehicles")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="vehicle_number"),
            # A Belgian plate belongs to the person and moves to his next car, so it is no key
            # (mobilit.belgium.be, seen 2026-11-21).
            models.UniqueConstraint(
                fields=["garage", "plate_country", "plate"],
                condition=~models.Q(plate_country="BE") & ~models.Q(plate=""),
                name="vehicle_plate",
                violation_error_message=_("A vehicle with this plate exists already."),
            ),
            models.CheckConstraint(condition=models.Q(fuel__in=["", *Fuel.values]), name="vehicle_fuel"),
            models.CheckConstraint(
                condition=models.Q(car_pass_exclusion__in=["", *CarPassExclusion.values]),
                name="vehicle_car_pass_exclusion",
            ),
        ]
        indexes = [
            models.Index("garage", "plate", name="vehicle_by_plate"),
            models.Index("garage", "vin", condition=~models.Q(vin=""), name="vehicle_by_vin"),
            models.Index(
                "garage", "vin_reversed", condition=~models.Q(vin=""), name="vehicle_by_vin_reversed"
            ),
            models.Index(
                "garage",
                "inspection_due_on",
                condition=models.Q(inspection_due_on__isnull=False),
                name="vehicle_by_inspection",
            ),
            models.Index("garage", "car_pass_valid_until", name="vehicle_by_car_pass"),
        ]

    def __str__(self) -> str:
        return self.plate_display or self.vin or str(self.number)

    @property
    def title(self) -> str:
        return f"{self.make} {self.model_name}".strip()

    @property
    def why_no_car_pass(self) -> CarPassExclusion | None:
        """None: it needs a Car-Pass, and its readings are reported. needing_car_pass() is the same as SQL."""
        if self.car_pass_exclusion:
            return CarPassExclusion(self.car_pass_exclusion)
        return None if self.plate_country in CAR_PASS_PLATES else CarPassExclusion.FOREIGN_PLATE


class Unit(models.TextChoices):
    KM = "km", _("km")
    MILES = "mi", _("miles")


class OdometerReadingQuerySet(models.QuerySet["OdometerReading"]):
    def active(self) -> OdometerReadingQuerySet:
        return self.filter(state=OdometerReading.State.ACTIVE)

    def newest_first(self) -> OdometerReadingQuerySet:
        return self.order_by("-read_on", "-pk")


class OdometerReading(TenantModel):
    """What somebody read on an odometer. Never changed: a correction is a new row that supersedes it."""

    class Source(models.TextChoices):
        WORKSHOP = "workshop", _("workshop")
        MECHANIC = "mechanic", _("mechanic")
        INTAKE = "intake", _("intake")
        SALE = "sale", _("sale")
        INSPECTION = "inspection", _("technical inspection")
        TELEMATICS = "telematics", _("telematics")
        IMPORT = "import", _("import")
        CAR_PASS = "carpass", "Car-Pass"

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        SUPERSEDED = "superseded", _("corrected")
        VOID = "void", _("void")

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="odometer_readings")
    km = models.PositiveIntegerField(_("odometer reading (km)"), validators=[MaxValueValidator(9_999_999)])
    # As it stood on the odometer, in its own unit.
    value = models.PositiveIntegerField(_("as read"))
    unit = models.CharField(_("unit"), max_length=2, choices=Unit.choices, default=Unit.KM)
    read_on = models.DateField(_("read on"))
    # Readings are compared only inside an epoch: works on the odometer begin a new one.
    epoch = models.PositiveSmallIntegerField(default=1, db_default=1)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.WORKSHOP)
    photo = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.ACTIVE)
    supersedes = TenantOneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    void_reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OdometerReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("odometer reading")
        verbose_name_plural = _("odometer readings")
        constraints = [
            models.CheckConstraint(condition=models.Q(km__lte=9_999_999), name="odometer_reading_km"),
            models.CheckConstraint(condition=models.Q(epoch__gte=1), name="odometer_reading_epoch"),
            models.CheckConstraint(
                condition=models.Q(unit="km", value=models.F("km")) | models.Q(unit="mi"),
                name="odometer_reading_unit",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    source__in=[
                        "workshop",
                        "mechanic",
                        "intake",
                        "sale",
                        "inspection",
                        "telematics",
                        "import",
                        "carpass",
                    ]
                ),
                name="odometer_reading_source",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "superseded"], void_reason="")
                | (models.Q(state="void") & ~models.Q(void_reason="")),
                name="odometer_reading_state",
            ),
        ]
        indexes = [
            models.Index(
                "garage",
                "vehicle",
                models.F("read_on").desc(),
                models.F("id").desc(),
                name="odometer_newest",
            )
        ]

    def __str__(self) -> str:
        return f"{self.km} km"

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE


class OdometerWork(TenantModel):
    """Works on the odometer itself, after which it may show less: the readings after it are a new epoch."""

    class Kind(models.TextChoices):
        REPAIR = "repair", _("repair")
        REPLACEMENT = "replacement", _("replacement")
        REPROGRAMMING = "reprogramming", _("reprogramming")

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="odometer_works")
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices)
    done_on = models.DateField(_("done on"))
    km_before = models.PositiveIntegerField(_("reading before (km)"))
    km_after = models.PositiveIntegerField(_("reading after (km)"))
    reason = models.CharField(_("reason"), max_length=200)
    # Often another company than the garage.
    done_by = models.CharField(_("done by"), max_length=100)
    document = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("works on the odometer")
        verbose_name_plural = _("works on the odometer")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(km_before__lte=9_999_999, km_after__lte=9_999_999),
                name="odometer_work_km",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["repair", "replacement", "reprogramming"]),
                name="odometer_work_kind",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="odometer_work_reason"),
        ]
        indexes = [models.Index("garage", "vehicle", "done_on", name="odometer_work_by_vehicle")]

    def __str__(self) -> str:
        return f"{self.km_before} → {self.km_after} km"


class LookUp(TenantModel):
    """What the register answered to a Dutch plate, kept for a day: asked by a page, answered by a worker."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        FOUND = "found", _("found")
        UNKNOWN = "unknown", _("not registered")
        FAILED = "failed", _("no answer")

    plate = models.CharField(_("plate"), max_length=12)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.ASKED)
    # RegisteredVehicle.as_json() when it was found.
    facts = models.JSONField(default=dict, blank=True)
    # Why there is no answer: the code of a VehicleRegisterError.
    reason = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("look-up in the register")
        verbose_name_plural = _("look-ups in the register")
        constraints = [
            models.UniqueConstraint(fields=["garage", "plate"], name="look_up_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "found", "unknown", "failed"]), name="look_up_state"
            ),
            models.CheckConstraint(
                condition=models.Q(state="asked") | models.Q(answered_at__isnull=False),
                name="look_up_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.plate
