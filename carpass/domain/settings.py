from __future__ import annotations

from django.db import transaction

from carpass.models import CarPassSettings
from garageflow.audit.domain import record
from garageflow.tenancy.actor import Actor


def car_pass_settings() -> CarPassSettings:
    """Those of the active garage; unsaved, with the defaults, while nobody changed them."""
    return CarPassSettings.objects.first() or CarPassSettings()


@transaction.atomic
def change_settings(*, by: Actor, **values: int) -> CarPassSettings:
    settings = car_pass_settings()
    changed = [name for name, value in values.items() if getattr(settings, name) != value]
    if changed:
        for name in changed:
            setattr(settings, name, values[name])
        settings.save()
        record("carpass.settings_changed", settings, by=by, **{name: values[name] for name in changed})
    return settings
