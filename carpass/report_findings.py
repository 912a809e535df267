"""Findings as a page shows them: what is wrong, with which reading, in a small chart, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from carpass.checks import ANOMALY, REFUSE, Finding
from carpass.domain.report_checks import ReportData
from carpass.models import ReportAnomaly
from carpass.report_chart import ReadingChart, Shown, chart_of
from carpass.report_words import cause_words, finding_words
from garageflow.ui.templatetags.ui import km as km_words
from garageflow.vehicles import odometer_causes as causes
from garageflow.vehicles.models import OdometerReading, Vehicle
from garageflow.vehicles.odometer_rules import KM_A_DAY, LOWER, TOO_HIGH
from garageflow.vehicles.vin import VIN_CHARS

# Beside the field they are about, not in a box of their own.
_BEFORE, _AFTER = 4, 2
_USUAL_A_DAY = 40


@dataclass(frozen=True, slots=True)
class Mend:
    """A value that would fit, to be put into a field by a person."""

    field: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class FindingView:
    code: str
    level: str
    tone: str
    field: str
    title: str
    text: str
    causes: list[str]
    mend: Mend | None = None
    chart: ReadingChart | None = None
    # Of one that is written down.
    is_remote: bool = False
    state: str = ReportAnomaly.State.OPEN
    reason: str = ""
    who: str = ""

    @property
    def is_anomaly(self) -> bool:
        return self.level == ANOMALY

    @property
    def blocks(self) -> bool:
        return self.level != ReportAnomaly.Level.WARNING and self.state == ReportAnomaly.State.OPEN


@dataclass(frozen=True, slots=True)
class FindingSet:
    """All of one report: some stand beside their field, the others in boxes."""

    views: list[FindingView]

    @property
    def boxes(self) -> list[FindingView]:
        return [view for view in self.views if view.is_anomaly or not view.field]

    @property
    def beside(self) -> dict[str, FindingView]:
        """The gravest of each field; refusals stand in front."""
        found: dict[str, FindingView] = {}
        for view in self.views:
            if view.field:
                found.setdefault(view.field, view)
        return found

    @property
    def is_refused(self) -> bool:
        return any(view.level == REFUSE for view in self.views)

    @property
    def needs_confirmation(self) -> bool:
        return not self.is_refused and any(view.is_anomaly and view.blocks for view in self.views)


def found_while_typing(
    vehicle: Vehicle, data: ReportData, found: Iterable[Finding], *, own: OdometerReading | None = None
) -> FindingSet:
    """`own` is the reading that is being checked: it is no neighbour of itself."""
    history = Neighbours(vehicle, data, own)
    return FindingSet([_view(finding, data, history) for finding in found])


def findings_kept(vehicle: Vehicle, data: ReportData, rows: Sequence[ReportAnomaly]) -> FindingSet:
    """Those of a report, refusals first; what was fixed is history."""
    history = Neighbours(vehicle, data)
    order = list(ReportAnomaly.Level.values)
    shown = [row for row in rows if row.state != ReportAnomaly.State.FIXED]
    shown.sort(key=lambda row: (row.state != ReportAnomaly.State.OPEN, order.index(row.level)))
    return FindingSet([_view(row, data, history) for row in shown])


class Neighbours:
    """The readings around the one of a report; asked for once, and only if a finding needs them."""

    def __init__(self, vehicle: Vehicle, data: ReportData, own: OdometerReading | None = None) -> None:
        self._vehicle, self._data, self._own = vehicle, data, own
        self._known: tuple[list[Shown], list[Shown]] | None = None

    def around(self) -> tuple[list[Shown], list[Shown]]:
        if self._known is None:
            claimed = self._data.claimed.whole_km
            readings = OdometerReading.objects.active().filter(vehicle=self._vehicle)
            if self._own is not None:
                readings = readings.exclude(pk=self._own.pk)
            before = readings.filter(read_on__lte=self._data.work_date).newest_first()[: _BEFORE + 1]
            after = readings.filter(read_on__gt=self._data.work_date).order_by("read_on", "pk")[:_AFTER]
            # The mechanic's own reading of the day is the one that is judged.
            earlier = [
                Shown(reading.read_on, reading.km)
                for reading in reversed(before)
                if (reading.read_on, reading.km) != (self._data.work_date, claimed)
            ]
            self._known = earlier[-_BEFORE:], [Shown(reading.read_on, reading.km) for reading in after]
        return self._known


def _view(finding: Finding | ReportAnomaly, data: ReportData, history: Neighbours) -> FindingView:
    words = finding_words(finding.code, finding.params, finding.suspect, finding.against)
    kept = finding if isinstance(finding, ReportAnomaly) else None
    is_remote = kept is not None and kept.origin == ReportAnomaly.Origin.REMOTE
    is_about_km = finding.code in (LOWER, TOO_HIGH) and data.claimed.whole_km is not None
    mend = _mend(finding, data, history)
    return FindingView(
        code=finding.code,
        level=finding.level,
        tone=_tone(finding),
        field=finding.field,
        title=words.title,
        text=kept.message if kept is not None and is_remote and kept.message else words.text,
        causes=cause_words(finding.params),
        mend=mend,
        chart=_chart(finding, data, history, mend) if is_about_km else None,
        is_remote=is_remote,
        state=kept.state if kept else ReportAnomaly.State.OPEN,
        reason=kept.reason if kept else "",
        who=kept.resolved_by.name if kept and kept.resolved_by else "",
    )


def _tone(finding: Finding | ReportAnomaly) -> str:
    """Late and short turn red too, though they do not block: the law is the law."""
    if isinstance(finding, ReportAnomaly) and finding.state == ReportAnomaly.State.CONFIRMED:
        return "ok"
    return "soon" if finding.code == "WORKS_MISSING" else "now"


def _mend(finding: Finding | ReportAnomaly, data: ReportData, history: Neighbours) -> Mend | None:
    if finding.code == VIN_CHARS and finding.params.get("suggestion"):
        vin = str(finding.params["suggestion"])
        return Mend("vin", vin, vin)
    if finding.suspect not in ("this", "either") or finding.code not in (LOWER, TOO_HIGH):
        return None
    value = data.claimed.whole_km
    before, after = history.around()
    if value is None or not before:
        return None
    likely = suggested_km(value, data.work_date, before, after, finding.params.get("causes", ()))
    return Mend("km", str(likely), km_words(likely)) if likely is not None else None


def suggested_km(
    value: int, day: date, before: Sequence[Shown], after: Sequence[Shown], hints: Iterable[str]
) -> int | None:
    """What was probably meant, by the likely causes; of several the one that fits how cars are driven."""
    last = before[-1]
    days = max(1, (day - last.day).days)
    highest = min([last.km + days * KM_A_DAY, *(reading.km for reading in after[:1])])
    fitting = {number for number in _meant(value, set(hints)) if last.km <= number <= highest}
    usual = last.km + days * _USUAL_A_DAY
    return min(fitting, key=lambda number: (abs(number - usual), number), default=None)


def _meant(value: int, hints: set[str]) -> Iterator[int]:
    digits = str(value)
    if causes.DIGIT_TOO_MANY in hints:
        for place in range(len(digits)):
            yield int(digits[:place] + digits[place + 1 :] or "0")
    if causes.DIGITS_SWAPPED in hints:
        for place in range(len(digits) - 1):
            yield int(digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :])
    if causes.MILES in hints:
        yield round(value * 1.609344)
        yield round(value / 1.609344)


def _chart(
    finding: Finding | ReportAnomaly, data: ReportData, history: Neighbours, mend: Mend | None
) -> ReadingChart | None:
    value = data.claimed.whole_km
    if value is None:
        return None
    before, after = history.around()
    other = (
        (date.fromisoformat(finding.params["on"]), finding.params["km"]) if "on" in finding.params else None
    )
    return chart_of(
        before,
        Shown(data.work_date, value),
        after,
        suspect=finding.suspect,
        other=other,
        meant=int(mend.value) if mend and mend.field == "km" else None,
    )
