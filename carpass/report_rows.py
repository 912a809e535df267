"""Reports as the pages print them (house style, section 9)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from carpass.models import OdometerReport, ReportAnomaly, ReportEvent
from carpass.report_words import STATE_TONES, name_of
from carpass.states import CORRECTABLE, UNSENT, Event, State
from garageflow.audit.history import actor_words
from garageflow.tables.writing import Value
from garageflow.ui.templatetags.ui import day, km

_TONES: dict[str, str] = {state.value: tone for state, tone in STATE_TONES.items()}
_EDITABLE = (*UNSENT, *CORRECTABLE, State.QUEUED)


@dataclass(frozen=True, slots=True)
class ReportRow:
    pk: int
    url: str
    edit_url: str
    send_url: str
    confirm_url: str
    country: str
    plate: str
    vin: str
    vehicle: str
    km: str
    day: str
    shop: str
    state: str
    tone: str
    # What stands in the way, in words: ours, or those of Car-Pass.
    why: str
    is_late: bool
    order: str


def report_row(report: OdometerReport, today: date, *, may_confirm: bool) -> ReportRow:
    """`report` with vehicle, shop, work order and findings."""
    rows = [row for row in report.findings.all() if row.blocks]
    vehicle, pk = report.vehicle, [report.pk]
    is_late = report.state in UNSENT and report.work_date < today
    return ReportRow(
        pk=report.pk,
        url=reverse("carpass:report", args=pk),
        edit_url=reverse("carpass:report-edit", args=pk) if report.state in _EDITABLE else "",
        send_url=reverse("carpass:report-send", args=pk) if can_send(report, rows) else "",
        confirm_url=reverse("carpass:report-confirm", args=pk)
        if may_confirm and can_confirm(report, rows)
        else "",
        country=vehicle.plate_country,
        plate=vehicle.plate_display,
        vin=report.vin,
        vehicle=vehicle.title or report.vin,
        km=km(report.km) if report.km is not None else "–",
        day=_("today") if report.work_date == today else day(report.work_date),
        shop=report.shop.name,
        state=state_words(report),
        tone=STATE_TONES[State(report.state)],
        why=why_words(report, rows),
        is_late=is_late,
        order=str(report.work_order.number) if report.work_order else "",
    )


def state_words(report: OdometerReport) -> str:
    return capfirst(str(State(report.state).label))


def why_words(report: OdometerReport, rows: Sequence[ReportAnomaly]) -> str:
    remote = [row.message for row in rows if row.origin == ReportAnomaly.Origin.REMOTE and row.message]
    if remote:
        return " ".join(remote)
    names = ", ".join(dict.fromkeys(name_of(row.code) for row in rows))
    if report.state == State.ERROR:
        return report.error_message or report.error_code or names
    return names


def can_send(report: OdometerReport, rows: Sequence[ReportAnomaly]) -> bool:
    """The envelope: nothing stands in the way, or a new try may help."""
    if report.state == State.ERROR:
        return True
    return report.state in UNSENT and not any(row.origin == ReportAnomaly.Origin.LOCAL for row in rows)


def can_confirm(report: OdometerReport, rows: Sequence[ReportAnomaly]) -> bool:
    """The green tick: nothing is refused, and all that looks wrong may be confirmed."""
    if report.state == State.ANOMALY:
        remote = [row for row in rows if row.origin == ReportAnomaly.Origin.REMOTE]
        return bool(remote) and report.confirmed_at is None and all(row.is_confirmable for row in remote)
    is_ours = report.state in UNSENT
    return is_ours and bool(rows) and all(row.level == ReportAnomaly.Level.ANOMALY for row in rows)


@dataclass(frozen=True, slots=True)
class Step:
    """A line of a timeline."""

    url: str
    title: str
    tone: str
    at: date | datetime
    words: str


def report_steps(reports: Iterable[OdometerReport]) -> list[Step]:
    return [
        Step(
            url=reverse("carpass:report", args=[report.pk]),
            title=km(report.km) if report.km is not None else "–",
            tone=STATE_TONES[State(report.state)],
            at=report.work_date,
            words=state_words(report),
        )
        for report in reports
    ]


def event_steps(events: Iterable[ReportEvent]) -> list[Step]:
    """What happened to one report, the newest first."""
    return [
        Step(
            url="",
            title=capfirst(_event_words(event)),
            tone=_TONES.get(event.to_state, "none"),
            at=event.at,
            words=" · ".join(filter(None, [actor_words(event.actor_label), _fact_words(event.facts)])),
        )
        for event in events
    ]


def _event_words(event: ReportEvent) -> str:
    if event.event in Event.values:
        return str(Event(event.event).label)
    others = {"confirmed": _("confirmed before sending"), "case_opened": _("case opened at Car-Pass")}
    return others.get(event.event, event.event)


def _fact_words(facts: dict[str, Any]) -> str:
    words = [name_of(str(code)) for code in facts.get("codes", [])]
    words += [str(facts[name]) for name in ("reason", "message", "number") if facts.get(name)]
    return ", ".join(words)


def export_headers() -> list[str]:
    return [
        _("date of the works"),
        _("plate"),
        _("VIN"),
        _("vehicle"),
        _("odometer reading (km)"),
        _("shop"),
        _("work order"),
        _("status"),
        _("what stands in the way"),
        _("sent at"),
    ]


def export_rows(reports: Iterable[OdometerReport]) -> Iterator[list[Value]]:
    for report in reports:
        rows = [row for row in report.findings.all() if row.blocks]
        yield [
            report.work_date,
            report.vehicle.plate_display,
            report.vin,
            report.vehicle.title,
            report.km,
            report.shop.name,
            report.work_order.number if report.work_order else None,
            state_words(report),
            why_words(report, rows),
            report.sent_at,
        ]
