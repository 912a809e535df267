import csv
from datetime import date, datetime, time
from pathlib import Path

import pytest

from garageflow.vehicles.plate_countries import plate_country
from garageflow.vehicles.plates import NotAPlate, is_excel_damaged, normalise_plate, read_plate

NL_PLATES = Path(__file__).parents[1] / "data" / "nl_plates.csv"


def read(raw, country="NL"):
    plate = read_plate(raw, country)
    return plate.display, plate.warnings


def refusal(raw, country="NL"):
    with pytest.raises(NotAPlate) as refused:
        read_plate(raw, country)
    return refused.value.code


def test_4200_dutch_plates_get_sidecode_and_form_of_an_independent_judge():
    # Recorded from npm package license-plate 2.2.1 (MIT) by tests/data/make_nl_plates.mjs.
    with NL_PLATES.open(newline="") as file:
        judged = [(row["plate"], int(row["sidecode"]), row["pretty"]) for row in csv.DictReader(file)]

    plain = [read_plate(normalised, "NL") for normalised, _sidecode, _pretty in judged]
    dashed = [read_plate(pretty, "NL") for _normalised, _sidecode, pretty in judged]

    assert len(judged) == 4_200
    assert [(plate.normalised, plate.sidecode, plate.display) for plate in plain] == judged
    assert dashed == plain


@pytest.mark.parametrize(
    "raw",
    [
        "12AB34",
        "12-ab-34",
        " 12 AB 34 ",
        "12.AB.34",
        "12\tAB\t34",
        "12\u00a0ab\u00a034",
        "12\u00adAB\u200b34",
        "12–AB—34",
        "12−AB‑34",
        "１２－ＡＢ－３４",
    ],
)
def test_plates_are_normalised(raw):
    assert normalise_plate(raw) == "12AB34"
    assert read(raw) == ("12-AB-34", ())


@pytest.mark.parametrize(
    ("raw", "warnings"),
    [
        ("12-GVD-3", ("PLATE_GROUP",)),
        ("SS-12-34", ("PLATE_GROUP",)),
        ("12-SD-34", ("PLATE_GROUP",)),
        # Political parties are left out since sidecode 7, one of them since sidecode 8.
        ("12-PVV-3", ("PLATE_GROUP",)),
        ("12-VVD-3", ()),
        ("1-VVD-23", ("PLATE_GROUP",)),
        # Groups count, not letters that happen to stand beside each other.
        ("13-PV-PS", ()),
        ("12-GS-SB", ()),
        ("GBB-01-B", ()),
    ],
)
def test_forbidden_groups_only_warn(raw, warnings):
    assert read(raw) == (raw, warnings)


@pytest.mark.parametrize(
    "raw",
    ["1-PV-PS", "123456", "ABCDEF", "12-ABC-34", "A-1234-B", "12-AB-3$", "12/AB/34", "Ⅻ-AB-34", "１-PV-PS"],
)
def test_what_has_no_dutch_shape_is_no_plate(raw):
    assert refusal(raw) == "PLATE_INVALID"


@pytest.mark.parametrize("raw", ["", " ", "-", " . - "])
def test_nothing_but_fillers_is_a_missing_plate(raw):
    assert refusal(raw) == "PLATE_MISSING"


@pytest.mark.parametrize(
    ("raw", "display", "warnings"),
    [
        ("1-abc-123", "1-ABC-123", ()),
        ("2ABC123", "2-ABC-123", ()),
        ("ABC.123", "ABC-123", ()),
        ("123-ABC", "123-ABC", ()),
        ("T-XAB-123", "T-XAB-123", ()),
        ("Q-ABC-123", "Q-ABC-123", ()),
        ("CD-AB-123", "CD-AB-123", ()),
        ("GARAGE", "GARAGE", ("PLATE_UNUSUAL",)),
        ("PEETERS1", "PEETERS1", None),
        ("JAN-1", "JAN-1", ("PLATE_UNUSUAL",)),
        ("A-14", "A-14", ("PLATE_UNUSUAL",)),
        ("X", "X", ("PLATE_UNUSUAL",)),
        ("1-PV-PS", "1-PVPS", ("PLATE_UNUSUAL",)),
        ("12-AB-34", "12-AB-34", ("PLATE_UNUSUAL",)),
        ("ABCDEFGHI", "", None),
        # The dash between letters and digits counts as the ninth.
        ("12ABC345", "", None),
        ("1234567", "", None),
        ("１٢٣", "", None),
    ],
)
def test_belgian_plates(raw, display, warnings):
    if warnings is None:
        assert refusal(raw, "BE") == "PLATE_INVALID"
    else:
        assert read(raw, "BE") == (display, warnings)


@pytest.mark.parametrize(
    ("raw", "display", "warnings"),
    [
        ("aa-123-bb", "AA-123-BB", ()),
        ("AA 001 AA", "AA-001-AA", ()),
        ("WW-123-AB", "WW-123-AB", ()),
        ("W-123-AB", "W-123-AB", ()),
        ("AB-123-C", "AB-123-C", ()),
        ("A 11 A", "A-11-A", ()),
        ("1234AB56", "1234 AB 56", ()),
        ("123 abc 2A", "123 ABC 2A", ()),
        ("1 A 971", "1 A 971", ()),
        ("SS-123-AB", "SS-123-AB", ("PLATE_GROUP",)),
    ],
)
def test_french_plates(raw, display, warnings):
    assert read(raw, "FR") == (display, warnings)


