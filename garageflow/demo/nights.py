"""What the steps of last night found to do."""

from __future__ import annotations

from garageflow.jobs.models import NightStep
from garageflow.tenancy.active import active_garage

_COUNTS = {"mail.forget_old": 3, "vehicles.forget_look_ups": 5, "documents.remove_expired": 2}


def note_steps() -> None:
    today = active_garage().today()
    NightStep.objects.bulk_create(
        NightStep(night=today, step=step, count=count) for step, count in _COUNTS.items()
    )
