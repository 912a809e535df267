from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def seen_by(self, member: Member) -> SavedFilterQuerySet:
        return self.filter(models.Q(member=member) | models.Q(is_shared=True))


class SavedFilter(TenantModel):
    """The address of a filtered list under a name."""

    member = TenantForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    # What stands behind the question mark, without order and position.
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(_("for the whole garage"), default=False)
    is_pinned = models.BooleanField(_("as a tab"), default=True)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [models.UniqueConstraint(fields=["garage", "member", "name"], name="saved_filter_name")]

    def __str__(self) -> str:
        return self.name


class ColumnChoice(TenantModel):
    """Which columns a member wants in the list, in his order. Without a row: the usual ones."""

    member = TenantOneToOneField(Member, on_delete=models.PROTECT, related_name="+")
    columns = ArrayField(models.CharField(max_length=20))

    class Meta:
        verbose_name = _("choice of columns")
        verbose_name_plural = _("choices of columns")

    def __str__(self) -> str:
        return ", ".join(self.columns)


class WindowCards(TenantModel):
    """The vehicles of one order of window cards: the row that its PDF is made of."""

    numbers = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = _("window cards")
        verbose_name_plural = _("window cards")

    def __str__(self) -> str:
        return ", ".join(map(str, self.numbers))
