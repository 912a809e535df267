from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import F, OuterRef, Subquery

from carpass.models import CarPassDocument
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from garageflow.vehicles.models import Vehicle


class Command(BaseCommand):
    help = "Compare the Car-Pass date on every vehicle with its documents. Fails when they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        differences = 0
        for garage in Garage.objects.order_by("slug"):
            with garage_active(garage):
                for vehicle in differing_vehicles():
                    differences += 1
                    self.stdout.write(
                        f"{garage.slug} {vehicle.number}: {vehicle.car_pass_valid_until} on the vehicle,"
                        f" {vehicle.by_documents} by its documents"
                    )
        self.stdout.write(f"{differences} differences")
        if differences:
            raise CommandError("The dates on vehicles are not those of their documents.")


def differing_vehicles() -> Any:
    """Those of the active garage, with `by_documents`, the date that they should carry."""
    newest = CarPassDocument.objects.filter(vehicle=OuterRef("pk")).valid().history_links().newest_first()
    dated = Vehicle.objects.annotate(by_documents=Subquery(newest.values("valid_until")[:1]))
    same = dated.filter(car_pass_valid_until=F("by_documents")).values("pk")
    none = dated.filter(car_pass_valid_until=None, by_documents=None).values("pk")
    return dated.exclude(pk__in=same).exclude(pk__in=none).order_by("pk")
