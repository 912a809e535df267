from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import TenantModel


class EmailState(models.TextChoices):
    OK = "ok", _("correct")
    SYNTAX = "syntax", _("not an e-mail address")
    BOUNCED = "bounced", _("bounced")
    COMPLAINED = "complained", _("complained")


class CustomerQuerySet(models.QuerySet["Customer"]):
    def with_invalid_email(self) -> CustomerQuerySet:
        return self.exclude(email_state=EmailState.OK)


class Customer(TenantModel):
    number = models.BigIntegerField(_("number"))
    # Who this is for lists and forms that meet him again: `e:` and the e-mail address in lower case, or while
    # the address is unusable `p:` and the plate (two people without a usable address are not one person).
    identity = models.CharField(max_length=260)
    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100)
    email = models.CharField(_("e-mail address"), max_length=254)
    email_state = models.CharField(max_length=12, choices=EmailState.choices, default=EmailState.OK)
    street = models.CharField(_("street"), max_length=150, blank=True)
    house_number = models.CharField(_("house number"), max_length=20, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES)
    # Sort and search key: last name and first name in lower case without accents.
    name_key = models.CharField(max_length=201)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="customer_number"),
            models.UniqueConstraint(
                fields=["garage", "identity"],
                name="customer_identity",
                violation_error_message=_("A customer with this e-mail address exists already."),
            ),
            models.CheckConstraint(
                condition=models.Q(email_state__in=EmailState.values), name="customer_email_state"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="customer_language",
            ),
        ]
        indexes = [
            models.Index("garage", "name_key", "id", name="customer_by_name"),
            models.Index(
                "garage", "email_state", condition=~models.Q(email_state="ok"), name="customer_bad_email"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def has_usable_email(self) -> bool:
        return self.email_state == EmailState.OK
