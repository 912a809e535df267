from __future__ import annotations

import json
from collections.abc import Iterator
from contextvars import Context
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
import requests
from django.utils import timezone

from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import NetworkInsideActivation, garage_active
from garageflow.vehicles.domain.look_ups import ask_register, forget_look_ups, is_waiting, vehicle_found
from garageflow.vehicles.models import Fuel, LookUp
from garageflow.vehicles.plates import read_plate
from garageflow.vehicles.rdw import (
    NoAnswer,
    RegisteredVehicle,
    RegisterOff,
    TooManyRequests,
    VehicleRegisterError,
    http,
    vehicle_register,
)
from garageflow.vehicles.rdw.reading import vehicle_of
from garageflow.vehicles.rdw.simulator import RdwSimulator

GOLF = "KZV55B"

# A real answer of opendata.rdw.nl, shortened; from the tests of frenck/python-vehicle.
CITIGO = {
    "kenteken": "11ZKZ3",
    "voertuigsoort": "Personenauto",
    "merk": "SKODA",
    "handelsbenaming": "CITIGO",
    "vervaldatum_apk": "20220104",
    "inrichting": "hatchback",
    "aantal_zitplaatsen": "4",
    "eerste_kleur": "GRIJS",
    "tweede_kleur": "Niet geregistreerd",
    "cilinderinhoud": "999",
    "datum_eerste_toelating": "20130104",
    "wacht_op_keuren": "Geen verstrekking in Open Data",
    "aantal_deuren": "0",
    "export_indicator": "Nee",
    "openstaande_terugroepactie_indicator": "Nee",
    "tellerstandoordeel": "Logisch",
}
PETROL = {
    "brandstof_volgnummer": "1",
    "brandstof_omschrijving": "Benzine",
    "co2_uitstoot_gecombineerd": "95",
    "nettomaximumvermogen": "44.00",
    "uitlaatemissieniveau": "EURO 5",
}


