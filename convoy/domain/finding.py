"""Which trips a driver finds: near his home, all, and those for which only a certification is missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Value, When
from django.http import QueryDict

from convoy.domain.drivers import name_key
from convoy.models import Certification, Driver, DriverCertification, Quote, Trip, TripCertification
from convoy.models.trip import Tag, TripQuerySet
from garageflow.geo.distance import road_between
from garageflow.geo.near import near
from garageflow.geo.places import Point

# B begins within so many km of where A ends.
NEXT_WITHIN_KM = 30
_SUGGESTED = 4


@dataclass(frozen=True, slots=True)
class Missing:
    """What a driver lacks, by trip."""

    certifications: dict[int, list[Certification]]

    @property
    def trip_ids(self) -> set[int]:
        return set(self.certifications)


def missing_certifications(driver: Driver) -> Missing:
    """Of open trips only. A garage has few requirements: they are read at once, and lists stay plain."""
    held = DriverCertification.objects.holding_on(driver.garage.today()).filter(
        driver=driver, certification=OuterRef("certification")
    )
    rows = TripCertification.objects.filter(
        ~Exists(held), trip__state=Trip.State.OPEN, certification__is_retired=False
    )
    missing: dict[int, list[Certification]] = defaultdict(list)
    for row in rows.select_related("certification").order_by("certification__name"):
        missing[row.trip_id].append(row.certification)
    return Missing(dict(missing))


def open_trips(driver: Driver) -> TripQuerySet:
    """What may still be quoted: open, and not over."""
    return Trip.objects.open().filter(ends_on__gte=driver.garage.today())


def home_of(driver: Driver) -> Point | None:
    if driver.latitude is None or driver.longitude is None:
        return None
    return driver.latitude, driver.longitude


@dataclass(frozen=True, slots=True)
class TripSearch:
    """What a driver filters by; saved searches keep it as an address would."""

    q: str = ""
    from_on: date | None = None
    until_on: date | None = None
    min_km: int | None = None
    tag: str = ""
    near: str = ""

    @classmethod
    def of_query(cls, query: str) -> TripSearch:
        """Tolerant: what cannot be read is left out."""
        params = QueryDict(query)
        return cls(
            q=params.get("q", "")[:100],
            from_on=_day(params.get("from_on", "")),
            until_on=_day(params.get("until_on", "")),
            min_km=int(params["min_km"]) if params.get("min_km", "").isdecimal() else None,
            tag=params.get("tag", ""),
            near=params.get("near", ""),
        )

    def within(self, trips: TripQuerySet, driver: Driver) -> TripQuerySet:
        for word in name_key(self.q).split():
            trips = trips.filter(search__contains=word)
        if self.from_on:
            trips = trips.filter(ends_on__gte=self.from_on)
        if self.until_on:
            trips = trips.filter(starts_on__lte=self.until_on)
        if self.min_km:
            trips = trips.filter(distance_km__gte=self.min_km)
        if self.tag in Tag.values:
            trips = trips.filter(tags__contains=[self.tag])
        if self.near in ("start", "end"):
            return near_home(trips, driver, ends=self.near == "end")
        return trips


def near_home(trips: TripQuerySet, driver: Driver, *, ends: bool = False) -> TripQuerySet:
    """Those that begin (or end) within the driver's radius."""
    home = home_of(driver)
    if home is None:
        return trips.none()
    side = "to" if ends else "from"
    found = near(trips, home, km=driver.radius_km, latitude=f"{side}_latitude", longitude=f"{side}_longitude")
    return cast(TripQuerySet, found)


def quotes_by_others(trip_ids: Iterable[int], driver: Driver | None) -> dict[int, int]:
    """Live quotes of other drivers; their amounts are nobody's business."""
    quotes = Quote.objects.submitted().filter(trip__in=list(trip_ids))
    if driver is not None:
        quotes = quotes.exclude(driver=driver)
    return dict(quotes.values("trip").annotate(count=Count("pk")).values_list("trip", "count"))


def km_between(one: Point | None, other: Point | None) -> int | None:
    return round(road_between(one, other)) if one and other else None


def start_of(trip: Trip) -> Point | None:
    if trip.from_latitude is None or trip.from_longitude is None:
        return None
    return trip.from_latitude, trip.from_longitude


def end_of(trip: Trip) -> Point | None:
    if trip.to_latitude is None or trip.to_longitude is None:
        return None
    return trip.to_latitude, trip.to_longitude


def complementary_legs(trip: Trip, driver: Driver) -> list[Trip]:
    """Open trips that begin where this one ends and lead on: best those back to where it began."""
    end = end_of(trip)
    if end is None:
        return []
    fitting = open_trips(driver).filter(
        ends_on__gte=trip.starts_on, starts_on__lte=trip.ends_on + timedelta(days=2)
    )
    begin_there = near(
        fitting.exclude(pk=trip.pk),
        end,
        km=NEXT_WITHIN_KM,
        latitude="from_latitude",
        longitude="from_longitude",
    )
    leads_back = Case(
        When(to_country=trip.from_country, to_postcode=trip.from_postcode, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return list(begin_there.order_by(leads_back, "starts_on", "pk")[:_SUGGESTED])


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(text)
    return None
