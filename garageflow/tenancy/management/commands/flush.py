from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.flush import Command as FlushCommand
from psycopg.errors import DeadlockDetected

_ATTEMPTS = 5


class Command(FlushCommand):
    """Empty all tables as their owner: the application's login may not TRUNCATE."""

    def handle(self, **options: Any) -> None:
        options["database"] = "owner"
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return super().handle(**options)
            except CommandError as error:
                # It locks every table, in an order of its own, beside web servers and workers that still run.
                if attempt == _ATTEMPTS or not _is_deadlock(error):
                    raise
        return None


def _is_deadlock(error: CommandError) -> bool:
    """Django names the reasons that it knows, and keeps the true one as the cause of the cause."""
    return error.__cause__ is not None and isinstance(error.__cause__.__cause__, DeadlockDetected)
