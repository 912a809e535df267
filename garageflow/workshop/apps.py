from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkshopConfig(AppConfig):
    name = "garageflow.workshop"
    label = "workshop"
    verbose_name = _("Workshop")

    def ready(self) -> None:
        from garageflow.audit.registry import register_events
        from garageflow.workshop.words import EVENTS

        register_events(EVENTS)
