from __future__ import annotations

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "garageflow.backup"
    verbose_name = "Backup"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from garageflow.audit.registry import register_platform_events

        register_platform_events({"backup.garage_deleted": _("Garage %(slug)s deleted for good")})
