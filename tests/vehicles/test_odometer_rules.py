from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from random import Random
from time import perf_counter

import pytest
from django.core.management import CommandError, call_command

from garageflow.vehicles.odometer_rules import (
    LOWER,
    REPLACED,
    TOO_HIGH,
    Finding,
    Reading,
    disagreements,
    find_disagreements,
)

DATA = Path(__file__).resolve().parents[1] / "data"
START = date(2024, 1, 1)


def judged(*kms: int | Decimal, days: tuple[int, ...] = ()) -> list[Finding]:
    """One reading a week, unless the days are given."""
    places = days or range(0, 7 * len(kms), 7)
    readings = [Reading(START + timedelta(days=day), km) for day, km in zip(places, kms, strict=True)]
    return find_disagreements(readings)


def suspects(*kms: int | Decimal, days: tuple[int, ...] = ()) -> set[int]:
    """The places of the readings that are named, as one would point at them."""
    return {finding.suspect for finding in judged(*kms, days=days) if finding.suspect is not None}


def run(text: str, tmp_path: Path) -> list[dict[str, object]]:
    path, out = tmp_path / "log.csv", StringIO()
    path.write_text(text)
    call_command("odometer_check", str(path), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_on_real_data_the_labelled_readings_are_named_and_no_other():
    """Sources and licences: tests/data/odometer-README.md."""
    with (DATA / "labels.csv").open() as file:
        wrong = {
            (row["file"], row["vehicle"], row["at"])
            for row in csv.DictReader(file)
            if row["truth"] in ("error", "stale")
        }
    named, count = set(), 0

    for name in ("volvo_daily.csv", "mot_histories.csv"):
        out = StringIO()
        call_command("odometer_check", str(DATA / name), stdout=out)
        for line in out.getvalue().splitlines():
            finding = json.loads(line)
            assert (finding["suspect"], finding["suspect_at"]) == ("this", finding["at"])
            named.add((name, finding["vehicle"], finding["at"]))
            count += 1

    assert len(wrong) == 3
    assert named == wrong
    # One more than wrong readings: the 0 disagrees with both of its neighbours. So do the labels say.
    assert count == 4


@pytest.mark.parametrize(
    ("km", "days", "found"),
    [
        (1000, 1, []),
        (1001, 1, [TOO_HIGH]),
        (1000, 0, []),
        (1001, 0, [TOO_HIGH]),
        (3000, 3, []),
        (3001, 3, [TOO_HIGH]),
        (0, 5, []),
        (-1, 5, [LOWER]),
    ],
)
def test_a_thousand_kilometres_a_day_pass_and_going_down_does_not(km, days, found):
    assert [finding.code for finding in judged(50_000, 50_000 + km, days=(0, days))] == found


def test_decimals_are_taken_as_they_are():
    assert judged(Decimal("198.041"), Decimal("1198.041"), days=(0, 1)) == []
    assert len(judged(Decimal("198.041"), Decimal("1198.042"), days=(0, 1))) == 1


def test_a_digit_too_many_is_named_once_for_each_neighbour():
    found = judged(100_000, 100_100, 1_001_700, 100_250, 100_400)

    assert [(one.earlier, one.later, one.code, one.suspect) for one in found] == [
        (1, 2, TOO_HIGH, 2),
        (2, 3, LOWER, 2),
    ]
    assert found[0].causes == ("digit_too_many",)


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [
        (10_010, "digit_too_few"),
        (1_010_200, "digit_too_many"),
        (120_010, "digits_swapped"),
        (10_200, "digit_too_few"),
        (62_199, "miles"),
        (412, "trip_meter"),
        (99_500, "copy"),
    ],
)
def test_likely_causes(wrong, cause):
    found = judged(99_500, 100_000, wrong, 102_100, 102_200)

    assert cause in found[0].causes
    assert {one.suspect for one in found} == {2}


