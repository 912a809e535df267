"""Rows as the portal prints them: sentences, ready made (house style, section 9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from autopaspoort.check_points import point_name
from autopaspoort.domain.outlook import Coming, Finding, Outlook
from autopaspoort.models import Advice, Appointment
from autopaspoort.notices import appointment_path, moment_in_words
from garageflow.ui.charts import LineChart, Series
from garageflow.ui.templatetags.ui import day
from garageflow.ui.templatetags.ui import km as in_km
from garageflow.vehicles.models import Vehicle

APPOINTMENT_TONES = {"asked": "busy", "proposed": "soon", "confirmed": "ok", "cancelled": "none"}
_READINGS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class AdviceRow:
    pk: int
    label: str
    price_cents: int
    decision: str
    tone: str
    state: str


@dataclass(frozen=True, slots=True)
class LightRow:
    """One line of the traffic light."""

    tone: str
    icon: str
    title: str
    detail: str
    cost: int | None = None
    is_about: bool = False
    # The key of the expected work.
    work: int | None = None
    photo: int | None = None
    advice: Sequence[AdviceRow] = ()


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    url: str
    title: str
    tone: str
    state: str
    when: str


def headline(vehicle: Vehicle, outlook: Outlook, today: date) -> str:
    car = vehicle.title or _("car")
    if outlook.inspection_tone == "now":
        return _("The inspection of your %(car)s is overdue") % {"car": car}
    if outlook.tone == "now":
        return _("Your %(car)s needs attention now") % {"car": car}
    if outlook.inspection_tone == "soon" and outlook.inspection.on is not None:
        return _inspection_headline(car, (outlook.inspection.on - today).days)
    if outlook.tone == "soon":
        return _("Your %(car)s needs attention soon") % {"car": car}
    if outlook.tone == "none":
        return _("Your %(car)s") % {"car": car}
    return _("Your %(car)s is in order") % {"car": car}


def subline(outlook: Outlook) -> str:
    if not outlook.points:
        if outlook.tone == "none":
            return _("The garage has not noted anything about it yet.")
        return _("Nothing needs attention at the moment.")
    return ngettext(
        "One point needs attention. The rest is in order.",
        "%(count)s points need attention. The rest is in order.",
        outlook.points,
    ) % {"count": outlook.points}


def light_rows(outlook: Outlook, today: date) -> list[LightRow]:
    """What is red first, then amber, then green."""
    rows = [_finding_row(finding) for finding in outlook.findings]
    inspection = _inspection_row(outlook, today)
    rows += [inspection] if inspection else []
    rows += [_coming_row(coming) for coming in outlook.coming]
    order = {"now": 0, "soon": 1, "ok": 2, "none": 3}
    return sorted(rows, key=lambda row: order[row.tone])


def appointment_row(appointment: Appointment, url: str = "") -> AppointmentRow:
    """`url` is the page of the garage; the portal's own without it."""
    return AppointmentRow(
        url=url or appointment_path(appointment),
        title=appointment.get_reason_display(),
        tone=APPOINTMENT_TONES[appointment.state],
        state=appointment.get_state_display(),
        when=moment_in_words(appointment.starts_at) if appointment.starts_at else "",
    )


def odometer_chart(readings: Sequence[tuple[date, int]]) -> LineChart | None:
    """None while there is no line to draw."""
    shown = readings[-_READINGS_SHOWN:]
    if len(shown) < 2:
        return None
    return LineChart(
        title=_("Odometer"),
        heading=_("Date"),
        labels=[date_format(day, "m/Y") for day, _km in shown],
        series=[Series(_("Odometer"), [km for _day, km in shown])],
        written=lambda value: in_km(round(value)),
        starts_at_zero=False,
    )


def _inspection_headline(car: str, days: int) -> str:
    weeks = round(days / 7)
    if days < 14:
        words = ngettext(
            "Your %(car)s is due for its inspection in %(count)s day",
            "Your %(car)s is due for its inspection in %(count)s days",
            days,
        )
        return words % {"car": car, "count": days}
    words = ngettext(
        "Your %(car)s is due for its inspection in %(count)s week",
        "Your %(car)s is due for its inspection in %(count)s weeks",
        weeks,
    )
    return words % {"car": car, "count": weeks}


def _finding_row(finding: Finding) -> LightRow:
    item = finding.item
    seen = _("seen on %(date)s") % {"date": day(finding.seen_on)}
    costs = [line.price_cents for line in finding.advice]
    return LightRow(
        tone=finding.tone,
        icon="workshop",
        title=point_name(item.key, item.name),
        detail=", ".join(part for part in (item.note, seen) if part),
        cost=sum(costs) if costs else None,
        photo=item.photo_id,
        advice=[_advice_row(line) for line in finding.advice],
    )


def _advice_row(line: Advice) -> AdviceRow:
    decision = getattr(line, "decision", None)
    return AdviceRow(
        pk=line.pk,
        label=line.label,
        price_cents=line.price_cents,
        decision=decision.decision if decision else "",
        tone={"approved": "ok", "declined": "none"}.get(decision.decision if decision else "", "busy"),
        state=decision.get_decision_display() if decision else "",
    )


def _inspection_row(outlook: Outlook, today: date) -> LightRow | None:
    due = outlook.inspection
    if due.is_exempt:
        return LightRow("ok", "inspection", _("Inspection (APK)"), _("not needed any more at this age"))
    if due.on is None:
        return None
    words = _("was valid until %(date)s") if due.on < today else _("before %(date)s")
    detail = words % {"date": date_format(due.on, "DATE_FORMAT")}
    if due.is_computed:
        detail = _("%(when)s, calculated by the age of the car") % {"when": detail}
    return LightRow(outlook.inspection_tone, "inspection", _("Inspection (APK)"), detail)


def _coming_row(coming: Coming) -> LightRow:
    work = coming.work
    return LightRow(
        tone=coming.tone,
        icon="odometer" if work.due_km else "appointment",
        title=capfirst(work.note or work.get_kind_display()),
        detail=_when_due(coming),
        cost=work.cost_cents,
        is_about=True,
        work=work.pk,
    )


def _when_due(coming: Coming) -> str:
    work, on = coming.work, coming.on
    if work.due_km is None:
        assert on is not None
        return _("before %(date)s") % {"date": date_format(on, "DATE_FORMAT")}
    distance = in_km(work.due_km)
    if on is None:
        return _("at %(km)s") % {"km": distance}
    month = date_format(on, "F Y")
    return _("around %(km)s, probably in %(month)s") % {"km": distance, "month": month}
