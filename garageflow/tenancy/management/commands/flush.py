from __future__ import annotations

from typing import Any

from django.core.management.commands.flush import Command as FlushCommand


class Command(FlushCommand):
    """Empty all tables as their owner: the application's login may not TRUNCATE."""

    def handle(self, **options: Any) -> None:
        options["database"] = "owner"
        super().handle(**options)
