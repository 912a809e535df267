"""Which vehicles are free, and what the fleet did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min, Q

from carshare.licences import covers
from carshare.models import (
    Booking,
    BookingCheck,
    CarShareContract,
    Licence,
    Parking,
    SharedVehicle,
    Subscriber,
)


@dataclass(frozen=True, slots=True)
class Trip:
    vehicle_id: int
    co2_grams: int
    km: int
    seconds: float
    returned_at: datetime | None


@dataclass(slots=True)
class Use:
    """What one vehicle or one organisation did in a period."""

    label: str
    trips: int = 0
    km: int = 0
    co2_grams: int = 0
    seconds: float = 0.0
    vehicles: int = 1

    def share_of(self, length: timedelta) -> int:
        """How much of the time it was booked, per cent."""
        whole = length.total_seconds() * self.vehicles
        return round(100 * self.seconds / whole) if whole else 0


def free_vehicles(
    subscriber: Subscriber,
    *,
    contract: CarShareContract,
    parking: Parking | None,
    since: datetime,
    until: datetime,
) -> list[SharedVehicle]:
    """Those of the contract that nobody has in this period and that he may drive; his parking in front."""
    taken = Booking.objects.holding().filter(period__overlap=(since, until))
    vehicles = (
        SharedVehicle.objects.in_service()
        .filter(contract_links__contract=contract, parking__organisation=subscriber.organisation_id)
        .exclude(pk__in=taken.values("vehicle"))
        .select_related("vehicle", "parking")
    )
    if parking is not None:
        vehicles = vehicles.filter(parking=parking)
    licence = Licence.objects.filter(subscriber=subscriber).first()
    found = [
        item for item in vehicles if licence is None or covers(licence.categories, item.licence_category)
    ]
    return sorted(
        found,
        key=lambda item: (item.parking_id != subscriber.parking_id, item.parking.name, str(item), item.pk),
    )


def use_by_vehicle(trips: list[Trip]) -> list[tuple[str, Use]]:
    """(organisation, use) of every vehicle, with nothing for those that stood still."""
    vehicles = SharedVehicle.objects.select_related("vehicle", "parking__organisation").order_by("pk")
    uses = {item.pk: (item.parking.organisation.name, Use(_label(item))) for item in vehicles}
    for trip in trips:
        use = uses[trip.vehicle_id][1]
        use.trips += 1
        use.km += trip.km
        use.co2_grams += trip.km * trip.co2_grams
        use.seconds += trip.seconds
    return sorted(uses.values(), key=lambda item: (-item[1].km, item[1].label))


def use_by_organisation(by_vehicle: list[tuple[str, Use]]) -> list[Use]:
    totals: dict[str, Use] = {}
    for name, use in by_vehicle:
        total = totals.setdefault(name, Use(name, vehicles=0))
        total.trips += use.trips
        total.km += use.km
        total.co2_grams += use.co2_grams
        total.seconds += use.seconds
        total.vehicles += 1
    return sorted(totals.values(), key=lambda use: use.label)


def trips_between(since: datetime, until: datetime) -> list[Trip]:
    """What was driven; of a trip that is under way the time alone is known."""
    driven = Booking.objects.filter(
        state__in=(Booking.State.IN_USE, Booking.State.RETURNED), period__overlap=(since, until)
    ).annotate(
        start_km=Min("checks__km", filter=Q(checks__kind=BookingCheck.Kind.START)),
        end_km=Max("checks__km", filter=Q(checks__kind=BookingCheck.Kind.END)),
    )
    rows = driven.values_list("vehicle", "vehicle__co2_grams", "start_km", "end_km", "period", "returned_at")
    return [
        Trip(
            vehicle_id=vehicle_id,
            co2_grams=co2_grams,
            km=end_km - start_km if end_km is not None and start_km is not None else 0,
            seconds=(min(period.upper, until) - max(period.lower, since)).total_seconds(),
            returned_at=returned_at,
        )
        for vehicle_id, co2_grams, start_km, end_km, period, returned_at in rows
    ]


def _label(shared: SharedVehicle) -> str:
    return f"{shared.vehicle.plate_display} {shared.vehicle.title}".strip()
