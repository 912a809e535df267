"""F7: beat is down from 00:50 to 06:00 and comes back as a fresh container: the night is made up for at once.

The clock of the machine stays as it is: the garage lies in the time zone in which it is past 06:00 now.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from faults.judge import Verdict, judge_garage
from faults.lists import short_list
from faults.world import world

LINES = 65


def run() -> Verdict:
    verdict = Verdict()
    zone = _zone_where_it_is(6)
    with world() as here:
        garage = here.garage("morning", time_zone=zone)
        here.manage("customer_list", str(short_list(here.folder)), "--garage", "morning", "--send")
        now = datetime.now(ZoneInfo(zone))
        night = now.replace(hour=1, minute=0, second=0, microsecond=0)
        here.sql("UPDATE jobs_duework SET due_at = %s WHERE garage_id = %s", night, garage)

        here.worker()
        here.beat()
        began = time.monotonic()
        while not (rows := here.sql("SELECT key FROM jobs_duework WHERE kind = 'nightly'")):
            if time.monotonic() - began > 120:
                break
            time.sleep(0.2)
        seconds = time.monotonic() - began
        verdict.claim(
            seconds <= 60, f"at {now:%H:%M} local time the night's run stands {seconds:.0f} s after the start"
        )
        verdict.equal([key for (key,) in rows], [night.date().isoformat()], "local date of the run")
        here.wait_until_done(garage, seconds=120)
        judge_garage(verdict, here, garage, lines=LINES, like=None, crashes=0)
    return verdict


def _zone_where_it_is(hour: int) -> str:
    """A zone of whole hours; the sign of Etc names is reversed, as POSIX has it."""
    now = datetime.now(UTC)
    for offset in range(-12, 15):
        if (now + timedelta(hours=offset)).hour == hour:
            return f"Etc/GMT{-offset:+d}" if offset else "Etc/GMT"
    raise AssertionError("there is a zone for every hour")