def test_the_reading_before_is_named_when_it_is_the_wrong_one():
    """On real data a third of the findings blame the reading that is right."""
    assert suspects(50_000, 50_200, 5_030, 50_400) == {2}
    assert suspects(500_000, 50_100, 50_200) == {0}


def test_two_that_contradict_each_other_are_either():
    found = judged(1_000, 1_100, 1_050, 1_200)

    assert [(one.earlier, one.later, one.suspect, one.placed_on) for one in found] == [(1, 2, None, 2)]
    assert [one.suspect for one in judged(50_000, 5_000)] == [None]


def test_a_tie_is_broken_by_a_copy_of_an_older_reading():
    assert suspects(1_000, 1_100, 1_000, 1_200) == {2}
    assert judged(1_000, 1_100, 1_000, 1_200)[0].causes[-1] == "copy"


def test_a_device_may_be_late_but_it_cannot_know_what_is_to_come():
    assert suspects(Decimal("965.1"), Decimal("973.2"), Decimal("969.1"), Decimal("1094.5")) == {2}


def test_several_errors_in_a_row_are_all_named():
    assert suspects(50_000, 50_100, 5_020, 5_030, 502_500, 50_300, 50_400, 50_500) == {2, 3, 4}


def test_a_car_that_stands_still_is_no_copy():
    assert judged(900, 1_000, 1_000, 1_000, 1_000, 1_100) == []
    assert suspects(900, 1_000, 1_000, 1_000, 950, 1_000, 1_100) == {4}


def test_a_long_run_of_stale_values_does_not_outvote_what_the_car_did_since():
    assert suspects(900, 1_000, 1_010, 1_020, *[900] * 8, 1_100) == set(range(4, 12))


@pytest.mark.parametrize("stale", [1, 2, 5])
def test_a_value_that_comes_back_is_one_testimony_however_often_it_is_repeated(stale):
    assert suspects(800, 900, 1_000, *[900] * stale, 1_100) == set(range(3, 3 + stale))


def test_a_car_that_was_seen_to_stand_still_is_believed():
    """The same repetitions, but it stood at that value before: one reading above it is a mistake."""
    assert suspects(800, 900, 900, 1_000, 900, 900, 1_100) == {3}


def test_miles_beside_kilometres_are_known_to_a_mile_only():
    """60,000 mi is anything from 96,560.6 to 96,562.2 km."""

    def mixed(km: int) -> list[Finding]:
        before = Reading(START, Decimal("96560.64"), written=60_000)
        return find_disagreements([before, Reading(START + timedelta(days=1), km)])

    assert mixed(96_560) == []
    assert mixed(96_559) == []
    assert [one.code for one in mixed(96_557)] == ["LOWER"]
    assert [one.code for one in judged(96_560, 96_558)] == ["LOWER"]


def test_a_zero_after_a_positive_reading_is_always_wrong():
    assert suspects(3_000, 0, 3_100) == {1}
    assert [one.code for one in judged(3_000, 0)] == [LOWER]
    assert suspects(100, 0, 0, 0, 0, 0, 0, 200) == set(range(1, 7))
    assert judged(0, 0, 15, 30) == []


def test_a_new_odometer_is_one_finding_and_blames_nobody():
    before = [50_000 + 100 * number for number in range(12)]
    after = [100 * number for number in range(12)]

    found = judged(*before, *after)

    assert [(one.earlier, one.later, one.code, one.suspect) for one in found] == [(11, 12, LOWER, None)]
    assert found[0].causes == (REPLACED,)


def test_readings_are_compared_inside_an_epoch_only():
    readings = [Reading(START, 90_000, 1), Reading(START + timedelta(days=1), 10, 2)]

    assert find_disagreements(readings) == []
    assert len(find_disagreements([*readings, Reading(START + timedelta(days=2), 5, 2)])) == 1


def test_a_long_gap_allows_many_kilometres():
    assert judged(10_000, 200_000, days=(0, 190)) == []
    assert len(judged(10_000, 200_001, days=(0, 190))) == 1


