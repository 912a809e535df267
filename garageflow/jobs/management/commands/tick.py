from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from garageflow.jobs.domain.schedule import insert_due_nights, remove_old_work


class Command(BaseCommand):
    help = "What beat does every minute: insert the nights that are due. Safe to run at any time, any number of times."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{insert_due_nights()} nights inserted, {remove_old_work()} old rows removed")
