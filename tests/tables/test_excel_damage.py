from datetime import date, datetime, time

import pytest

from garageflow.tables.excel_damage import ExcelDate, day_of, excel_date, is_scientific


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3-mei", ExcelDate(5, 3, None)),
        ("12-mrt-03", ExcelDate(3, 12, 3)),
        ("12-Mar-03", ExcelDate(3, 12, 3)),
        ("1 févr. 2026", ExcelDate(2, 1, 2026)),
        ("15-août", ExcelDate(8, 15, None)),
        ("mrt-12", ExcelDate(3, None, 12)),
        ("okt/2026", ExcelDate(10, None, 2026)),
        ("3-5-2026", ExcelDate(5, 3, 2026)),
        ("2026-05-03 00:00:00", ExcelDate(5, 3, 2026)),
        (date(2026, 5, 3), ExcelDate(5, 3, 2026)),
        (datetime.fromisoformat("2026-05-03 12:00"), ExcelDate(5, 3, 2026)),
        ("12-MRT-03", None),
        ("3-5", None),
        ("3 b", None),
        ("12-13-2026", None),
        ("32-mei", None),
        ("3-foo", None),
        ("", None),
        (time(12), None),
    ],
)
def test_dates_that_excel_shows(cell, expected):
    assert excel_date(cell) == expected


def test_numbers_that_excel_shortened():
    assert [is_scientific(text) for text in ("1,23E+11", "1E+05", "1.5e+10", "1E5", "12")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_the_day_of_a_typed_cell():
    assert day_of(datetime.fromisoformat("2026-05-03 12:00")) == date(2026, 5, 3)
    assert day_of("2026-05-03") is None
