"""How a Car-Pass stands. The date is stored, the status never: a stored one is wrong from midnight on.

The rule is here and nowhere else (spec 20 §3), once for a date in Python and once as a condition for
queries; a test compares the two. "Today" is the garage's day and always given by the caller.
"""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from garageflow.vehicles.models import CAR_PASS_PLATES, Vehicle

# A Car-Pass is recent for two months (Royal Decree of 1 July 2006, article 4; seen 2026-11-21).
VALID_MONTHS = 2


class CarPassStatus(models.TextChoices):
    ACTIVE = "active", _("active")
    EXPIRING = "expiring", _("about to expire")
    EXPIRED = "expired", _("expired")
    MISSING = "missing", _("missing")
    # Shown apart, and never as missing: a foreign plate, over 3.5 t, a motorcycle, a trailer.
    NOT_NEEDED = "not_needed", _("not needed")


TONES = {
    CarPassStatus.ACTIVE: "ok",
    CarPassStatus.EXPIRING: "soon",
    CarPassStatus.EXPIRED: "now",
    CarPassStatus.MISSING: "now",
    CarPassStatus.NOT_NEEDED: "none",
}


def last_day_of(issued_on: date) -> date:
    """Two calendar months later, at most the end of that month: 31 December gives 28 or 29 February."""
    return issued_on + relativedelta(months=VALID_MONTHS)


def status_of_date(valid_until: date | None, *, today: date, warning_days: int) -> CarPassStatus:
    if valid_until is None:
        return CarPassStatus.MISSING
    if today > valid_until:
        return CarPassStatus.EXPIRED
    if valid_until - today <= timedelta(days=warning_days):
        return CarPassStatus.EXPIRING
    return CarPassStatus.ACTIVE


def status_of(vehicle: Vehicle, *, today: date, warning_days: int) -> CarPassStatus:
    if vehicle.why_no_car_pass is not None:
        return CarPassStatus.NOT_NEEDED
    return status_of_date(vehicle.car_pass_valid_until, today=today, warning_days=warning_days)


def status_q(status: str, *, today: date, warning_days: int, path: str = "") -> Q:
    """The vehicles of this status. `path` leads to the vehicle ("vehicle__")."""
    last = f"{path}car_pass_valid_until"
    soon = today + timedelta(days=warning_days)
    needed = Q(**{f"{path}car_pass_exclusion": "", f"{path}plate_country__in": CAR_PASS_PLATES})
    return {
        CarPassStatus.ACTIVE: needed & Q(**{f"{last}__gt": soon}),
        CarPassStatus.EXPIRING: needed & Q(**{f"{last}__gte": today, f"{last}__lte": soon}),
        CarPassStatus.EXPIRED: needed & Q(**{f"{last}__lt": today}),
        CarPassStatus.MISSING: needed & Q(**{f"{last}__isnull": True}),
        CarPassStatus.NOT_NEEDED: ~needed,
    }[CarPassStatus(status)]


def status_case(*, today: date, warning_days: int, path: str = "") -> Case:
    """The status as a column, for counts beside the choices: one pass over the rows for all of them."""
    choices = [
        When(status_q(status, today=today, warning_days=warning_days, path=path), then=Value(status.value))
        for status in CarPassStatus
    ]
    return Case(*choices, output_field=models.CharField())
