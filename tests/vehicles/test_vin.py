import pytest

from garageflow.vehicles.vin import Vin, normalise_vin, read_vin


@pytest.mark.parametrize(
    "raw",
    ["WVWZZZ1JZXW000001", " wvw zzz 1jz xw0 00001 ", "WVW-ZZZ-1JZ.XW0/00001", "WVWZZZ1JZXW\u00a0000001"],
)
def test_vins_are_normalised(raw):
    assert normalise_vin(raw) == "WVWZZZ1JZXW000001"
    assert read_vin(raw) == Vin("WVWZZZ1JZXW000001", None)


@pytest.mark.parametrize(
    ("raw", "finding"),
    [
        ("1234", "VIN_SHORT"),
        ("ABC1234567890123", "VIN_SHORT"),
        ("WVWZZZ1JZXW00000I", "VIN_CHARS"),
        ("OVWZZZ1JZXW000001", "VIN_CHARS"),
        ("", "VIN_INVALID"),
        ("123", "VIN_INVALID"),
        ("WVWZZZ1JZXW0000012", "VIN_INVALID"),
        ("WVWZZZ1JZXW00000*", "VIN_INVALID"),
        ("1,23E+11", "VIN_INVALID"),
        ("WVWZZZ1JZXW00000é", "VIN_INVALID"),
    ],
)
def test_what_is_odd_about_a_vin_is_named(raw, finding):
    assert read_vin(raw).finding == finding
