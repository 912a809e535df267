from __future__ import annotations

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from convoy.models.driver import Driver
from convoy.models.expense import Expense
from convoy.models.mission import Mission
from garageflow.documents.models import Document
from garageflow.invoicing.models import IssuedInvoice
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class BillingSettings(TenantModel):
    """How the garage is billed by its drivers. Without a row the defaults hold."""

    # Begins every number, so that a driver who works for two garages can tell their series apart.
    prefix = models.CharField(
        _("first letters of invoice numbers"),
        max_length=6,
        blank=True,
        validators=[RegexValidator(r"^[A-Z0-9]*$", _("Capital letters and figures."))],
    )
    payment_days = models.PositiveSmallIntegerField(
        _("days until payment"), default=4, validators=[MaxValueValidator(60)]
    )
    # What the driver has not disputed by then counts as approved, if his contract says so.
    approval_days = models.PositiveSmallIntegerField(
        _("days in which a driver may object"), default=8, validators=[MaxValueValidator(60)]
    )
    iban = models.CharField(_("IBAN from which drivers are paid"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)

    class Meta:
        verbose_name = _("billing settings")
        verbose_name_plural = _("billing settings")
        constraints = [
            models.UniqueConstraint(fields=["garage"], name="billing_settings_once"),
            models.CheckConstraint(condition=Q(prefix__regex=r"^[A-Z0-9]*$"), name="billing_settings_prefix"),
            models.CheckConstraint(
                condition=Q(payment_days__lte=60, approval_days__lte=60), name="billing_settings_days"
            ),
        ]

    def __str__(self) -> str:
        return self.prefix


class PaymentFile(TenantModel):
    """A file for the bank that pays drivers (pain.001). Made once; the bank's answer is not known to us."""

    number = models.BigIntegerField(_("number"))
    execution_on = models.DateField(_("to be paid on"))
    payments = models.PositiveIntegerField(_("payments"))
    total_amount = models.BigIntegerField(_("total"))
    xml = models.TextField()
    created_at = models.DateTimeField(_("made"), default=timezone.now)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("payment file")
        verbose_name_plural = _("payment files")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="payment_file_number"),
            models.CheckConstraint(
                condition=Q(total_amount__gt=0, payments__gt=0), name="payment_file_total"
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def newest_first(self) -> InvoiceQuerySet:
        return self.order_by("-dated_on", "-pk")


class Invoice(TenantModel):
    """A driver's invoice to the garage, or the credit note that corrects it. Amounts are cents."""

    class Origin(models.TextChoices):
        SELF_BILLED = "self_billed", _("made by the garage for the driver")
        UPLOADED = "uploaded", _("the driver's own invoice")

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("invoice")
        CREDIT_NOTE = "credit_note", _("credit note")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        ISSUED = "issued", _("issued")
        SENT = "sent", _("sent to the driver")
        APPROVED = "approved", _("approved")
        DISPUTED = "disputed", _("disputed")
        REFUSED = "refused", _("refused")
        PAID = "paid", _("paid")

    driver = TenantForeignKey(Driver, on_delete=models.PROTECT, related_name="invoices")
    origin = models.CharField(max_length=12, choices=Origin.choices, default=Origin.SELF_BILLED)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.INVOICE)
    state = models.CharField(_("status"), max_length=10, choices=State.choices, default=State.DRAFT)
    # A draft has none. Of the driver's own invoice: his number.
    number = models.CharField(_("number"), max_length=35, blank=True)
    # The invoice date; of a draft the day on which it was begun, so that lists have an order.
    dated_on = models.DateField(_("date"))
    due_on = models.DateField(_("to be paid by"), null=True)
    issued = TenantOneToOneField(
        IssuedInvoice, null=True, on_delete=models.PROTECT, related_name="convoy_invoice"
    )
    corrects = TenantForeignKey("self", null=True, on_delete=models.PROTECT, related_name="credit_notes")
    document = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    net_amount = models.BigIntegerField(_("without VAT"), default=0)
    vat_amount = models.BigIntegerField(_("VAT"), default=0)
    total_amount = models.BigIntegerField(_("total"), default=0)
    # Paid in the garage's name: given back beside the invoice.
    disbursed_amount = models.BigIntegerField(_("disbursements"), default=0)
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)
    decided_at = models.DateTimeField(null=True)
    # Why it is disputed, refused or credited; or how the driver's own invoice differs from the missions.
    remark = models.CharField(_("remark"), max_length=500, blank=True)
    payment_file = TenantForeignKey(PaymentFile, null=True, on_delete=models.PROTECT, related_name="invoices")
    paid_on = models.DateField(_("paid on"), null=True)
    # Written down by a person: the product sends nothing to a platform by itself.
    handed_over_at = models.DateTimeField(null=True)
    handed_over_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    handed_over_to = models.CharField(_("platform"), max_length=100, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "driver"],
                condition=Q(state="draft", kind="invoice"),
                name="invoice_draft_once",
            ),
            models.UniqueConstraint(
                fields=["garage", "driver", "number"], condition=~Q(number=""), name="invoice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "issued", "sent", "approved", "disputed", "refused", "paid"]),
                name="invoice_state",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=["self_billed", "uploaded"]), name="invoice_origin"
            ),
            models.CheckConstraint(condition=Q(kind__in=["invoice", "credit_note"]), name="invoice_kind"),
            models.CheckConstraint(
                condition=Q(state="draft", number="", issued__isnull=True)
                | Q(~Q(state="draft"), ~Q(number=""), due_on__isnull=False),
                name="invoice_draft_has_no_number",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(origin="self_billed", issued__isnull=False)
                | Q(origin="uploaded", issued__isnull=True, document__isnull=False),
                name="invoice_issued_by",
            ),
            models.CheckConstraint(
                condition=Q(kind="invoice", corrects__isnull=True)
                | Q(kind="credit_note", corrects__isnull=False),
                name="invoice_corrects",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["disputed", "refused"]) | ~Q(remark=""), name="invoice_remark"
            ),
            models.CheckConstraint(
                condition=Q(state="paid", paid_on__isnull=False) | ~Q(state="paid"), name="invoice_paid_on"
            ),
            models.CheckConstraint(
                condition=Q(
                    net_amount__gte=0,
                    vat_amount__gte=0,
                    disbursed_amount__gte=0,
                    total_amount=F("net_amount") + F("vat_amount"),
                ),
                name="invoice_sum",
            ),
        ]
        indexes = [
            models.Index("garage", "driver", F("dated_on").desc(), name="invoice_by_driver"),
            models.Index("garage", "state", F("dated_on").desc(), name="invoice_by_state"),
            models.Index("garage", F("dated_on").desc(), F("id").desc(), name="invoice_by_date"),
            models.Index("garage", "corrects", condition=Q(corrects__isnull=False), name="invoice_credits"),
            models.Index(
                "garage", "payment_file", condition=Q(payment_file__isnull=False), name="invoice_by_payment"
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(_("draft"))

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def is_credit_note(self) -> bool:
        return self.kind == self.Kind.CREDIT_NOTE

    @property
    def payable_amount(self) -> int:
        return self.total_amount + self.disbursed_amount


class InvoiceLine(TenantModel):
    """What an invoice asks for. Amounts are cents, without VAT; a disbursement as on its receipt."""

    class Kind(models.TextChoices):
        SERVICE = "service", _("service")
        LUMP_SUM = "lump_sum", _("lump sum of an empty run")
        EXPENSE = "expense", _("costs charged on")
        DISBURSEMENT = "disbursement", _("disbursement")

    invoice = TenantForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    mission = TenantForeignKey(Mission, on_delete=models.PROTECT, related_name="invoice_lines")
    expense = TenantForeignKey(Expense, null=True, on_delete=models.PROTECT, related_name="invoice_lines")
    name = models.CharField(_("description"), max_length=150)
    amount = models.BigIntegerField(_("amount"))
    performed_on = models.DateField(_("date"))
    # False on credit notes and on what a credit note took back: that may be invoiced again.
    is_charged = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "mission"],
                condition=Q(is_charged=True, expense__isnull=True),
                name="invoice_line_mission_once",
            ),
            models.UniqueConstraint(
                fields=["garage", "expense"],
                condition=Q(is_charged=True, expense__isnull=False),
                name="invoice_line_expense_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["service", "lump_sum"], expense__isnull=True)
                | Q(kind__in=["expense", "disbursement"], expense__isnull=False),
                name="invoice_line_kind",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="invoice_line_amount"),
        ]
        indexes = [models.Index("garage", "invoice", name="invoice_line_by_invoice")]

    def __str__(self) -> str:
        return self.name
