from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convoy.models.mission import Mission
from garageflow.documents.models import Document
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class InspectionKind(models.TextChoices):
    DEPARTURE = "departure", _("departure")
    ARRIVAL = "arrival", _("arrival")


class PhotoPlace(models.TextChoices):
    FRONT = "front", _("front")
    REAR = "rear", _("rear")
    LEFT = "left", _("left side")
    RIGHT = "right", _("right side")
    WHEELS = "wheels", _("wheels")
    WINDSCREEN = "windscreen", _("windscreen")
    INSIDE = "inside", _("inside")
    DASHBOARD = "dashboard", _("dashboard with km and fuel")
    KEYS = "keys", _("keys and papers")
    DAMAGE = "damage", _("damage")
    OTHER = "other", _("other")


OBLIGATORY_PHOTOS = (
    PhotoPlace.FRONT,
    PhotoPlace.REAR,
    PhotoPlace.LEFT,
    PhotoPlace.RIGHT,
    PhotoPlace.DASHBOARD,
    PhotoPlace.INSIDE,
)


class Accessory(models.TextChoices):
    KEY = "key", _("key")
    SPARE_KEY = "spare_key", _("second key")
    REGISTRATION = "registration", _("registration certificate")
    MANUAL = "manual", _("manual")
    TRIANGLE = "triangle", _("warning triangle")
    VEST = "vest", _("safety vest")
    CABLE = "cable", _("charging cable")
    SPARE_WHEEL = "spare_wheel", _("spare wheel or repair kit")
    MATS = "mats", _("mats")


class Cleanliness(models.TextChoices):
    CLEAN = "clean", _("clean")
    USED = "used", _("slightly dirty")
    DIRTY = "dirty", _("dirty")


class Weather(models.TextChoices):
    DRY = "dry", _("dry, daylight")
    WET = "wet", _("wet")
    DARK = "dark", _("dark")


class Absence(models.TextChoices):
    """Why nobody signed on the other side."""

    NOBODY = "nobody", _("nobody there")
    REFUSED = "refused", _("refused to sign")
    KEYBOX = "keybox", _("key box, no person")


class MissionPhoto(TenantModel):
    """A photo is sent as soon as it is taken. What is there when the inspection is signed belongs to it."""

    mission = TenantForeignKey(Mission, on_delete=models.PROTECT, related_name="photos")
    kind = models.CharField(max_length=10, choices=InspectionKind.choices)
    place = models.CharField(max_length=12, choices=PhotoPlace.choices)
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    # Made on the phone: sent twice, it is kept once.
    client_key = models.CharField(max_length=40)
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["garage", "mission", "client_key"], name="mission_photo_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["departure", "arrival"]), name="mission_photo_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=PhotoPlace.values), name="mission_photo_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.kind} {self.place}"


