from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.crypto import EncryptedTextField
from garageflow.documents.models import Document
from garageflow.tenancy.models import Country, Member, TenantForeignKey, TenantModel, TenantOneToOneField

# Reminders go out this many days before a document ends, and once when it has ended.
REMIND_DAYS = (30, 7)


class DriverQuerySet(models.QuerySet["Driver"]):
    def active(self) -> DriverQuerySet:
        return self.filter(state=Driver.State.ACTIVE)

    def by_name(self) -> DriverQuerySet:
        return self.order_by("name_key", "pk")


class Driver(TenantModel):
    """An independent driver who moves cars for the garage. Without a signed contract he has no member."""

    class State(models.TextChoices):
        CREATED = "created", _("contract missing")
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")

    class VatRegime(models.TextChoices):
        FRANCHISE = "franchise", _("small business, no VAT")
        STANDARD = "standard", _("VAT at the standard rate")
        REVERSE_CHARGE = "reverse_charge", _("intra-Community, reverse charge")

    number = models.BigIntegerField(_("number"))
    member = TenantOneToOneField(Member, null=True, on_delete=models.PROTECT, related_name="driver")
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.CREATED)
    name = models.CharField(_("name"), max_length=100)
    name_key = models.CharField(max_length=100)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    street = models.CharField(_("street"), max_length=150, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    # Double precision, whose comparisons are leakproof: garageflow/geo/near.py.
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    radius_km = models.PositiveSmallIntegerField(
        _("radius around my home"),
        default=50,
        validators=[MinValueValidator(10), MaxValueValidator(200)],
    )
    photo = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    encrypted_licence_number = EncryptedTextField(blank=True)
    licence_categories = models.CharField(_("categories"), max_length=40, blank=True)
    licence_country = models.CharField(_("issued in"), max_length=2, choices=Country.choices, blank=True)
    licence_until = models.DateField(_("licence valid until"), null=True, blank=True)
    alerts_by_mail = models.BooleanField(_("new trips for my saved searches"), default=True)
    reminders_by_mail = models.BooleanField(_("reminders of documents and availability"), default=True)
    company_name = models.CharField(_("company"), max_length=100, blank=True)
    # SIREN, KBO/BCE or KvK number; garageflow/members/company_numbers.py checks it.
    company_number = models.CharField(_("company number"), max_length=20, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    vat_regime = models.CharField(
        _("VAT"), max_length=20, choices=VatRegime.choices, default=VatRegime.FRANCHISE
    )
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    # Given in his contract: the garage writes his invoices.
    has_mandate = models.BooleanField(_("the garage makes my invoices"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    activated_at = models.DateTimeField(_("activated"), null=True)
    # The first sign-in leads through the profile; until then no other page opens.
    profile_completed_at = models.DateTimeField(null=True)

    objects = DriverQuerySet.as_manager()

    class Meta:
        verbose_name = _("driver")
        verbose_name_plural = _("drivers")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="driver_number"),
            models.UniqueConstraint(fields=["garage", "email"], name="driver_email"),
            models.CheckConstraint(
                condition=models.Q(state__in=["created", "active", "suspended"]), name="driver_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="active")
                | models.Q(member__isnull=False, activated_at__isnull=False),
                name="driver_active_has_member",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="driver_language",
            ),
            models.CheckConstraint(condition=models.Q(country__in=Country.values), name="driver_country"),
            models.CheckConstraint(
                condition=models.Q(licence_country__in=["", *Country.values]), name="driver_licence_country"
            ),
            models.CheckConstraint(
                condition=models.Q(vat_regime__in=["franchise", "standard", "reverse_charge"]),
                name="driver_vat_regime",
            ),
            models.CheckConstraint(condition=models.Q(radius_km__range=(10, 200)), name="driver_radius"),
        ]
        indexes = [models.Index("garage", "name_key", name="driver_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def has_profile(self) -> bool:
        return self.profile_completed_at is not None

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class DocumentKind(models.TextChoices):
    CONTRACT = "contract", _("service contract")
    LIABILITY = "liability", _("liability insurance")
    TAX = "tax", _("tax certificate")
    VIGILANCE = "vigilance", _("URSSAF attestation")
    REGISTER = "register", _("register extract")
    LICENCE = "licence", _("driving licence")


class DriverDocumentQuerySet(models.QuerySet["DriverDocument"]):
    def current(self) -> DriverDocumentQuerySet:
        return self.filter(replaced_at=None)

    def newest_first(self) -> DriverDocumentQuerySet:
        return self.order_by("-uploaded_at", "-pk")


class DriverDocument(TenantModel):
    """A paper that a driver must have. The newest of its kind counts; earlier ones stay."""

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("to be checked")
        VERIFIED = "verified", _("checked")
        REFUSED = "refused", _("refused")

    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("document"), max_length=20, choices=DocumentKind.choices)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    # The last day on which it counts; without one it has no end.
    valid_until_on = models.DateField(_("valid until"), null=True, blank=True)
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)
    decided_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(_("reason"), max_length=200, blank=True)
    replaced_at = models.DateTimeField(null=True)

    objects = DriverDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("driver's document")
        verbose_name_plural = _("drivers' documents")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "driver", "kind"],
                condition=models.Q(replaced_at=None),
                name="driver_document_current",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["contract", "liability", "tax", "vigilance", "register", "licence"]
                ),
                name="driver_document_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["submitted", "verified", "refused"]),
                name="driver_document_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="submitted") | models.Q(decided_at__isnull=False),
                name="driver_document_decided",
            ),
        ]
        indexes = [
            models.Index(
                "garage",
                "valid_until_on",
                condition=models.Q(replaced_at=None, valid_until_on__isnull=False),
                name="driver_document_expiry",
            )
        ]

    def __str__(self) -> str:
        return str(DocumentKind(self.kind).label)

    def has_ended(self, today: date) -> bool:
        return self.valid_until_on is not None and self.valid_until_on < today

    def ends_soon(self, today: date) -> bool:
        soon = today + timedelta(days=REMIND_DAYS[0])
        return self.valid_until_on is not None and today <= self.valid_until_on <= soon

    def counts_on(self, day: date) -> bool:
        return self.state == self.State.VERIFIED and not self.has_ended(day)


