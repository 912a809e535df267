from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections

from garageflow.tenancy.grants import apply_grants


class Command(MigrateCommand):
    """Migrate as the owner of the tables, then grant the application's login what it needs."""

    def handle(self, *args: Any, **options: Any) -> None:
        if "owner" not in connections.settings:
            raise CommandError("migrate needs MIGRATION_DATABASE_URL, the login that owns the tables.")
        options["database"] = "owner"
        super().handle(*args, **options)
        apply_grants(connections["owner"])
