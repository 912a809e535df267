from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.documents.models import Document
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


def default_languages() -> list[str]:
    return [code for code, _name in settings.LANGUAGES]


class CarShareOrganisationQuerySet(models.QuerySet["CarShareOrganisation"]):
    def open(self) -> CarShareOrganisationQuerySet:
        """Takes new subscribers."""
        return self.filter(is_open=True)


class CarShareOrganisation(TenantModel):
    """A company whose people share vehicles of the garage, and how they sign up."""

    class FirstState(models.TextChoices):
        ACTIVE = "active", _("active at once")
        PENDING_APPROVAL = "pending_approval", _("waiting for approval")
        INACTIVE = "inactive", _("inactive")

    name = models.CharField(_("name"), max_length=100)
    is_open = models.BooleanField(_("takes new subscribers"), default=True)
    first_state = models.CharField(
        _("a validated subscriber is"), max_length=20, choices=FirstState.choices, default=FirstState.ACTIVE
    )
    licence_required = models.BooleanField(_("asks for the driving licence"), default=True)
    private_use = models.BooleanField(_("allows private trips"), default=False)
    eco_driving = models.BooleanField(_("has the eco-driving module"), default=False)
    contract_changeable = models.BooleanField(_("lets subscribers choose their contract"), default=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=settings.LANGUAGES),
        verbose_name=_("languages of notifications"),
        default=default_languages,
    )
    licence_keep_days = models.PositiveSmallIntegerField(
        _("days that a licence number is kept after closing"),
        default=30,
        validators=[MinValueValidator(0), MaxValueValidator(365)],
    )
    person_keep_days = models.PositiveSmallIntegerField(
        _("days after which a closed subscriber is made anonymous"),
        default=395,
        validators=[MinValueValidator(30), MaxValueValidator(1825)],
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CarShareOrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "name"],
                name="organisation_name",
                violation_error_message=_("An organisation with this name exists already."),
            ),
            models.CheckConstraint(
                condition=models.Q(first_state__in=["active", "pending_approval", "inactive"]),
                name="organisation_first_state",
            ),
            models.CheckConstraint(
                condition=models.Q(languages__len__gt=0, languages__contained_by=["nl", "fr", "en"]),
                name="organisation_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EmailSuffix(TenantModel):
    """Whose addresses may sign up. `garage.nl` is exactly that, `*.garage.nl` everything below it."""

    organisation = TenantForeignKey(CarShareOrganisation, on_delete=models.CASCADE, related_name="suffixes")
    # Lower-case ASCII (IDNA), without the star.
    domain = models.CharField(_("domain"), max_length=253)
    is_wildcard = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("suffix")
        verbose_name_plural = _("suffixes")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "organisation", "domain", "is_wildcard"], name="email_suffix_once"
            ),
        ]
        indexes = [models.Index("garage", "domain", name="email_suffix_domain")]

    def __str__(self) -> str:
        return f"*.{self.domain}" if self.is_wildcard else self.domain


class TermsVersion(TenantModel):
    """The conditions of use as one PDF; the highest number holds."""

    organisation = TenantForeignKey(CarShareOrganisation, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveIntegerField(_("version"))
    document = TenantForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    # Of the file, kept here too: what was accepted can be proved without the file.
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("terms of use")
        verbose_name_plural = _("terms of use")
        constraints = [
            models.UniqueConstraint(fields=["garage", "organisation", "number"], name="terms_version_number"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class CarShareContract(TenantModel):
    """On which conditions people book: approval, and what a private trip costs."""

    organisation = TenantForeignKey(CarShareOrganisation, on_delete=models.PROTECT, related_name="contracts")
    name = models.CharField(_("name"), max_length=100)
    is_default = models.BooleanField(_("chosen at first"), default=False)
    needs_approval = models.BooleanField(_("each booking has to be approved"), default=False)
    max_hours = models.PositiveSmallIntegerField(
        _("longest booking"), default=72, validators=[MinValueValidator(1), MaxValueValidator(24 * 60)]
    )
    # Of private trips, in cents without VAT.
    hour_amount = models.BigIntegerField(_("price of an hour"), default=0, validators=[MinValueValidator(0)])
    km_amount = models.BigIntegerField(
        _("price of a kilometre"), default=0, validators=[MinValueValidator(0)]
    )
    vat_percent = models.PositiveSmallIntegerField(_("VAT"), default=21, validators=[MaxValueValidator(100)])
    is_open = models.BooleanField(_("can be chosen"), default=True)

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "organisation", "name"],
                name="contract_name",
                violation_error_message=_("A contract with this name exists already."),
            ),
            models.UniqueConstraint(
                fields=["garage", "organisation"],
                condition=models.Q(is_default=True),
                name="contract_default_once",
            ),
            models.CheckConstraint(
                condition=models.Q(hour_amount__gte=0, km_amount__gte=0, max_hours__gte=1),
                name="contract_amounts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Parking(TenantModel):
    """Where shared vehicles stand."""

    organisation = TenantForeignKey(CarShareOrganisation, on_delete=models.PROTECT, related_name="parkings")
    name = models.CharField(_("name"), max_length=100)
    street = models.CharField(_("street"), max_length=150, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    directions = models.CharField(_("where to find car and key"), max_length=300, blank=True)
    is_open = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("parking")
        verbose_name_plural = _("parkings")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "organisation", "name"],
                name="parking_name",
                violation_error_message=_("A parking with this name exists already."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        lines = (f"{self.street} {self.house_number}".strip(), f"{self.postcode} {self.city}".strip())
        return ", ".join(line for line in lines if line)

    @property
    def map_url(self) -> str:
        """A map elsewhere, opened by whoever wants it: no page of ours asks another site for anything."""
        address = self.address
        return f"https://www.openstreetmap.org/search?query={quote(address)}" if address else ""
