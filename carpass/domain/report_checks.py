"""The rules of carpass/checks.py applied to what this garage knows; what they find stays on the report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone
from stdnum.be import vat

from carpass.checks import DATE_TOO_OLD, LATE, Claimed, Finding, Known, check
from carpass.models import CarPassAccount, OdometerReport, ReportAnomaly
from carpass.states import UNSENT, State
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Shop
from garageflow.vehicles.domain.odometer import KM_PER_MILE, epoch_on, history_of
from garageflow.vehicles.models import CAR_PASS_PLATES, CarPassExclusion, OdometerReading, Unit, Vehicle
from garageflow.vehicles.odometer_rules import Reading
from garageflow.vehicles.vin import normalise_vin

Level, Origin, Found = ReportAnomaly.Level, ReportAnomaly.Origin, ReportAnomaly.State

NO_ACCOUNT_AT_ALL, ACCOUNT_DISABLED, VAT_NUMBER_WRONG = "missing", "disabled", "vat_number"


@dataclass(frozen=True, slots=True)
class ReportData:
    """What a form, a list or a phone says. `km` is as read, in `unit`."""

    vin: str
    km: int | Decimal | None
    work_date: date
    unit: str = Unit.KM
    odometer_works: bool = False
    odometer_works_kind: str = ""
    km_before: int | None = None
    odometer_works_reason: str = ""
    works: tuple[str, ...] = ()
    works_text: str = ""

    @property
    def claimed(self) -> Claimed:
        km = self.km
        if km is not None and self.unit == Unit.MILES:
            km = round(km * Decimal(KM_PER_MILE)) if km % 1 == 0 else km
        return Claimed(
            vin=self.vin,
            km=km,
            work_date=self.work_date,
            odometer_works=self.odometer_works,
            km_before=self.km_before,
            odometer_works_reason=self.odometer_works_reason,
            has_works=bool(self.works or self.works_text.strip()),
        )


def data_of(report: OdometerReport) -> ReportData:
    """As the report stands, for a form that changes it."""
    reading = report.reading
    in_miles = reading is not None and reading.unit == Unit.MILES and reading.km == report.km
    return ReportData(
        vin=report.vin,
        km=reading.value if in_miles and reading else report.km,
        unit=Unit.MILES if in_miles else Unit.KM,
        work_date=report.work_date,
        odometer_works=report.odometer_works,
        odometer_works_kind=report.odometer_works_kind,
        km_before=report.km_before,
        odometer_works_reason=report.odometer_works_reason,
        works=tuple(report.works),
        works_text=report.works_text,
    )


def findings_of(
    vehicle: Vehicle,
    *,
    shop: Shop,
    data: ReportData,
    account: CarPassAccount | None = None,
    reading: OdometerReading | None = None,
    report: OdometerReport | None = None,
) -> list[Finding]:
    """All findings, changing nothing: what a form shows while somebody types. `reading` is the one that the
    report is about, if it was recorded before."""
    claimed = data.claimed
    found = check(
        claimed,
        Known(
            today=active_garage().today(),
            history=_history(vehicle, claimed.work_date, reading),
            exclusion=_exclusion(vehicle),
            account_problem=account_problem(shop, account),
            is_sent_today=_is_sent_today(claimed, report),
        ),
    )
    if report is None or report.sent.get("observationDate") != claimed.work_date.isoformat():
        return found
    # It was in time when it was sent: a correction is not late because Car-Pass took its time.
    return [finding for finding in found if finding.code not in (LATE, DATE_TOO_OLD)]


def keep_findings(report: OdometerReport, found: Iterable[Finding]) -> list[ReportAnomaly]:
    """Write down what was found on a locked report, and what is no longer so. Returns those that block.

    What somebody confirmed stays confirmed as long as the data are the same.
    """
    known = {
        (row.code, row.against): row
        for row in report.findings.filter(origin=Origin.LOCAL).exclude(state=Found.FIXED)
    }
    for finding in found:
        row = known.pop((finding.code, finding.against), None)
        if row is None:
            row = ReportAnomaly(report=report, code=finding.code, against=finding.against)
        elif row.basis != finding.basis:
            row.state, row.reason, row.resolved_by, row.resolved_at = Found.OPEN, "", None, None
        row.level, row.field, row.suspect = finding.level, finding.field, finding.suspect
        row.params, row.basis = finding.params, finding.basis[:200]
        row.is_confirmable = finding.level == Level.ANOMALY
        row.save()
    for row in known.values():
        fix(row)
    return [row for row in report.findings.all() if row.origin == Origin.LOCAL and row.blocks]


def fix(row: ReportAnomaly) -> None:
    row.state, row.reason, row.resolved_at = Found.FIXED, "", timezone.now()
    row.save(update_fields=["state", "reason", "resolved_at"])


def confirm(rows: Iterable[ReportAnomaly], *, reason: str, by: Actor) -> None:
    for row in rows:
        row.state, row.reason = Found.CONFIRMED, reason[:200]
        row.resolved_by, row.resolved_at = by.member, timezone.now()
        row.save(update_fields=["state", "reason", "resolved_by", "resolved_at"])


def account_of(shop: Shop, account: CarPassAccount | None) -> CarPassAccount | None:
    """The chosen one, or the shop's own. Never another shop's: each reports what it did itself."""
    return account or CarPassAccount.objects.usable().filter(shop=shop).first_one_first().first()


def account_problem(shop: Shop, account: CarPassAccount | None) -> str:
    found = account_of(shop, account)
    if found is None:
        has_one = CarPassAccount.objects.filter(shop=shop).exists()
        return ACCOUNT_DISABLED if has_one else NO_ACCOUNT_AT_ALL
    if not found.is_enabled:
        return ACCOUNT_DISABLED
    return "" if vat.is_valid(found.enterprise_number) else VAT_NUMBER_WRONG


def _history(vehicle: Vehicle, day: date, own: OdometerReading | None) -> list[Reading]:
    epoch = own.epoch if own is not None and own.read_on == day else epoch_on(vehicle, day)
    readings = history_of(vehicle, epoch)
    if own is not None:
        readings = readings.exclude(pk=own.pk)
    facts = readings.values_list("read_on", "km", "unit", "value")
    return [
        Reading(read_on, km, epoch, value if unit == Unit.MILES else None)
        for read_on, km, unit, value in facts
    ]


def _exclusion(vehicle: Vehicle) -> str:
    """What a person said of it, else its plate; without a plate nobody knows."""
    if vehicle.car_pass_exclusion:
        return str(vehicle.car_pass_exclusion)
    return "" if vehicle.plate_country in CAR_PASS_PLATES else CarPassExclusion.FOREIGN_PLATE


def _is_sent_today(claimed: Claimed, report: OdometerReport | None) -> bool:
    if claimed.whole_km is None:
        return False
    garage = active_garage()
    midnight = datetime.combine(garage.today(), time.min, tzinfo=garage.zone)
    same = OdometerReport.objects.filter(
        vin=normalise_vin(claimed.vin),
        km=claimed.whole_km,
        work_date=claimed.work_date,
        queued_at__gte=midnight,
        queued_at__lt=midnight + timedelta(days=1),
    ).exclude(state__in=[*UNSENT, State.CANCELLED])
    if report is not None and report.pk:
        same = same.exclude(pk=report.pk)
    return bool(same.exists())
