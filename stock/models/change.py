from __future__ import annotations

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.utils.translation import gettext_lazy as _

from garageflow.tenancy.models import TenantModel


class StockChange(TenantModel):
    """One for every statement that changed listings, written by triggers and by nobody else.

    What the list has counted stays right until there is another one (stock.counts). The night leaves one.
    """

    # Ids come again when an older state of the database is put back, marks do not.
    mark = models.UUIDField(db_default=RandomUUID(), editable=False)

    class Meta:
        verbose_name = _("change of the stock")
        verbose_name_plural = _("changes of the stock")

    def __str__(self) -> str:
        return str(self.mark)