class Inspection(TenantModel):
    """Written once, when both sides have signed (or one says why the other did not).

    The application may insert and read, never change or delete it (garageflow/tenancy/grants.py):
    what was wrong is said in an addendum. Until it is sent, it is on the driver's phone.
    """

    mission = TenantForeignKey(Mission, on_delete=models.PROTECT, related_name="inspections")
    kind = models.CharField(max_length=10, choices=InspectionKind.choices)
    # Made on the phone: sent twice after a lost answer, it is kept once.
    client_key = models.CharField(max_length=40)
    km = models.PositiveIntegerField(_("odometer reading (km)"), validators=[MaxValueValidator(9_999_999)])
    fuel_eighths = models.PositiveSmallIntegerField(
        _("fuel (eighths)"), null=True, validators=[MaxValueValidator(8)]
    )
    battery_percent = models.PositiveSmallIntegerField(
        _("battery"), null=True, validators=[MaxValueValidator(100)]
    )
    outside = models.CharField(_("outside"), max_length=10, choices=Cleanliness.choices)
    inside = models.CharField(_("inside"), max_length=10, choices=Cleanliness.choices)
    weather = models.CharField(_("weather and light"), max_length=10, choices=Weather.choices)
    accessories = ArrayField(
        models.CharField(max_length=15, choices=Accessory.choices), default=list, blank=True
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)
    driver_name = models.CharField(max_length=100)
    # Strokes: [[[x, y], …], …] in a box of 300 by 120.
    driver_signature = models.JSONField()
    counterpart_name = models.CharField(_("name"), max_length=100, blank=True)
    counterpart_role = models.CharField(_("on behalf of"), max_length=100, blank=True)
    counterpart_signature = models.JSONField(null=True)
    absence = models.CharField(_("why not"), max_length=10, choices=Absence.choices, blank=True, default="")
    absence_note = models.CharField(_("explanation"), max_length=300, blank=True)
    # When it was signed by the phone's clock, and when it reached us.
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now)
    # Of the whole content, photos included: docs/convoy.md says how it is made.
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("inspection")
        verbose_name_plural = _("inspections")
        constraints = [
            models.UniqueConstraint(fields=["garage", "mission", "kind"], name="inspection_once"),
            models.UniqueConstraint(fields=["garage", "client_key"], name="inspection_client_key"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["departure", "arrival"]), name="inspection_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(fuel_eighths__isnull=False, fuel_eighths__lte=8)
                | models.Q(battery_percent__isnull=False, battery_percent__lte=100),
                name="inspection_energy",
            ),
            models.CheckConstraint(
                condition=models.Q(outside__in=["clean", "used", "dirty"]), name="inspection_outside"
            ),
            models.CheckConstraint(
                condition=models.Q(inside__in=["clean", "used", "dirty"]), name="inspection_inside"
            ),
            models.CheckConstraint(
                condition=models.Q(weather__in=["dry", "wet", "dark"]), name="inspection_weather"
            ),
            models.CheckConstraint(
                condition=models.Q(accessories__contained_by=list(Accessory.values)),
                name="inspection_accessories",
            ),
            # Both signed, or the other side did not and it says why.
            models.CheckConstraint(
                condition=(
                    models.Q(counterpart_signature__isnull=False, absence="") & ~models.Q(counterpart_name="")
                )
                | models.Q(counterpart_signature__isnull=True, absence__in=["nobody", "refused", "keybox"]),
                name="inspection_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.kind}"


class Damage(TenantModel):
    """A pin on the drawing of the vehicle; inserted with its inspection and never changed."""

    class Kind(models.TextChoices):
        SCRATCH = "scratch", _("scratch")
        DENT = "dent", _("dent")
        CRACK = "crack", _("crack")
        CHIP = "chip", _("stone chip")
        MISSING = "missing", _("part missing")
        OTHER = "other", _("other")

    class Size(models.TextChoices):
        SMALL = "small", _("under 2 cm")
        MEDIUM = "medium", _("2 to 10 cm")
        LARGE = "large", _("over 10 cm")

    inspection = TenantForeignKey(Inspection, on_delete=models.PROTECT, related_name="damages")
    # Thousandths of the drawing's width and height.
    x = models.PositiveSmallIntegerField(validators=[MinValueValidator(0), MaxValueValidator(1000)])
    y = models.PositiveSmallIntegerField(validators=[MinValueValidator(0), MaxValueValidator(1000)])
    kind = models.CharField(max_length=10, choices=Kind.choices)
    size = models.CharField(max_length=10, choices=Size.choices)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("damage")
        verbose_name_plural = _("damages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["scratch", "dent", "crack", "chip", "missing", "other"]),
                name="damage_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(size__in=["small", "medium", "large"]), name="damage_size"
            ),
            models.CheckConstraint(condition=models.Q(x__lte=1000, y__lte=1000), name="damage_place"),
        ]
        indexes = [models.Index("garage", "inspection", name="damage_by_inspection")]

    def __str__(self) -> str:
        return f"{self.kind} {self.x},{self.y}"


class InspectionAddendum(TenantModel):
    """A correction of what was signed; the inspection itself stays."""

    inspection = TenantForeignKey(Inspection, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(_("correction"), max_length=2000)
    written_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=100)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index("garage", "inspection", name="addendum_by_inspection")]

    def __str__(self) -> str:
        return self.text[:50]


class InspectionPdf(TenantModel):
    """The sealed PDF of an inspection: made once by a worker, with the hash of the file."""

    inspection = TenantOneToOneField(Inspection, on_delete=models.PROTECT, related_name="pdf")
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.sha256[:12]
