from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.customers.models import Customer
from garageflow.tenancy.models import Member, Shop, TenantForeignKey, TenantModel
from garageflow.vehicles.models import OdometerReading, Vehicle
from garageflow.workshop.works import labels_of

__all__ = ["OrderLine", "WorkOrder"]


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def unfinished(self) -> WorkOrderQuerySet:
        return self.exclude(state=WorkOrder.State.CLOSED)

    def of_mechanic(self, mechanic: Member, today: date) -> WorkOrderQuerySet:
        """His of today, and what he left open before."""
        return self.unfinished().filter(mechanic=mechanic, planned_on__lte=today).planned_first()

    def planned_first(self) -> WorkOrderQuerySet:
        """As the day goes; without an hour at the end of its day."""
        return self.order_by("planned_on", models.F("planned_at").asc(nulls_last=True), "pk")

    def with_all_shown(self) -> WorkOrderQuerySet:
        return self.select_related("vehicle", "customer", "shop", "mechanic", "reading")


class WorkOrder(TenantModel):
    """What is to be done to a vehicle on a day, and what was done. Prices are not its business."""

    class State(models.TextChoices):
        OPEN = "open", _("planned")
        IN_PROGRESS = "in_progress", _("in progress")
        READY = "ready", _("ready")
        CLOSED = "closed", _("closed")

    number = models.BigIntegerField(_("number"))
    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="work_orders")
    customer = TenantForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="work_orders")
    shop = TenantForeignKey(Shop, on_delete=models.PROTECT, related_name="+")
    mechanic = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="work_orders")
    planned_on = models.DateField(_("planned on"))
    planned_at = models.TimeField(_("hour"), null=True, blank=True)
    complaint = models.TextField(_("what the customer asks"), blank=True)
    # What the mechanic wants to say beside the works he ticked.
    remark = models.TextField(_("remark of the mechanic"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.OPEN)
    # The order points to the reading, not the reverse: readings come from many places.
    reading = TenantForeignKey(OdometerReading, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="work_order_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "in_progress", "ready", "closed"]),
                name="work_order_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="work_order_closed_at",
            ),
        ]
        indexes = [
            models.Index("garage", "planned_on", "id", name="work_order_by_day"),
            models.Index("garage", "state", "planned_on", name="work_order_by_state"),
            models.Index("garage", "vehicle", name="work_order_by_vehicle"),
            models.Index("garage", "customer", name="work_order_by_customer"),
            models.Index("garage", "reading", name="work_order_by_reading"),
            models.Index(
                "garage",
                "mechanic",
                "planned_on",
                condition=~models.Q(state="closed"),
                name="work_order_of_mechanic",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_closed(self) -> bool:
        return self.state == self.State.CLOSED


class OrderLineQuerySet(models.QuerySet["OrderLine"]):
    def done(self) -> OrderLineQuerySet:
        return self.filter(is_done=True)


class OrderLine(TenantModel):
    """One of the list of works (garageflow/workshop/works.py): asked for, done, or both."""

    order = TenantForeignKey(WorkOrder, on_delete=models.CASCADE, related_name="lines")
    code = models.CharField(_("work"), max_length=40)
    is_planned = models.BooleanField(_("planned"), default=False)
    is_done = models.BooleanField(_("done"), default=False)

    objects = OrderLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a work order")
        verbose_name_plural = _("lines of work orders")
        constraints = [
            models.UniqueConstraint(fields=["garage", "order", "code"], name="order_line_once"),
            models.CheckConstraint(
                condition=models.Q(is_planned=True) | models.Q(is_done=True), name="order_line_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return labels_of([self.code])[0]