class AvailabilityQuerySet(models.QuerySet["Availability"]):
    def touching(self, first: date, last: date) -> AvailabilityQuerySet:
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class Availability(TenantModel):
    """What a driver said about a period. What he says last about a day counts."""

    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="availabilities")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    is_available = models.BooleanField(_("available"), default=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    entered_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AvailabilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="availability_order"
            )
        ]
        indexes = [models.Index("garage", "driver", "ends_on", name="availability_by_driver")]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class WPlate(TenantModel):
    """A French trade plate (W garage): valid for one calendar year, on one vehicle at a time."""

    number = models.CharField(_("number"), max_length=12)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    # Whose it is; without a driver it is the garage's, lent for a mission.
    driver = TenantForeignKey(
        Driver, null=True, blank=True, on_delete=models.PROTECT, related_name="w_plates"
    )

    class Meta:
        verbose_name = _("W plate")
        verbose_name_plural = _("W plates")
        constraints = [models.UniqueConstraint(fields=["garage", "number", "year"], name="w_plate_once")]

    def __str__(self) -> str:
        return self.number

    def is_valid_on(self, first: date, last: date) -> bool:
        return first.year == last.year == self.year


class SavedSearch(TenantModel):
    """A driver's filters of the trip list; he is told of new trips that fit."""

    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=60)
    # The filters as they stand in the address of the list.
    query = models.CharField(max_length=500, blank=True)
    has_alert = models.BooleanField(_("tell me about new trips"), default=True)
    # Trips that were published later are new to him.
    seen_until = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = [models.UniqueConstraint(fields=["garage", "driver", "name"], name="saved_search_name")]

    def __str__(self) -> str:
        return self.name
