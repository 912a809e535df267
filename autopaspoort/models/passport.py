from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Cast, Coalesce, Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from autopaspoort.models.fleet import Fleet
from garageflow.customers.models import Customer, EmailState
from garageflow.mail.models import AddressBlock, OutboxMail
from garageflow.tenancy.models import TenantForeignKey, TenantModel
from garageflow.vehicles.models import Vehicle


class PassportSettings(TenantModel):
    """One row per garage; without a row the defaults hold."""

    offer_days = models.PositiveSmallIntegerField(
        _("days that an offered AutoPaspoort waits for its owner"),
        default=60,
        validators=[MinValueValidator(7), MaxValueValidator(365)],
    )

    promotion_days = models.PositiveSmallIntegerField(
        _("days between two promotions to one customer"),
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["garage"], name="passport_settings_once")]

    def __str__(self) -> str:
        return str(self.offer_days)


class PassportQuerySet(models.QuerySet["Passport"]):
    def current(self) -> PassportQuerySet:
        return self.exclude(state=Passport.State.ARCHIVED)

    def with_invalid_email(self) -> PassportQuerySet:
        return self.current().exclude(customer__email_state=EmailState.OK)

    def inspected_soon(self, since: date, until: date) -> PassportQuerySet:
        """Those whose inspection ends in the period, the first to come in front."""
        return (
            self.current()
            .filter(vehicle__inspection_due_on__range=(since, until))
            .select_related("vehicle", "customer")
            .order_by("vehicle__inspection_due_on", "pk")
        )

    def present_first(self) -> PassportQuerySet:
        """The one that is not archived, then the newest."""
        return self.annotate(
            is_archived=models.Case(models.When(state=Passport.State.ARCHIVED, then=1), default=0)
        ).order_by("is_archived", "-pk")

    def with_mail_facts(self) -> PassportQuerySet:
        """`wants_no_mails`: the owner said so by the link in a mail. `was_sent_elsewhere`: the offer went to
        an address that he does not have any more."""
        said_no = AddressBlock.objects.filter(
            email_key=Lower(models.OuterRef("customer__email")), reason=AddressBlock.Reason.UNSUBSCRIBED
        )
        key = Concat(
            models.Value("offer:"),
            Cast(models.OuterRef("pk"), models.TextField()),
            models.Value(":"),
            Cast(models.OuterRef("offer_round"), models.TextField()),
            output_field=models.TextField(),
        )
        elsewhere = OutboxMail.objects.filter(idempotency_key=key).exclude(
            to__in=("", models.OuterRef("customer__email"))
        )
        return self.annotate(
            wants_no_mails=models.Exists(said_no), was_sent_elsewhere=models.Exists(elsewhere)
        )

    def with_sort_keys(self) -> PassportQuerySet:
        """Keys that are never null: a vehicle without an inspection date stands last, both ways."""
        due = models.F("vehicle__inspection_due_on")
        return self.annotate(
            inspection_key=Coalesce(due, models.Value(date.max)),
            inspection_key_down=Coalesce(due, models.Value(date.min)),
            state_key=models.Case(
                *(models.When(state=state, then=place) for place, state in enumerate(Passport.State.values)),
                output_field=models.SmallIntegerField(),
            ),
        )

    def due_for_expiry(self, today: date) -> PassportQuerySet:
        return self.filter(state=Passport.State.OFFERED, expires_on__lt=today)


class Passport(TenantModel):
    """The digital passport of one vehicle for its present owner."""

    class State(models.TextChoices):
        CREATED = "created", _("Created")
        OFFERED = "offered", _("Offered")
        ACCEPTED = "accepted", _("Accepted")
        EXPIRED = "expired", _("Expired")
        ARCHIVED = "archived", _("Archived")

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="passports")
    customer = TenantForeignKey(Customer, on_delete=models.PROTECT, related_name="passports")
    # The fleet account that the car belongs to; its customer is then the driver.
    fleet = TenantForeignKey(Fleet, null=True, on_delete=models.PROTECT, related_name="passports")
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.CREATED)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Grows with every offer: it is part of the link, so a new mail makes the link of the one before useless.
    offer_round = models.PositiveIntegerField(default=0)
    offered_at = models.DateTimeField(_("offered"), null=True)
    expires_on = models.DateField(_("expires"), null=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True)

    objects = PassportQuerySet.as_manager()

    class Meta:
        verbose_name = "AutoPaspoort"
        verbose_name_plural = "AutoPaspoorten"
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "vehicle"], condition=~models.Q(state="archived"), name="passport_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["created", "offered", "accepted", "expired", "archived"]),
                name="passport_state",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="offered")
                | models.Q(offered_at__isnull=False, expires_on__isnull=False),
                name="passport_offered_has_dates",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(accepted_at__isnull=False),
                name="passport_accepted_has_date",
            ),
        ]
        indexes = [
            models.Index("garage", "state", models.F("id").desc(), name="passport_by_state"),
            models.Index("garage", "customer", name="passport_by_customer"),
            models.Index(
                "garage", "fleet", condition=models.Q(fleet__isnull=False), name="passport_by_fleet"
            ),
            models.Index(
                "garage", "expires_on", condition=models.Q(state="offered"), name="passport_by_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"AutoPaspoort {self.vehicle}"
