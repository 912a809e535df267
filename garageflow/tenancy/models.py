from __future__ import annotations

import zoneinfo
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.active import active_garage_id
from garageflow.tenancy.fields import TenantForeignKey

__all__ = [
    "Country",
    "Feature",
    "Garage",
    "Member",
    "Membership",
    "NumberSeries",
    "OUTSIDE_ROLES",
    "Role",
    "STAFF_ROLES",
    "Shop",
    "TenantForeignKey",
    "TenantModel",
    "TenantOneToOneField",
]


class Country(models.TextChoices):
    BELGIUM = "BE", _("Belgium")
    NETHERLANDS = "NL", _("Netherlands")
    FRANCE = "FR", _("France")
    LUXEMBOURG = "LU", _("Luxembourg")


class Feature(models.TextChoices):
    STOCK = "stock", _("Stock")
    CAR_PASS = "car_pass", "Car-Pass"
    AUTOPASPOORT = "autopaspoort", "AutoPaspoort"
    CONVOY = "convoy", _("Convoy")
    CAR_SHARING = "car_sharing", _("Car sharing")


class Role(models.TextChoices):
    OWNER = "owner", _("owner")
    RECEPTION = "reception", _("reception")
    MECHANIC = "mechanic", _("mechanic")
    SALES = "sales", _("sales")
    DISPATCHER = "dispatcher", _("dispatcher")
    FLEET_ADMIN = "fleet_admin", _("fleet administrator")
    DRIVER = "driver", _("driver")
    SUBSCRIBER = "subscriber", _("subscriber")
    CUSTOMER = "customer", _("customer")


STAFF_ROLES = (Role.OWNER, Role.RECEPTION, Role.MECHANIC, Role.SALES, Role.DISPATCHER, Role.FLEET_ADMIN)
OUTSIDE_ROLES = (Role.DRIVER, Role.SUBSCRIBER, Role.CUSTOMER)


def check_time_zone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("This is not a time zone."))


class GarageQuerySet(models.QuerySet["Garage"]):
    def open(self) -> GarageQuerySet:
        return self.filter(is_active=True)


class Garage(models.Model):
    """A tenant."""

    name = models.CharField(_("name"), max_length=100)
    slug = models.SlugField(
        _("address"),
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9](-?[a-z0-9])*$")],
        help_text=_("The part of the web address that names the garage."),
    )
    country = models.CharField(_("country"), max_length=2, choices=Country.choices)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    enterprise_number = models.CharField(_("enterprise number"), max_length=20, blank=True)
    # On which customers pay.
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    languages = ArrayField(
        models.CharField(max_length=2, choices=settings.LANGUAGES), verbose_name=_("languages")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Europe/Brussels", validators=[check_time_zone]
    )
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("website"), blank=True)
    # Small (600 px at most) and shown in public mails: it lives beside the name, not among private files.
    logo_png = models.BinaryField(_("logo"), null=True, blank=True, editable=True)
    accent_hue = models.PositiveSmallIntegerField(
        _("accent colour"), default=255, validators=[MinValueValidator(0), MaxValueValidator(360)]
    )
    features = ArrayField(
        models.CharField(max_length=20, choices=Feature.choices),
        verbose_name=_("features"),
        default=list,
        blank=True,
    )
    requires_second_factor = models.BooleanField(
        _("Staff sign in with a second step"),
        default=False,
        db_default=False,
        help_text=_("Whoever works here sets up a code or a passkey before the first page opens."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = GarageQuerySet.as_manager()

    class Meta:
        verbose_name = _("garage")
        verbose_name_plural = _("garages")
        constraints = [
            models.CheckConstraint(condition=models.Q(country__in=Country.values), name="garage_country"),
            models.CheckConstraint(condition=models.Q(accent_hue__lte=360), name="garage_accent_hue"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def default_language(self) -> str:
        return self.languages[0]

    def local_time(self, moment: datetime | None = None) -> datetime:
        return (moment or timezone.now()).astimezone(self.zone)

    def today(self, moment: datetime | None = None) -> date:
        """The garage's own day: a rule that says "today" never means the server's."""
        return self.local_time(moment).date()

    def has_feature(self, feature: str) -> bool:
        return feature in self.features


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(ended_at=None)

    def staff(self) -> MembershipQuerySet:
        return self.filter(roles__overlap=list(STAFF_ROLES))


class Membership(models.Model):
    """A person's right to enter a garage. Without row security: it is read before any garage is active."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    garage = models.ForeignKey(Garage, on_delete=models.PROTECT, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), verbose_name=_("roles"))
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["garage", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=list(Role.values), roles__len__gt=0),
                name="membership_roles",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.garage}"

    @property
    def is_staff(self) -> bool:
        return any(role in STAFF_ROLES for role in self.roles)

    def has_any_role(self, roles: tuple[str, ...]) -> bool:
        return any(role in self.roles for role in roles)


class TenantModel(models.Model):
    """A row that belongs to one garage: its migration runs EnableRowSecurity on the table."""

    garage = models.ForeignKey(
        Garage,
        on_delete=models.PROTECT,
        related_name="+",
        default=active_garage_id,
        editable=False,
        db_index=False,
    )

    class Meta:
        abstract = True


class TenantOneToOneField(TenantForeignKey, models.OneToOneField):  # type: ignore[type-arg]  # no generic at run time
    """As TenantForeignKey. Its own UNIQUE stays: an id exists once in all garages, so nothing leaks by it."""


class Shop(TenantModel):
    """A place of business of a garage."""

    name = models.CharField(_("name"), max_length=100)
    street = models.CharField(_("street"), max_length=150, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    establishment_number = models.CharField(_("establishment number"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("shop")
        verbose_name_plural = _("shops")
        constraints = [models.UniqueConstraint(fields=["garage", "name"], name="shop_name")]

    def __str__(self) -> str:
        return self.name


class MemberQuerySet(models.QuerySet["Member"]):
    def with_membership(self) -> MemberQuerySet:
        return self.select_related("membership__user")

    def current_staff(self) -> MemberQuerySet:
        return self.filter(membership__ended_at=None, membership__roles__overlap=list(STAFF_ROLES))


class Member(TenantModel):
    """A person as one garage knows him; what signing in needs is in User."""

    membership = TenantOneToOneField(Membership, on_delete=models.PROTECT, related_name="member")
    name = models.CharField(_("name"), max_length=100)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        indexes = [models.Index("garage", "name", name="member_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


class NumberSeries(TenantModel):
    """The last number given out of one kind (vehicles, customers): small numbers for urls and people."""

    kind = models.CharField(max_length=30)
    last_number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["garage", "kind"], name="number_series_kind"),
            models.CheckConstraint(condition=models.Q(last_number__gte=0), name="number_series_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.last_number}"


@models.CharField.register_lookup
@models.TextField.register_lookup
class StartsWith(models.Lookup):
    """`x__starts_with` is PostgreSQL's ^@: unlike LIKE it may use an index under row security."""

    lookup_name = "starts_with"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} ^@ {right}", [*left_params, *right_params]
