from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from carshare.models.organisation import CarShareContract, Parking
from garageflow.tenancy.models import TenantForeignKey, TenantModel, TenantOneToOneField
from garageflow.vehicles.models import Vehicle


class LicenceCategory(models.TextChoices):
    """Directive 2006/126/EC, article 4 (eur-lex.europa.eu, seen 2026-11-21)."""

    AM = "AM", "AM"
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    A = "A", "A"
    B1 = "B1", "B1"
    B = "B", "B"
    BE = "BE", "BE"
    C1 = "C1", "C1"
    C1E = "C1E", "C1E"
    C = "C", "C"
    CE = "CE", "CE"
    D1 = "D1", "D1"
    D1E = "D1E", "D1E"
    D = "D", "D"
    DE = "DE", "DE"


class SharedVehicleQuerySet(models.QuerySet["SharedVehicle"]):
    def in_service(self) -> SharedVehicleQuerySet:
        return self.filter(is_in_service=True)


class SharedVehicle(TenantModel):
    """A vehicle of the garage that subscribers book. Where it stands is a parking, never a position."""

    vehicle = TenantOneToOneField(Vehicle, on_delete=models.PROTECT, related_name="car_sharing")
    parking = TenantForeignKey(Parking, on_delete=models.PROTECT, related_name="vehicles")
    licence_category = models.CharField(
        _("needs a licence of category"),
        max_length=3,
        choices=LicenceCategory.choices,
        default=LicenceCategory.B,
    )
    seats = models.PositiveSmallIntegerField(
        _("seats"), default=5, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    co2_grams = models.PositiveSmallIntegerField(
        _("CO₂ a kilometre"), default=120, validators=[MaxValueValidator(1000)]
    )
    is_in_service = models.BooleanField(_("can be booked"), default=True)

    objects = SharedVehicleQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared vehicle")
        verbose_name_plural = _("shared vehicles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(licence_category__in=LicenceCategory.values),
                name="shared_vehicle_category",
            ),
        ]
        indexes = [models.Index("garage", "parking", name="shared_vehicle_parking")]

    def __str__(self) -> str:
        return str(self.vehicle)


class ContractVehicle(TenantModel):
    """This vehicle can be booked on this contract."""

    contract = TenantForeignKey(CarShareContract, on_delete=models.CASCADE, related_name="vehicle_links")
    vehicle = TenantForeignKey(SharedVehicle, on_delete=models.CASCADE, related_name="contract_links")

    class Meta:
        verbose_name = _("vehicle of a contract")
        verbose_name_plural = _("vehicles of contracts")
        constraints = [
            models.UniqueConstraint(fields=["garage", "vehicle", "contract"], name="contract_vehicle_once"),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.vehicle_id}"
