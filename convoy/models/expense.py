from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convoy.models.driver import Driver
from convoy.models.mission import Mission
from garageflow.documents.models import Document
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


class ExpenseCategory(models.TextChoices):
    FUEL = "fuel", _("fuel")
    CHARGING = "charging", _("charging")
    TOLL = "toll", _("toll")
    TRAIN = "train", _("train")
    TAXI = "taxi", _("taxi")
    PARKING = "parking", _("parking")
    WASH = "wash", _("wash")
    OTHER = "other", _("other costs")


class ExtraCost(TenantModel):
    """A driver asks before he spends what his quote does not foresee. Amounts are cents."""

    class State(models.TextChoices):
        REQUESTED = "requested", _("requested")
        APPROVED = "approved", _("approved")
        REFUSED = "refused", _("refused")

    mission = TenantForeignKey(Mission, on_delete=models.PROTECT, related_name="extra_costs")
    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="extra_costs")
    category = models.CharField(_("kind of costs"), max_length=10, choices=ExpenseCategory.choices)
    amount = models.BigIntegerField(_("at most"))
    reason = models.CharField(_("why"), max_length=300)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_at = models.DateTimeField(_("requested"), default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    decision_note = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("extra costs")
        verbose_name_plural = _("extra costs")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["requested", "approved", "refused"]), name="extra_cost_state"
            ),
            models.CheckConstraint(
                condition=Q(category__in=ExpenseCategory.values), name="extra_cost_category"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="extra_cost_amount"),
            models.CheckConstraint(
                condition=Q(state="requested") | Q(decided_at__isnull=False), name="extra_cost_decided"
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_note=""), name="extra_cost_refusal"
            ),
        ]
        indexes = [
            models.Index("garage", "mission", name="extra_cost_by_mission"),
            models.Index(
                "garage", "requested_at", condition=Q(state="requested"), name="extra_cost_requested"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mission_id} {self.category}"


class ExpenseQuerySet(models.QuerySet["Expense"]):
    def newest_first(self) -> ExpenseQuerySet:
        return self.order_by("-spent_on", "-pk")

    def counting(self) -> ExpenseQuerySet:
        """Those that use up what the quote foresees."""
        return self.exclude(state__in=[Expense.State.DRAFT, Expense.State.REFUSED])


class Expense(TenantModel):
    """What a driver paid for a mission. Amounts are cents, with VAT as on the receipt."""

    class State(models.TextChoices):
        DRAFT = "draft", _("not sent")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        QUERIED = "queried", _("question")
        REFUSED = "refused", _("refused")

    mission = TenantForeignKey(Mission, on_delete=models.PROTECT, related_name="expenses")
    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="expenses")
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT)
    category = models.CharField(_("kind of costs"), max_length=10, choices=ExpenseCategory.choices)
    amount = models.BigIntegerField(_("amount with VAT"))
    vat_amount = models.BigIntegerField(_("of which VAT"), default=0)
    spent_on = models.DateField(_("date"))
    description = models.CharField(_("description"), max_length=150, blank=True)
    # On an invoice in the garage's name, paid by the driver: given back to the cent, outside his turnover.
    is_disbursement = models.BooleanField(_("the receipt is in the garage's name"), default=False)
    extra_cost = TenantForeignKey(
        ExtraCost, null=True, blank=True, on_delete=models.PROTECT, related_name="expenses"
    )
    receipt = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    # The question or the reason of a refusal, and what the driver answers.
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    objects = ExpenseQuerySet.as_manager()

    class Meta:
        verbose_name = _("expense")
        verbose_name_plural = _("expenses")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "approved", "queried", "refused"]),
                name="expense_state",
            ),
            models.CheckConstraint(condition=Q(category__in=ExpenseCategory.values), name="expense_category"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, vat_amount__gte=0, vat_amount__lt=F("amount")),
                name="expense_amounts",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(receipt__isnull=False, submitted_at__isnull=False),
                name="expense_has_receipt",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "refused"]) | Q(decided_at__isnull=False),
                name="expense_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["queried", "refused"]) | ~Q(remark=""), name="expense_remark"
            ),
        ]
        indexes = [
            models.Index("garage", "driver", F("spent_on").desc(), name="expense_by_driver"),
            models.Index("garage", "mission", name="expense_by_mission"),
            models.Index("garage", "state", "submitted_at", name="expense_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.amount / 100:.2f}"

    @property
    def is_editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.QUERIED)
