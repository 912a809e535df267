from __future__ import annotations

from django.db import transaction

from autopaspoort.models import PassportSettings
from garageflow.audit.domain import record
from garageflow.tenancy.actor import Actor


def passport_settings() -> PassportSettings:
    """Those of the active garage; unsaved, with the defaults, while nobody changed them."""
    return PassportSettings.objects.first() or PassportSettings()


@transaction.atomic
def change_settings(*, offer_days: int, promotion_days: int | None = None, by: Actor) -> PassportSettings:
    """Holds for offers made from now on: a date that a customer was told does not move."""
    settings = passport_settings()
    promotion_days = settings.promotion_days if promotion_days is None else promotion_days
    if (settings.offer_days, settings.promotion_days) == (offer_days, promotion_days):
        return settings
    settings.offer_days, settings.promotion_days = offer_days, promotion_days
    settings.save()
    record("autopaspoort.settings_changed", settings, by=by, offer_days=offer_days)
    return settings
