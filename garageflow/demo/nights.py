"""What the steps of last night found to do."""

from __future__ import annotations

from garageflow.demo.history import last_night
from garageflow.jobs.models import NightStep

_COUNTS = {"mail.forget_old": 3, "vehicles.forget_look_ups": 5, "documents.remove_expired": 2}


def note_steps() -> None:
    night = last_night()
    NightStep.objects.bulk_create(
        NightStep(night=night, step=step, count=count) for step, count in _COUNTS.items()
    )
