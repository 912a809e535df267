from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from carpass.status import CarPassStatus, last_day_of, status_case, status_of, status_of_date, status_q
from garageflow.vehicles.models import CarPassExclusion, Vehicle
from tests.factories import VehicleFactory

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("issued_on", "last_day"),
    [
        (date(2026, 12, 31), date(2027, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
        (date(2026, 11, 30), date(2027, 1, 30)),
        (date(2028, 2, 29), date(2028, 4, 29)),
        (date(2026, 12, 30), date(2027, 2, 28)),
        (date(2026, 11, 22), date(2027, 1, 22)),
    ],
)
def test_a_car_pass_is_valid_for_two_calendar_months_at_most_to_the_end_of_the_month(issued_on, last_day):
    assert last_day_of(issued_on) == last_day


@pytest.mark.parametrize(
    ("valid_until", "status"),
    [
        (None, "missing"),
        (date(2026, 11, 21), "expired"),
        (date(2026, 11, 22), "expiring"),
        (date(2026, 12, 6), "expiring"),
        (date(2026, 12, 7), "active"),
    ],
)
def test_the_day_before_the_last_day_and_the_edge_of_the_warning_period(valid_until, status):
    assert status_of_date(valid_until, today=TODAY, warning_days=14) == status


@pytest.mark.parametrize(("warning_days", "status"), [(1, "active"), (2, "expiring"), (30, "expiring")])
def test_the_garage_says_how_long_it_is_warned(warning_days, status):
    assert status_of_date(date(2026, 11, 24), today=TODAY, warning_days=warning_days) == status


@pytest.mark.parametrize(
    ("issued_on", "days"),
    [
        # The last of December: two months later there is no 31st.
        (
            date(2026, 12, 31),
            {"active": "2027-02-13", "expiring": "2027-02-14 2027-02-28", "expired": "2027-03-01"},
        ),
        (
            date(2027, 12, 31),
            {"active": "2028-02-14", "expiring": "2028-02-15 2028-02-29", "expired": "2028-03-01"},
        ),
        (
            date(2026, 11, 30),
            {"active": "2027-01-15", "expiring": "2027-01-16 2027-01-30", "expired": "2027-01-31"},
        ),
        (
            date(2028, 2, 29),
            {"active": "2028-04-14", "expiring": "2028-04-15 2028-04-29", "expired": "2028-04-30"},
        ),
    ],
)
def test_from_the_day_of_issue_over_the_warning_to_the_day_after_the_last(issued_on, days):
    """15 days left is active, 14 to 0 are about to expire; on the last day it is valid still."""
    valid_until = last_day_of(issued_on)

    for status, texts in days.items():
        for day in map(date.fromisoformat, texts.split()):
            assert status_of_date(valid_until, today=day, warning_days=14) == status, day


@pytest.mark.parametrize(
    ("zone", "midnight"),
    [
        # Winter time is one hour before Greenwich, summer time two; London is another day for that hour.
        ("Europe/Brussels", datetime(2026, 11, 22, 23, 0, tzinfo=UTC)),
        ("Europe/Brussels", datetime(2026, 7, 14, 22, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_day_changes_at_the_midnight_of_the_garage(peeters, zone, midnight):
    peeters.time_zone = zone
    valid_until = peeters.today(midnight) - timedelta(days=1)

    def status(moment):
        return status_of_date(valid_until, today=peeters.today(moment), warning_days=14)

    assert status(midnight - timedelta(seconds=1)) == "expiring"
    assert status(midnight) == "expired"


def test_python_and_the_database_say_the_same(in_peeters):
    """Over every edge, plate and exclusion."""
    days = [None, *(date(2026, 11, day) for day in (20, 21, 22, 23)), date(2026, 12, 6), date(2026, 12, 7)]
    for valid_until in days:
        for plate_country in ("BE", "NL", ""):
            for exclusion in ("", CarPassExclusion.TRAILER):
                VehicleFactory(
                    plate_country=plate_country,
                    car_pass_valid_until=valid_until,
                    car_pass_exclusion=exclusion,
                )
    vehicles = Vehicle.objects.annotate(status=status_case(today=TODAY, warning_days=14))

    in_python = {vehicle.pk: status_of(vehicle, today=TODAY, warning_days=14) for vehicle in vehicles}

    assert {vehicle.pk: vehicle.status for vehicle in vehicles} == in_python
    assert set(in_python.values()) == set(CarPassStatus)
    for status in CarPassStatus:
        found = Vehicle.objects.filter(status_q(status, today=TODAY, warning_days=14))
        assert set(found.values_list("pk", flat=True)) == {
            pk for pk, known in in_python.items() if known == status
        }
    needing = set(Vehicle.objects.needing_car_pass().values_list("pk", flat=True))
    assert needing == {pk for pk, known in in_python.items() if known != CarPassStatus.NOT_NEEDED}
