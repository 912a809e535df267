from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from garageflow.demo.building import build_garage
from garageflow.demo.car_pass import forget_register
from garageflow.demo.garages import GARAGES, SLUGS
from garageflow.demo.members import make_platform_staff, write_logins
from garageflow.tenancy.models import Garage


class Command(BaseCommand):
    help = "Fill an empty database with three demo garages; does nothing when they are there. Needs DEMO=1."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data belong to a demo: DEMO is off.")
        logins = settings.VAR_DIR / "demo-logins.txt"
        if self._build_missing():
            self.stdout.write(f"Demo data made. Logins: {logins}")
        write_logins(logins)

    @transaction.atomic
    def _build_missing(self) -> bool:
        existing = set(Garage.objects.values_list("slug", flat=True))
        missing = [demo for demo in GARAGES if demo.slug not in existing]
        if not missing:
            return False
        if strangers := existing - set(SLUGS):
            raise CommandError(f"This database has garages that are no demo: {', '.join(sorted(strangers))}.")
        make_platform_staff()
        forget_register()
        for demo in missing:
            build_garage(demo)
        return True
