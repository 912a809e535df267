"""May this driver have this trip on these days? Every reason against it, and what to weigh, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from convoy.domain.availability import on_days
from convoy.domain.certifying import required_of
from convoy.domain.papers import missing_on, papers_of
from convoy.models import (
    Availability,
    Certification,
    Driver,
    DriverCertification,
    DriverDocument,
    Mission,
    Quote,
    Trip,
    WPlate,
    WPlateDay,
)
from garageflow.tenancy.inside import rows_inside, rows_of

# Two missions may meet on one day if both fit into it.
LONGEST_DAY = 12 * 60


@dataclass(frozen=True, slots=True)
class Assessment:
    """`blockers` forbid the assignment, `warnings` are for the dispatcher to weigh."""

    blockers: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        return not self.blockers


@dataclass(frozen=True, slots=True)
class Occupation:
    """A mission that takes days of its driver."""

    number: int
    starts_on: date
    ends_on: date
    duration_minutes: int | None

    @classmethod
    def read(cls, *, number: int, starts_on: str, ends_on: str, duration_minutes: int | None) -> Occupation:
        return cls(number, date.fromisoformat(starts_on), date.fromisoformat(ends_on), duration_minutes)


_OCCUPATION = JSONObject(
    number="number", starts_on="starts_on", ends_on="ends_on", duration_minutes="trip__duration_minutes"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What has to be known of some drivers, read at once."""

    required: list[Certification]
    documents: dict[int, list[DriverDocument]]
    passes: dict[int, set[int]]
    availabilities: dict[int, list[Availability]]
    missions: dict[int, list[Occupation]]
    garage_plates: list[WPlate]
    taken_days: dict[int, set[date]]

    @classmethod
    def of(
        cls,
        trip: Trip,
        driver_ids: Iterable[int],
        first: date,
        last: date,
        required: list[Certification] | None = None,
    ) -> Facts:
        """`required`: the certifications of the trip, if they are known already."""
        ids = set(driver_ids)
        facts = cls(required_of(trip) if required is None else required, {}, {}, {}, {}, [], {})
        this = OuterRef("pk")
        occupying = Mission.objects.occupying().filter(starts_on__lte=last, ends_on__gte=first)
        asked = {
            "papers": rows_inside(DriverDocument.objects.current().filter(driver=this)),
            "passed": ArraySubquery(
                DriverCertification.objects.holding_on(last).filter(driver=this).values("certification")
            ),
            "said": rows_inside(Availability.objects.touching(first, last).filter(driver=this)),
            "drives": ArraySubquery(occupying.filter(driver=this).values(inside=_OCCUPATION)),
        }
        rows: Any = Driver.objects.filter(pk__in=ids).values("pk", **asked)
        for row in rows:
            facts.documents[row["pk"]] = rows_of(DriverDocument, row["papers"])
            facts.passes[row["pk"]] = set(row["passed"])
            facts.availabilities[row["pk"]] = rows_of(Availability, row["said"])
            facts.missions[row["pk"]] = [Occupation.read(**values) for values in row["drives"]]
        if trip.needs_w_plate:
            facts._read_plates(ids, first, last)
        return facts

    def _read_plates(self, driver_ids: set[int], first: date, last: date) -> None:
        days = WPlateDay.objects.filter(w_plate=OuterRef("pk"), day__range=(first, last))
        plates = WPlate.objects.filter(Q(driver=None) | Q(driver__in=driver_ids)).order_by("number")
        for plate in plates.annotate(taken=ArraySubquery(days.values("day"))):
            self.taken_days[plate.pk] = set(plate.taken)
            if plate.driver_id is None:
                self.garage_plates.append(plate)


def assess(quote: Quote, trip: Trip, driver: Driver, facts: Facts) -> Assessment:
    blockers = [
        *_about_driver(driver, facts, quote.ends_on),
        *_about_certifications(driver, facts),
        *_about_missions(quote, trip, driver, facts),
    ]
    warnings = []
    if trip.needs_w_plate and plate_for(quote, facts) is None:
        blockers.append(_w_plate_problem(quote, facts))
    said = on_days(facts.availabilities.get(driver.pk, []), quote.starts_on, quote.ends_on)
    if False in said:
        day = quote.starts_on + timedelta(days=said.index(False))
        blockers.append(
            _("Not available on %(day)s, says the driver.") % {"day": date_format(day, "DATE_FORMAT")}
        )
    elif None in said:
        warnings.append(_("Said nothing about availability on these days."))
    if (
        trip.price_limit_amount
        and quote.total_amount is not None
        and quote.total_amount > trip.price_limit_amount
    ):
        warnings.append(_("Above the price limit."))
    return Assessment(blockers, warnings)


def plate_for(quote: Quote, facts: Facts) -> WPlate | None:
    """The driver's own plate if it is valid and free on every day, or one that the garage can lend."""
    days = _days(quote)
    candidates = [quote.w_plate] if quote.w_plate else facts.garage_plates
    for plate in candidates:
        free = not days & facts.taken_days.get(plate.pk, set())
        if free and plate.is_valid_on(quote.starts_on, quote.ends_on):
            return plate
    return None


def _about_driver(driver: Driver, facts: Facts, last: date) -> list[str]:
    if not driver.is_active:
        return [_("The driver is not active.")]
    missing = missing_on(papers_of(driver, facts.documents.get(driver.pk, [])), last)
    return [_("Documents: %(names)s.") % {"names": ", ".join(missing)}] if missing else []


def _about_certifications(driver: Driver, facts: Facts) -> list[str]:
    passed = facts.passes.get(driver.pk, set())
    missing = [certification.name for certification in facts.required if certification.pk not in passed]
    return [_("Not certified for %(names)s.") % {"names": ", ".join(missing)}] if missing else []


def _about_missions(quote: Quote, trip: Trip, driver: Driver, facts: Facts) -> list[str]:
    return [
        _("Drives mission %(number)s on these days.") % {"number": mission.number}
        for mission in facts.missions.get(driver.pk, [])
        if overlaps(quote, trip, mission)
    ]


def overlaps(quote: Quote, trip: Trip, mission: Occupation) -> bool:
    first, last = max(quote.starts_on, mission.starts_on), min(quote.ends_on, mission.ends_on)
    if first > last:
        return False
    if first < last:
        return True
    # One common day: the way there and another one back may both fit into it.
    return (trip.duration_minutes or LONGEST_DAY) + (mission.duration_minutes or LONGEST_DAY) > LONGEST_DAY


def _w_plate_problem(quote: Quote, facts: Facts) -> str:
    plate = quote.w_plate
    if plate is None:
        return _("No W plate is free on these days.")
    if not plate.is_valid_on(quote.starts_on, quote.ends_on):
        return _("W plate %(plate)s is valid in %(year)s only.") % {"plate": plate, "year": plate.year}
    return _("W plate %(plate)s is on another vehicle on these days.") % {"plate": plate}


def _days(quote: Quote) -> set[date]:
    count = (quote.ends_on - quote.starts_on).days + 1
    return {quote.starts_on + timedelta(days=number) for number in range(count)}
