from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.crypto import EncryptedTextField
from garageflow.tenancy.models import Shop, TenantForeignKey, TenantModel

DEFAULT_WARNING_DAYS = 14
DEFAULT_READING_DAYS = 60
DEFAULT_CORRECTIONS = 2


class CarPassAccountQuerySet(models.QuerySet["CarPassAccount"]):
    def usable(self) -> CarPassAccountQuerySet:
        return self.filter(is_enabled=True)

    def first_one_first(self) -> CarPassAccountQuerySet:
        return self.order_by("shop__name", "pk")


class CarPassAccount(TenantModel):
    """What a shop signs in with at Car-Pass. A shop with a body shop of its own VAT number has two."""

    class Connection(models.TextChoices):
        UNTESTED = "untested", _("not tested yet")
        TESTING = "testing", _("being tested")
        OK = "ok", _("connected")
        FAILED = "failed", _("no connection")

    shop = TenantForeignKey(Shop, on_delete=models.PROTECT, related_name="car_pass_accounts")
    name = models.CharField(_("name of the account"), max_length=60, blank=True)
    # Ten digits, without BE.
    enterprise_number = models.CharField(_("VAT number"), max_length=10)
    organisation_name = models.CharField(_("organisation name"), max_length=100)
    user_name = models.CharField(_("user name"), max_length=100)
    # By garageflow.crypto. Read only where it is sent or shown to somebody who proved who he is.
    encrypted_password = EncryptedTextField()
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    is_enabled = models.BooleanField(_("in use"), default=True)
    connection = models.CharField(
        _("connection"), max_length=8, choices=Connection.choices, default=Connection.UNTESTED
    )
    tested_at = models.DateTimeField(_("tested"), null=True)
    # What Car-Pass answered to the last test, as received.
    answer = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CarPassAccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("Car-Pass account")
        verbose_name_plural = _("Car-Pass accounts")
        constraints = [
            models.UniqueConstraint(fields=["garage", "shop", "user_name"], name="car_pass_account_once"),
            models.CheckConstraint(
                condition=models.Q(enterprise_number__regex=r"^[01][0-9]{9}$"),
                name="car_pass_account_enterprise",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="car_pass_account_language",
            ),
            models.CheckConstraint(
                condition=models.Q(connection__in=["untested", "testing", "ok", "failed"]),
                name="car_pass_account_connection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.shop} ({self.name})" if self.name else str(self.shop)


class CarPassSettings(TenantModel):
    """What a garage set for Car-Pass; without a row the defaults hold."""

    warning_days = models.PositiveSmallIntegerField(
        _("warning period (days)"),
        default=DEFAULT_WARNING_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    # Up to this age a reading is taken as it is when a Car-Pass is renewed.
    reading_days = models.PositiveSmallIntegerField(
        _("age of a reading (days)"),
        default=DEFAULT_READING_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )

    # So many corrections in a row must be rejected before the correction form is offered.
    corrections_before_form = models.PositiveSmallIntegerField(
        _("rejected corrections before the form"),
        default=DEFAULT_CORRECTIONS,
        db_default=DEFAULT_CORRECTIONS,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )

    class Meta:
        verbose_name = _("settings of Car-Pass")
        verbose_name_plural = _("settings of Car-Pass")
        constraints = [
            models.UniqueConstraint(fields=["garage"], name="car_pass_settings_once"),
            models.CheckConstraint(
                condition=models.Q(warning_days__range=(1, 30)), name="car_pass_settings_warning"
            ),
            models.CheckConstraint(
                condition=models.Q(reading_days__range=(1, 365)), name="car_pass_settings_reading"
            ),
            models.CheckConstraint(
                condition=models.Q(corrections_before_form__range=(1, 5)),
                name="car_pass_settings_corrections",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.warning_days} / {self.reading_days}"