@pytest.mark.parametrize("seed", range(60))
def test_one_error_in_a_clean_history_is_named_wherever_it_stands(seed):
    random = Random(seed)
    days, kms, day, km = [], [], 0, random.randrange(60_000, 150_000)
    for _number in range(random.randrange(6, 40)):
        days.append(day)
        kms.append(km)
        step = random.randrange(1, 30)
        day, km = day + step, km + random.randrange(0, 90 * step)
    place = random.randrange(len(kms))
    # Far beyond what any day allows, so that it agrees with nobody.
    kms[place] = random.choice([kms[place] // 10, kms[place] * 10 + 7, kms[place] // 100, 0])

    found = disagreements(days, kms)

    assert {one.suspect for one in found} == {place}


@pytest.mark.parametrize("seed", range(20))
def test_clean_histories_say_nothing(seed):
    random = Random(seed)
    days = sorted(random.choices(range(3000), k=300))
    kms = sorted(random.choices(range(50_000), k=300))
    clean = [(day, km) for day, km in zip(days, kms, strict=True) if km <= day * 20 + 20]

    assert disagreements([day for day, _km in clean], [km for _day, km in clean]) == []


@pytest.mark.parametrize("glitch", [0, 7, 9_999_999])
def test_a_long_log_is_judged_in_the_time_of_reading_it(glitch):
    count = 200_000
    kms = [1_000 + number // 10 for number in range(count)]
    for place in range(0, count, 500):
        kms[place + 1] = glitch
    days = [number // 24 for number in range(count)]

    began = perf_counter()
    found = disagreements(days, kms)

    assert len({one.suspect for one in found}) == count // 500
    assert perf_counter() - began < 20


def test_a_log_may_be_unsorted_and_in_miles(tmp_path):
    text = (
        "at,odometer,unit,vehicle\n"
        "2024-03-01T10:00:00,32000,mi,b\n"
        "2024-01-01T10:00:00,30000,mi,b\n"
        "2024-02-01T10:00:00,3100,mi,b\n"
        "2024-01-01T10:00:00,5,km,a\n"
        "2024-04-01T10:00:00,33000,mi,b\n"
    )

    found = run(text, tmp_path)

    assert found[0] == {
        "vehicle": "b",
        "at": "2024-02-01T10:00:00",
        "odometer": 3100,
        "code": "LOWER",
        "level": "anomaly",
        "suspect": "this",
        "suspect_at": "2024-02-01T10:00:00",
        "causes": ["digit_too_few"],
    }
    assert {one["suspect_at"] for one in found} == {"2024-02-01T10:00:00"}


def test_a_log_from_a_spreadsheet_is_read_too(tmp_path):
    text = "Vehicle; At; Odometer; Unit\na;2024-01-01;198,5;km\na;2024-01-02;1198,6;KM\n\na;2024-01-03;;\n"

    assert [(one["at"], one["code"], one["odometer"]) for one in run(text, tmp_path)] == [
        ("2024-01-02", "TOO_HIGH", 1198.6)
    ]


def test_at_one_moment_nobody_knows_the_order(tmp_path):
    text = "at,odometer\n2024-01-01,200\n2024-01-01,150\n2024-01-02,210\n"

    assert run(text, tmp_path) == []


def test_either_has_no_suspect_date(tmp_path):
    found = run("at,odometer,unit\n2024-01-01,50000,km\n2024-01-05,5000,km\n", tmp_path)

    assert (found[0]["suspect"], found[0]["suspect_at"]) == ("either", None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("when,odometer\n1,2\n", "at are missing"),
        ("at,odometer\n2024-13-01,5\n", "Line 2 cannot be read"),
        ("at,odometer\n2024-01-01,many\n", "Line 2 cannot be read"),
        ("at,odometer\n2024-01-01,-5\n", "is not a reading"),
        ("at,odometer,unit\n2024-01-01,5,m\n", "m is no unit"),
    ],
)
def test_what_is_no_log_says_where(tmp_path, text, words):
    with pytest.raises(CommandError, match=words):
        run(text, tmp_path)
