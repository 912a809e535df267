from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


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
    # the address is unusable `p:` and the plate, or `o:` and his number in the old system of the garage: two
    # people without a usable address are not one person.
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


class MergedCustomer(TenantModel):
    """Somebody who stood in the list twice. The customer is gone; his number, his address and the links that
    were mailed to him lead to `customer`, with whom he was merged."""

    number = models.BigIntegerField(_("number"))
    # What his row was called: audit entries and signed links name it for ever.
    former_id = models.BigIntegerField(editable=False)
    identity = models.CharField(max_length=260)
    name = models.CharField(_("name"), max_length=201)
    customer = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="merged")
    merged_at = models.DateTimeField(_("merged"), default=timezone.now)
    merged_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    # All that undoing needs (garageflow/customers/domain/merging.py); forgotten after some weeks.
    undo = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("merged customer")
        verbose_name_plural = _("merged customers")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="merged_customer_number"),
            models.UniqueConstraint(fields=["garage", "former_id"], name="merged_customer_former_id"),
        ]
        indexes = [
            models.Index("garage", "identity", name="merged_customer_identity"),
            models.Index("garage", "customer", name="merged_customer_by_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    @property
    def can_be_undone(self) -> bool:
        return self.undo is not None


class DoubleQuerySet(models.QuerySet["Double"]):
    def open(self) -> DoubleQuerySet:
        return self.filter(state=Double.State.OPEN)

    def likeliest_first(self) -> DoubleQuerySet:
        return self.order_by("-score", "-pk")


class Double(TenantModel):
    """Two customers who may be one person: found by the night, decided by a person."""

    class Reason(models.TextChoices):
        EMAIL = "email", _("same e-mail address")
        PHONE = "phone", _("same telephone number")
        ADDRESS = "address", _("same name and address")
        SPELLING = "spelling", _("nearly the same name, same address")

    class State(models.TextChoices):
        OPEN = "open", _("to decide")
        APART = "apart", _("two persons")

    first = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    second = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reasons = ArrayField(models.CharField(max_length=10, choices=Reason.choices), verbose_name=_("reasons"))
    # The likelier, the higher.
    score = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(_("status"), max_length=5, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    objects = DoubleQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible double")
        verbose_name_plural = _("possible doubles")
        constraints = [
            models.UniqueConstraint(fields=["garage", "first", "second"], name="double_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="double_lower_first"
            ),
            models.CheckConstraint(
                condition=models.Q(reasons__contained_by=["email", "phone", "address", "spelling"]),
                name="double_reasons",
            ),
            models.CheckConstraint(condition=models.Q(state__in=["open", "apart"]), name="double_state"),
        ]
        indexes = [
            models.Index(
                "garage", "state", models.F("score").desc(), models.F("id").desc(), name="double_likeliest"
            ),
            models.Index("garage", "second", name="double_by_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
