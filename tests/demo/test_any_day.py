"""The demo can be made on any day: its dates hang on today, and a rule may forbid one of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from autopaspoort.models import Passport
from convoy.models import Mission
from garageflow.demo.building import build_garage
from garageflow.demo.car_pass import forget_register
from garageflow.demo.garages import GARAGES
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage
from tests.security.doors import ALL_TESTS

_BRUSSELS = ZoneInfo("Europe/Brussels")
# All of them lie ahead: what PostgreSQL dates by its own clock must not come after them.
_NOW = datetime.now(_BRUSSELS)
_MONDAY = _NOW.replace(hour=12) + timedelta(days=7 - _NOW.weekday())
_WEEK = [_MONDAY + timedelta(days=day, hours=(0, 11.5, -11.5)[day % 3]) for day in range(7)]
_NAMES = ["Monday", "Tuesday late", "Wednesday early", "Thursday", "Friday late", "Saturday early", "Sunday"]
_YEAR = _NOW.year + 1
_LEAP_YEAR = _YEAR + -_YEAR % 4
# Ends and beginnings of months and years, a leap day, an hour that there is not and one that comes twice.
_OTHERS = {
    "last of the year": datetime(_YEAR, 12, 31, 23, 50, tzinfo=_BRUSSELS),
    "first of the year": datetime(_YEAR, 1, 1, 0, 5, tzinfo=_BRUSSELS),
    "last of February": datetime(_YEAR, 2, 28, 8, tzinfo=_BRUSSELS),
    "leap day": datetime(_LEAP_YEAR, 2, 29, 12, tzinfo=_BRUSSELS),
    "first of March": datetime(_YEAR, 3, 1, 10, tzinfo=_BRUSSELS),
    "clocks go forward": datetime(2027, 3, 28, 2, 30, tzinfo=_BRUSSELS),
    "last of May": datetime(_YEAR, 5, 31, 12, tzinfo=_BRUSSELS),
    "clocks go back": datetime(2027, 10, 31, 2, 30, tzinfo=_BRUSSELS),
}


@pytest.mark.parametrize("moment", _WEEK, ids=_NAMES)
def test_a_garage_on_each_day_of_the_week(moment, db, tmp_path):
    with time_machine.travel(moment), override_settings(DEMO=True, VAR_DIR=tmp_path):
        forget_register()
        build_garage(next(demo for demo in GARAGES if demo.slug == "dubois"))
        now = timezone.now()

    with garage_active(Garage.objects.get(slug="dubois")):
        states = set(Mission.objects.values_list("state", flat=True))
        assert states >= {"assigned", "in_transit", "delivered", "closed"}
        assert not Passport.objects.filter(offered_at__gt=now).exists()
        assert not BatchJob.objects.filter(finished_at__gt=now).exists()


@pytest.mark.skipif(not ALL_TESTS, reason="half a minute each: bin/test --all")
@pytest.mark.parametrize("moment", list(_OTHERS.values()), ids=list(_OTHERS))
def test_the_whole_demo_on_days_of_the_calendar(moment, db, tmp_path):
    with time_machine.travel(moment), override_settings(DEMO=True, VAR_DIR=tmp_path):
        call_command("demo")
