from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from garageflow.jobs.domain.schedule import tick


class Command(BaseCommand):
    help = (
        "What beat does every minute: insert the nights that are due. Safe at any time, any number of times."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        inserted, removed = tick()
        self.stdout.write(f"{inserted} nights inserted, {removed} old rows removed")
