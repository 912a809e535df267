from datetime import date

import pytest

from convoy.domain.working_days import is_working_day, public_holidays, working_days_after


def test_weekends_are_left_out():
    assert working_days_after(date(2026, 11, 19), 4, "FR") == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("day", "countries"),
    [
        (date(2026, 5, 14), "BE FR LU NL"),  # Ascension
        (date(2026, 5, 25), "BE FR LU NL"),  # Whit Monday
        (date(2026, 7, 14), "FR"),
        (date(2026, 7, 21), "BE"),
        (date(2026, 4, 3), "NL"),  # Good Friday
        (date(2026, 4, 27), "NL"),
        (date(2026, 11, 11), "BE FR"),
    ],
)
def test_a_public_holiday_counts_in_its_country_only(day, countries):
    assert {country for country in ("BE", "FR", "LU", "NL") if not is_working_day(day, country)} == set(
        countries.split()
    )


def test_the_kings_birthday_is_not_kept_on_a_sunday():
    assert date(2025, 4, 26) in public_holidays(2025, "NL")
    assert date(2025, 4, 27) not in public_holidays(2025, "NL")


def test_payment_is_due_after_christmas():
    assert working_days_after(date(2026, 12, 23), 4, "NL") == date(2026, 12, 30)
