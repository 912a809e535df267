"""When Car-Pass is closed for everybody: reports wait in the queue instead of failing."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

# Thursdays from 19 to 24 h: the technical page of Car-Pass for builders of software (seen 2026-11-21).
_ZONE = ZoneInfo("Europe/Brussels")
_THURSDAY = 3
_FROM_HOUR = 19


def maintenance_ends(now: datetime) -> datetime | None:
    """The moment at which Car-Pass is back; None when it is there."""
    local = now.astimezone(_ZONE)
    if local.weekday() != _THURSDAY or local.hour < _FROM_HOUR:
        return None
    tomorrow = local.date() + timedelta(days=1)
    return datetime.combine(tomorrow, datetime.min.time(), tzinfo=_ZONE)
