from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.customers.models import Customer
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel
from stock.models.listing import MAX_PRICE, Listing


class BuyerKind(models.TextChoices):
    PRIVATE = "private", _("private person")
    PROFESSIONAL = "professional", _("professional")


class SaleQuerySet(models.QuerySet["Sale"]):
    def open(self) -> SaleQuerySet:
        return self.filter(cancelled_at=None)


class Sale(TenantModel):
    """To whom a vehicle was sold. A sale that is called off stays, and another one may follow."""

    listing = TenantForeignKey(Listing, on_delete=models.CASCADE, related_name="sales")
    buyer_kind = models.CharField(_("buyer"), max_length=12, choices=BuyerKind.choices)
    buyer_name = models.CharField(_("name"), max_length=150)
    buyer_email = models.EmailField(_("e-mail address"), blank=True)
    buyer_phone = models.CharField(_("telephone"), max_length=30, blank=True)
    buyer_address = models.CharField(_("address"), max_length=250, blank=True)
    buyer_vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    customer = TenantForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+")
    price_amount = models.BigIntegerField(_("selling price"))
    sold_on = models.DateField(_("sold on"))
    sold_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    delivered_on = models.DateField(_("delivered on"), null=True)
    delivered_km = models.PositiveIntegerField(_("odometer reading at delivery"), null=True)
    # As on the paper that the buyer got: the receipt shows it, whatever happens to the document later.
    certificate_number = models.CharField(_("Car-Pass certificate"), max_length=60, blank=True)
    certificate_valid_until = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(null=True)

    objects = SaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        constraints = [
            models.CheckConstraint(condition=Q(buyer_kind__in=BuyerKind.values), name="sale_buyer_kind"),
            models.CheckConstraint(
                condition=Q(price_amount__gte=0, price_amount__lte=MAX_PRICE), name="sale_price"
            ),
            models.CheckConstraint(
                condition=Q(delivered_on=None) | Q(cancelled_at=None), name="sale_delivered_is_final"
            ),
        ]
        indexes = [models.Index("garage", "listing", models.F("id").desc(), name="sale_newest")]

    def __str__(self) -> str:
        return self.buyer_name

    @property
    def is_private(self) -> bool:
        return self.buyer_kind == BuyerKind.PRIVATE
