"""What comes up for a car: red, amber or green, when, what it costs. Few queries for many cars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from autopaspoort.domain.distance import first_of
from autopaspoort.models import Advice, Autocheck, AutocheckItem, ExpectedWork
from garageflow.vehicles.inspection import InspectionDue, inspection_due
from garageflow.vehicles.models import OdometerReading, Vehicle

SOON = timedelta(days=60)
_RESULT_TONES = {"red": "now", "amber": "soon"}
_ORDER = {"now": 0, "soon": 1, "ok": 2, "none": 3}


@dataclass(frozen=True, slots=True)
class Finding:
    """A point of the last autocheck that is not in order, with the work that the garage advises."""

    tone: str
    item: AutocheckItem
    advice: Sequence[Advice]
    seen_on: date


@dataclass(frozen=True, slots=True)
class Coming:
    """Maintenance that is expected: `on` is the date or the day on which the distance will be reached."""

    tone: str
    work: ExpectedWork
    on: date | None


@dataclass(frozen=True, slots=True)
class Outlook:
    inspection: InspectionDue
    inspection_tone: str
    autocheck: Autocheck | None = None
    findings: Sequence[Finding] = ()
    coming: Sequence[Coming] = ()

    @property
    def tone(self) -> str:
        return min(self._tones, key=_ORDER.__getitem__)

    @property
    def points(self) -> int:
        """How many things want attention."""
        return sum(tone in ("now", "soon") for tone in self._tones)

    @property
    def _tones(self) -> list[str]:
        """Never empty. A car of which nothing is known is neither good nor bad."""
        tones = [self.inspection_tone]
        tones += [finding.tone for finding in self.findings]
        tones += [coming.tone for coming in self.coming]
        return [*tones, "ok"] if self.autocheck else tones


@dataclass(slots=True)
class _Known:
    checks: dict[int, Autocheck] = field(default_factory=dict)
    items: dict[int, list[AutocheckItem]] = field(default_factory=lambda: defaultdict(list))
    advice: dict[int, list[Advice]] = field(default_factory=lambda: defaultdict(list))
    work: dict[int, list[ExpectedWork]] = field(default_factory=lambda: defaultdict(list))
    readings: dict[int, list[tuple[date, int]]] = field(default_factory=lambda: defaultdict(list))


def outlooks_of(vehicles: Iterable[Vehicle], *, today: date) -> dict[int, Outlook]:
    """By the vehicle's id."""
    vehicles = list(vehicles)
    known = _read([vehicle.pk for vehicle in vehicles])
    return {vehicle.pk: _outlook(vehicle, known, today) for vehicle in vehicles}


def outlook_of(vehicle: Vehicle, *, today: date) -> Outlook:
    return outlooks_of([vehicle], today=today)[vehicle.pk]


def inspection_of(vehicle: Vehicle, *, today: date) -> InspectionDue:
    return inspection_due(
        recorded_on=vehicle.inspection_due_on,
        country=vehicle.plate_country,
        fuel=vehicle.fuel,
        first_registered_on=vehicle.first_registered_on,
        today=today,
    )


def readings_of(vehicle_ids: Sequence[int]) -> dict[int, list[tuple[date, int]]]:
    """By the vehicle's id, from old to new."""
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    rows = OdometerReading.objects.filter(vehicle__in=vehicle_ids).order_by("read_on", "pk")
    for vehicle_id, read_on, km in rows.values_list("vehicle_id", "read_on", "km"):
        found[vehicle_id].append((read_on, km))
    return found


def _read(vehicle_ids: list[int]) -> _Known:
    known = _Known(readings=readings_of(vehicle_ids))
    newest = Autocheck.objects.filter(vehicle__in=vehicle_ids).order_by("vehicle_id", "-published_at", "-pk")
    for check in newest.distinct("vehicle_id"):
        known.checks[check.vehicle_id] = check
    check_ids = [check.pk for check in known.checks.values()]
    for item in AutocheckItem.objects.filter(autocheck__in=check_ids, result__in=_RESULT_TONES).order_by(
        "place"
    ):
        known.items[item.autocheck_id].append(item)
    for line in Advice.objects.filter(autocheck__in=check_ids).select_related("decision").order_by("pk"):
        known.advice[line.item_id].append(line)
    for work in ExpectedWork.objects.filter(vehicle__in=vehicle_ids, state=ExpectedWork.State.OPEN):
        known.work[work.vehicle_id].append(work)
    return known


def _outlook(vehicle: Vehicle, known: _Known, today: date) -> Outlook:
    inspection = inspection_of(vehicle, today=today)
    check = known.checks.get(vehicle.pk)
    findings = (
        [
            Finding(_RESULT_TONES[item.result], item, known.advice[item.pk], check.published_at.date())
            for item in known.items[check.pk]
        ]
        if check
        else []
    )
    coming = [
        Coming(tone_of(on, today), work, on)
        for work in known.work[vehicle.pk]
        for on in [first_of(work.due_on, work.due_km, known.readings[vehicle.pk])]
    ]
    return Outlook(
        inspection=inspection,
        inspection_tone="ok" if inspection.is_exempt else tone_of(inspection.on, today),
        autocheck=check,
        findings=sorted(findings, key=lambda finding: _ORDER[finding.tone]),
        coming=sorted(coming, key=lambda one: (one.on or date.max, one.work.pk)),
    )


def tone_of(on: date | None, today: date) -> str:
    if on is None:
        return "none"
    if on < today:
        return "now"
    return "soon" if on <= today + SOON else "ok"