@pytest.mark.parametrize(
    "raw", ["AA-000-AA", "AI-123-AA", "AO-123-AA", "1234 AB 00", "0123 AB 56", "12-ABC-3X"]
)
def test_what_france_never_issued_is_no_plate(raw):
    assert refusal(raw, "FR") == "PLATE_INVALID"


@pytest.mark.parametrize(
    ("raw", "display"),
    [
        ("ab1234", "AB 1234"),
        ("AB 123", "AB 123"),
        ("A-1234", "A 1234"),
        ("12345", "12345"),
        ("XY 12", "XY 12"),
    ],
)
def test_plates_of_luxembourg(raw, display):
    assert read(raw, "LU") == (display, ())


@pytest.mark.parametrize("raw", ["ABC123", "AO1234", "12", "1234567"])
def test_what_luxembourg_never_issued_is_no_plate(raw):
    assert refusal(raw, "LU") == "PLATE_INVALID"


def test_plates_of_other_countries_keep_the_form_they_were_typed_in():
    assert read_plate("b-mw  1234", "DE") == ("DE", "BMW1234", "B-MW 1234", None, ())
    assert read_plate("A B C D E 1 2 3 4 5", "XX").display == "ABCDE12345"
    assert refusal("A", "DE") == "PLATE_INVALID"
    assert refusal("ABCDEFGHIJKLM", "DE") == "PLATE_INVALID"
    assert refusal("Ж123ЖЖ", "UA") == "PLATE_INVALID"


@pytest.mark.parametrize(
    ("raw", "country", "display"),
    [
        # Typed 12-MRT-3 (sidecode 7) and 1-MRT-12 (sidecode 8): what Excel saves and what a workbook holds.
        ("12-mrt-03", "NL", "12-MRT-3"),
        ("31-mrt-09", "NL", "31-MRT-9"),
        ("1-mrt-12", "NL", "1-MRT-12"),
        ("9-mrt-99", "NL", "9-MRT-99"),
        ("12-mrt-2003", "NL", "12-MRT-3"),
        ("12/mrt/03", "NL", "12-MRT-3"),
        ("12-03-2003", "NL", "12-MRT-3"),
        ("2003-03-12", "NL", "12-MRT-3"),
        ("2003-03-12 00:00:00", "NL", "12-MRT-3"),
        (date(2003, 3, 12), "NL", "12-MRT-3"),
        (datetime.fromisoformat("2012-03-01"), "NL", "1-MRT-12"),
        (date(1999, 3, 9), "NL", "9-MRT-99"),
        # A Dutch plate in a Belgian list.
        ("12-mrt-03", "BE", "12-MRT-3"),
        # French Excel and an old French plate.
        ("12-avr-75", "FR", "12 AVR 75"),
        (date(1975, 4, 12), "FR", "12 AVR 75"),
    ],
)
def test_a_plate_that_excel_made_a_date_is_recovered_with_a_warning(raw, country, display):
    assert is_excel_damaged(raw)
    assert read(raw, country) == (display, ("PLATE_DAMAGED_RECOVERED",))


@pytest.mark.parametrize(
    ("raw", "country"),
    [
        # 1-MRT-03 or 01-MRT-3?
        ("1-mrt-03", "NL"),
        (date(2003, 3, 1), "NL"),
        # 12-MRT-12 is no plate.
        ("12-mrt-12", "NL"),
        ("mrt-12", "NL"),
        ("12-mrt", "NL"),
        # No other Dutch month is without a vowel.
        ("3-mei-12", "NL"),
        ("03-12-2012", "NL"),
        (datetime.fromisoformat("2026-11-21 20:00"), "NL"),
        (time(12, 30), "NL"),
        ("1,23E+11", "NL"),
        ("1,00E+05", "BE"),
        ("3-mei", "BE"),
        ("12-03-03", "LU"),
        ("12-mai-75", "FR"),
        (date(2003, 3, 12), "DE"),
    ],
)
def test_a_damaged_plate_that_could_have_been_several_is_refused(raw, country):
    assert is_excel_damaged(raw)
    assert refusal(raw, country) == "PLATE_DAMAGED"


@pytest.mark.parametrize("raw", ["12-MRT-3", "1-MRT-12", "1-MRT-03", "4-kzv-55", "99-99-ab", "mrt-12-b"])
def test_typed_plates_are_not_taken_for_dates(raw):
    assert not is_excel_damaged(raw)
    assert read(raw) == (raw.upper(), ())


@pytest.mark.parametrize(
    ("text", "code"),
    [("NL", "NL"), ("nederland", "NL"), ("België", "BE"), ("belgie", "BE"), ("B", "BE"), ("France", "FR"),
     ("l", "LU"), ("LUX", "LU"), ("D", "DE"), ("Duitsland", "DE"), ("Grande-Bretagne", "GB"), ("E", "ES"),
     ("Narnia", None), ("", None)],
)  # fmt: skip
def test_countries_of_plates(text, code):
    assert plate_country(text) == code
