from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel


class FleetQuerySet(models.QuerySet["Fleet"]):
    def current(self) -> FleetQuerySet:
        return self.filter(ended_at=None)

    def managed_by(self, member: Member) -> FleetQuerySet:
        return self.current().filter(managers__member=member, managers__ended_at=None)


class Fleet(TenantModel):
    """A fleet account: the vehicles of one company, each with its driver, and who manages them.

    A vehicle belongs to it by its passport (`Passport.fleet`); the driver is the passport's customer.
    """

    number = models.BigIntegerField(_("number"))
    name = models.CharField(_("name of the company"), max_length=100)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = FleetQuerySet.as_manager()

    class Meta:
        verbose_name = _("fleet account")
        verbose_name_plural = _("fleet accounts")
        constraints = [
            models.UniqueConstraint(fields=["garage", "number"], name="fleet_number"),
            models.UniqueConstraint(
                fields=["garage", "name"], condition=models.Q(ended_at=None), name="fleet_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FleetManager(TenantModel):
    """Somebody who sees all vehicles of a fleet in the portal, until he is let go."""

    fleet = TenantForeignKey(Fleet, on_delete=models.PROTECT, related_name="managers")
    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="managed_fleets")
    began_at = models.DateTimeField(_("since"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("fleet manager")
        verbose_name_plural = _("fleet managers")
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "fleet", "member"],
                condition=models.Q(ended_at=None),
                name="fleet_manager_once",
            )
        ]
        indexes = [
            models.Index("garage", "member", condition=models.Q(ended_at=None), name="fleet_manager_current")
        ]

    def __str__(self) -> str:
        return f"{self.fleet_id} {self.member_id}"
