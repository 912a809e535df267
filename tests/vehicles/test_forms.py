from __future__ import annotations

from datetime import date

import pytest

from garageflow.vehicles.forms import OdometerReadingForm, VehicleForm

VEHICLE = {"country": "NL", "plate": "00hzb3"}


@pytest.mark.parametrize("typed", ["58214", "58.214", "58 214", "58 214 km", "58,214", "58214KM"])
def test_kilometres_as_people_type_them(typed):
    form = OdometerReadingForm({"km": typed, "read_on": "2026-04-01"})

    assert form.is_valid()
    assert form.cleaned_data == {"km": 58_214, "read_on": date(2026, 4, 1)}


@pytest.mark.parametrize("typed", ["", "veel", "-1", "12345678"])
def test_what_is_no_reading(typed):
    assert list(OdometerReadingForm({"km": typed, "read_on": "2026-04-01"}).errors) == ["km"]


def test_a_drop_can_be_confirmed_once_it_was_asked():
    assert "drop_confirmed" not in OdometerReadingForm({"km": "1", "read_on": "2026-04-01"}).fields

    confirmed = OdometerReadingForm({"km": "1", "read_on": "2026-04-01", "drop_confirmed": "on"})

    assert confirmed.is_valid()
    assert confirmed.cleaned_data["drop_confirmed"] is True


def test_a_plate_is_read_by_its_country():
    form = VehicleForm(VEHICLE)

    assert form.is_valid()
    assert form.cleaned_data["plate"].display == "00-HZB-3"
    assert "country" not in form.cleaned_data


@pytest.mark.parametrize(
    ("country", "plate", "words"),
    [
        ("NL", "1-ABC-123", "This is not a plate of Netherlands."),
        ("BE", "1234567", "This is not a plate of Belgium."),
        ("NL", "01-mrt-03", "This is a date or a number, not a plate."),
    ],
)
def test_what_is_no_plate_of_the_country(country, plate, words):
    assert VehicleForm({"country": country, "plate": plate}).errors == {"plate": [words]}


def test_a_plate_of_elsewhere():
    form = VehicleForm({"country": "DE", "plate": "b-gf 2026"})

    assert form.is_valid()
    assert form.cleaned_data["plate"].normalised == "BGF2026"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("", ""), ("wvw zzz 1jz xw 000001", "WVWZZZ1JZXW000001"), ("123456", "123456")],
)
def test_a_vin_is_stored_without_its_spaces(typed, stored):
    form = VehicleForm({**VEHICLE, "vin": typed})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["vin"] == stored


@pytest.mark.parametrize("typed", ["x", "WVWZZZ1JZXW0000012", "WVW?ZZ1JZXW000001"])
def test_what_is_no_vin(typed):
    assert list(VehicleForm({**VEHICLE, "vin": typed}).errors) == ["vin"]