@pytest.fixture
def rdw(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[RdwSimulator]:
    running = RdwSimulator(("127.0.0.1", 0), hang=3.0, slow=0.05)
    settings.RDW_URL = f"http://127.0.0.1:{running.server_port}"
    settings.RDW_TIMEOUT_SECONDS = 0.3
    monkeypatch.setattr(http, "_PAUSE_SECONDS", 0.01)
    thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def look_up(plate: str = GOLF) -> RegisteredVehicle | None:
    """As a worker does: outside of every garage."""
    return Context().run(lambda: vehicle_register().vehicle(plate))


def work() -> None:
    Context().run(work_until_idle)


def test_an_answer_of_rdw_is_read():
    assert vehicle_of(CITIGO, [PETROL]) == RegisteredVehicle(
        plate="11ZKZ3",
        make="Skoda",
        model_name="Citigo",
        fuel=Fuel.PETROL,
        body="hatchback",
        colour="grijs",
        first_registered_on=date(2013, 1, 4),
        inspection_due_on=date(2022, 1, 4),
        doors=None,
        seats=4,
        engine_cc=999,
        power_kw=44,
        co2_g_km=95,
        emission_class="Euro 5",
        odometer_judgement="logical",
    )


def test_a_poor_answer_of_rdw_is_read_too():
    row = {
        "kenteken": "11ZKZ3",
        "merk": "N.v.t.",
        "datum_eerste_toelating": "20131399",
        "cilinderinhoud": "inf",
    }

    assert vehicle_of(row, []) == RegisteredVehicle(plate="11ZKZ3")


@pytest.mark.parametrize(
    ("fuels", "hybrid_class", "fuel"),
    [
        (["Benzine", "Elektriciteit"], "NOVC-HEV", Fuel.HYBRID),
        (["Benzine", "Elektriciteit"], "OVC-HEV", Fuel.PLUGIN_HYBRID),
        (["Benzine", "LPG"], "", Fuel.LPG),
        (["Elektriciteit"], "", Fuel.ELECTRIC),
        (["Elektriciteit", "Waterstof"], "", Fuel.HYDROGEN),
        (["Turf"], "", ""),
    ],
)
def test_fuels_of_rdw_are_one_of_ours(fuels, hybrid_class, fuel):
    rows = [
        {"brandstof_omschrijving": name, "klasse_hybride_elektrisch_voertuig": hybrid_class} for name in fuels
    ]

    assert vehicle_of(CITIGO, rows).fuel == fuel


@pytest.mark.parametrize(
    ("make", "model", "read"),
    [
        ("RENAULT", "RENAULT CLIO", ("Renault", "Clio")),
        ("BMW", "318I", ("BMW", "318I")),
        ("MERCEDES-BENZ", "C 180", ("Mercedes-Benz", "C 180")),
        ("ALFA ROMEO", "GIULIA", ("Alfa Romeo", "Giulia")),
        ("MINI", "MINI", ("Mini", "Mini")),
    ],
)
def test_names_are_written_as_people_write_them(make, model, read):
    found = vehicle_of({"kenteken": GOLF, "merk": make, "handelsbenaming": model}, [])

    assert (found.make, found.model_name) == read


def test_what_was_found_survives_the_row():
    vehicle = vehicle_of(CITIGO, [PETROL])

    assert RegisteredVehicle.of_json(vehicle.as_json()) == vehicle


def test_the_register_is_asked(rdw):
    found = look_up()

    assert found is not None
    assert found.plate == GOLF
    assert found.make
    assert look_up("X99XXX") is None


@pytest.mark.parametrize("fault", ["429", "500", "503", "garbage"])
def test_a_busy_register_is_asked_again(rdw, fault):
    rdw.faults.set(fault, 2)

    assert look_up() is not None


@pytest.mark.parametrize(
    ("fault", "raised"),
    [
        ("429", TooManyRequests),
        ("500", VehicleRegisterError),
        ("garbage", VehicleRegisterError),
        ("timeout", NoAnswer),
    ],
)
def test_a_register_that_stays_away_is_a_named_error(rdw, fault, raised):
    rdw.faults.set(fault, 9)

    with pytest.raises(raised):
        look_up()


def test_a_register_that_is_gone_or_off_is_a_named_error(rdw, settings):
    settings.RDW_URL = "http://127.0.0.1:9"
    with pytest.raises(NoAnswer):
        look_up()

    settings.RDW_URL = ""
    with pytest.raises(RegisterOff):
        look_up()


def test_the_register_is_never_called_inside_a_garage(rdw, in_peeters):
    with pytest.raises(NetworkInsideActivation):
        vehicle_register().vehicle(GOLF)


def test_faults_can_be_asked_for_over_http(rdw):
    address = f"http://127.0.0.1:{rdw.server_port}/_faults"

    assert requests.post(address, json={"fault": "429", "calls": 3}, timeout=5).json()["calls"] == 3
    assert requests.post(address, json={"fault": "flood", "calls": 3}, timeout=5).status_code == 400


def test_a_worker_answers_what_a_page_asked(rdw, peeters):
    plate = read_plate("kz-v55-b", "NL")
    with garage_active(peeters):
        assert is_waiting(ask_register(plate))
    work()

    with garage_active(peeters):
        answered = ask_register(plate)
        found = vehicle_found(answered)
    assert answered.state == LookUp.State.FOUND
    assert found is not None
    assert found.plate == plate.normalised


def test_a_failure_is_named_and_asked_again_at_once(rdw, peeters):
    plate = read_plate("KZV55B", "NL")
    rdw.faults.set("timeout", 1)
    with garage_active(peeters):
        ask_register(plate)
    work()
    with garage_active(peeters):
        failed = LookUp.objects.get()
        assert (failed.state, failed.reason) == (LookUp.State.FAILED, "NO_ANSWER")

        assert is_waiting(ask_register(plate))
    work()

    with garage_active(peeters):
        assert LookUp.objects.get().state == LookUp.State.FOUND


def test_an_answer_is_good_for_a_day(in_peeters):
    plate = read_plate("KZV55B", "NL")
    now = timezone.now()
    old = LookUp.objects.create(
        plate=plate.normalised, state="unknown", asked_at=now - timedelta(hours=23), answered_at=now
    )
    assert ask_register(plate).state == LookUp.State.UNKNOWN

    LookUp.objects.filter(pk=old.pk).update(asked_at=now - timedelta(hours=24))
    assert ask_register(plate).state == LookUp.State.ASKED


def test_a_worker_that_never_came_is_not_waited_for(in_peeters):
    plate = read_plate("KZV55B", "NL")
    ask_register(plate)
    LookUp.objects.update(asked_at=timezone.now() - timedelta(seconds=31))

    assert not is_waiting(LookUp.objects.get())
    assert is_waiting(ask_register(plate))


def test_only_dutch_plates_are_asked_about(in_peeters):
    with pytest.raises(ValueError, match="BE"):
        ask_register(read_plate("1-ABC-123", "BE"))


def test_the_night_forgets_what_was_asked(in_peeters):
    ask_register(read_plate("KZV55B", "NL"))
    forget_look_ups(in_peeters, date(2026, 11, 22))
    assert LookUp.objects.count() == 1

    LookUp.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    forget_look_ups(in_peeters, date(2026, 11, 22))
    assert not LookUp.objects.exists()


HTMX = {"HX-Request": "true"}
ADDRESS = "/g/peeters/vehicles/look-up/"


def test_a_form_is_filled_in_from_the_plate(rdw, as_mechanic):
    sent = {"country": "NL", "plate": "kz-v55-b", "vin": ""}
    asked = as_mechanic.post(ADDRESS, sent, headers=HTMX)
    assert 'hx-trigger="load delay' in asked.text
    work()

    answer = as_mechanic.get(f"{ADDRESS}?plate=KZV-55-B", headers=HTMX)

    values = json.loads(answer.headers["HX-Trigger"])["fill"]
    assert values["make"]
    assert date.fromisoformat(values["first_registered_on"])
    assert "plate" not in values


def test_without_script_the_register_has_a_page(rdw, as_mechanic):
    page = as_mechanic.post(ADDRESS, {"plate": "kz-v55-b"}, follow=True)
    assert page.redirect_chain == [(f"{ADDRESS}?plate=KZV-55-B", 302)]
    work()

    assert as_mechanic.get(f"{ADDRESS}?plate=KZV-55-B").context["found"]


@pytest.mark.parametrize(
    ("fault", "words"), [("timeout", "RDW does not answer"), ("", "RDW knows no vehicle")]
)
def test_a_form_stays_usable_without_an_answer(rdw, as_mechanic, fault, words):
    plate = "X-99-XXX" if not fault else "KZ-V55-B"
    if fault:
        rdw.faults.set(fault, 1)
    as_mechanic.post(ADDRESS, {"country": "NL", "plate": plate}, headers=HTMX)
    work()

    answer = as_mechanic.get(ADDRESS, {"plate": plate}, headers=HTMX)

    assert words in answer.text
    assert "HX-Trigger" not in answer.headers


def test_of_a_belgian_car_the_vin_says_the_make(as_mechanic):
    sent = {"country": "BE", "plate": "1-ABC-123", "vin": "wvwzzz1kz8w000001"}

    answer = as_mechanic.post(ADDRESS, sent, headers=HTMX)

    assert json.loads(answer.headers["HX-Trigger"]) == {"fill": {"make": "Volkswagen"}}
    assert not as_mechanic.post(ADDRESS, {**sent, "vin": "X"}, headers=HTMX).headers.get("HX-Trigger")
