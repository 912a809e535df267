"""From assigned to closed, the ways out, and inspections that stay as they were signed."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from convoy.domain.inspecting import (
    EnergyMissing,
    InspectionSigned,
    KmTooLow,
    PhotosMissing,
    add_addendum,
    detour_of,
    digest_again,
    sign_inspection,
)
from convoy.domain.missions import (
    MissionElsewhere,
    abort_mission,
    certify_mission,
    close_mission,
    give_back,
    report_breakdown,
    report_empty_run,
    resume_mission,
    take_step,
)
from convoy.domain.quotes import accept_quote
from convoy.models import Inspection, Trip
from garageflow.jobs.models import DueWork
from garageflow.vehicles.models import OdometerReading
from tests.convoy.factories import (
    actor_of,
    inspection_values,
    make_driver,
    make_photos,
    make_quote,
    make_trip,
)
from tests.factories import VehicleFactory


@pytest.fixture
def mission(in_peeters, dispatcher):
    trip = make_trip(dispatcher, vehicle=VehicleFactory())
    return accept_quote(make_quote(trip, make_driver()), by=dispatcher)


def _depart(mission, **more):
    make_photos(mission, "departure")
    values = inspection_values(**more)
    inspection = sign_inspection(mission, kind="departure", **values, by=actor_of(mission.driver))
    mission.refresh_from_db()
    return inspection


def test_the_whole_way(mission, dispatcher):
    driver = actor_of(mission.driver)
    take_step(mission, "arrive", by=driver)
    _depart(mission)
    take_step(mission, "leave", by=driver)
    take_step(mission, "reach", by=driver)
    make_photos(mission, "arrival")
    sign_inspection(
        mission, kind="arrival", **inspection_values(client_key="phone-key-2", km=50_060), by=driver
    )
    mission = certify_mission(mission, note="", by=driver)
    mission = close_mission(mission, rating=5, by=dispatcher)

    assert (mission.state, mission.rating, Trip.objects.get().state) == ("closed", 5, "closed")
    assert list(OdometerReading.objects.order_by("pk").values_list("km", flat=True)) == [50_000, 50_060]
    assert DueWork.objects.filter(kind="convoy.inspection_pdf").count() == 2


def test_a_step_that_does_not_fit_is_refused_in_words(mission):
    with pytest.raises(MissionElsewhere, match="the mission is “assigned”"):
        take_step(mission, "leave", by=actor_of(mission.driver))


def test_obligatory_photos_are_named_when_they_are_missing(mission):
    with pytest.raises(
        PhotosMissing, match="front, rear, left side, right side, dashboard with km and fuel, inside"
    ):
        sign_inspection(mission, kind="departure", **inspection_values(), by=actor_of(mission.driver))


def test_fuel_or_battery_has_to_be_said(mission):
    make_photos(mission, "departure")

    with pytest.raises(EnergyMissing):
        sign_inspection(
            mission, kind="departure", **inspection_values(fuel_eighths=None), by=actor_of(mission.driver)
        )


def test_sent_twice_an_inspection_is_kept_once(mission):
    first = _depart(mission)

    again = sign_inspection(mission, kind="departure", **inspection_values(km=1), by=actor_of(mission.driver))

    assert (again.pk, Inspection.objects.count()) == (first.pk, 1)


def test_a_second_inspection_of_one_kind_is_refused(mission):
    _depart(mission)

    with pytest.raises(InspectionSigned):
        sign_inspection(
            mission,
            kind="departure",
            **inspection_values(client_key="other-phone"),
            by=actor_of(mission.driver),
        )


def test_the_odometer_does_not_go_down_on_the_way(mission):
    _depart(mission)
    make_photos(mission, "arrival")

    with pytest.raises(KmTooLow, match="50000"):
        sign_inspection(
            mission,
            kind="arrival",
            **inspection_values(client_key="phone-key-2", km=49_000),
            by=actor_of(mission.driver),
        )


@pytest.mark.parametrize("statement", ["UPDATE convoy_inspection SET km = 1", "DELETE FROM convoy_damage"])
def test_the_database_refuses_to_change_what_was_signed(mission, statement):

    _depart(mission)

    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement)


def test_without_a_signature_it_must_say_why(mission):
    make_photos(mission, "departure")
    values = inspection_values(counterpart_signature=None, counterpart_name="")

    with pytest.raises(IntegrityError, match="inspection_signed"), transaction.atomic():
        sign_inspection(mission, kind="departure", **values, by=actor_of(mission.driver))

    signed = sign_inspection(
        mission, kind="departure", **{**values, "absence": "keybox"}, by=actor_of(mission.driver)
    )
    assert signed.absence == "keybox"


def test_the_seal_notices_a_changed_photo(mission):
    inspection = _depart(mission)
    photos = list(mission.photos.select_related("document"))
    assert digest_again(Inspection.objects.get(pk=inspection.pk), photos) == inspection.sha256

    photos[0].document.sha256 = "0" * 64

    assert digest_again(inspection, photos) != inspection.sha256


def test_a_correction_is_added_and_changes_nothing(mission, dispatcher):
    inspection = _depart(mission)

    add_addendum(inspection, text="The scratch is on the right.", by=dispatcher)

    assert [row.text for row in inspection.addenda.all()] == ["The scratch is on the right."]
    assert Inspection.objects.get().sha256 == inspection.sha256


def test_a_detour_of_a_quarter_is_worth_a_look(mission):
    departure = Inspection(km=1_000)
    trip = Trip(distance_km=100)

    assert detour_of(departure, Inspection(km=1_125), trip) is None
    assert detour_of(departure, Inspection(km=1_126), trip) == 126


def test_certified_on_the_web_with_words_when_the_app_failed(mission):
    _depart(mission)

    with pytest.raises(MissionElsewhere):
        certify_mission(mission, note="", by=actor_of(mission.driver))

    certified = certify_mission(mission, note="The app hung.", by=actor_of(mission.driver))
    assert (certified.state, certified.is_web_certified) == ("certified", True)


def test_given_back_the_trip_is_open_for_the_same_driver_too(mission, dispatcher):
    give_back(mission, note="ill", by=actor_of(mission.driver))

    trip = Trip.objects.get()
    assert trip.state == "open"
    assert accept_quote(make_quote(trip, mission.driver), by=dispatcher).state == "assigned"


def test_an_empty_run_pays_a_lump_sum_and_opens_the_trip(mission, dispatcher):
    take_step(mission, "arrive", by=actor_of(mission.driver))

    empty = report_empty_run(mission, note="gone", lump_sum_amount=4_500, by=dispatcher)

    assert (empty.state, empty.lump_sum_amount, Trip.objects.get().state) == ("empty_run", 4_500, "open")


def test_a_breakdown_is_resumed_where_it_was_or_aborted(mission, dispatcher):
    _depart(mission)
    take_step(mission, "leave", by=actor_of(mission.driver))
    report_breakdown(mission, note="red lamp", by=actor_of(mission.driver))
    assert resume_mission(mission, by=dispatcher).state == "in_transit"

    report_breakdown(mission, note="red lamp", by=actor_of(mission.driver))
    assert abort_mission(mission, note="towed", by=dispatcher).state == "aborted"
    assert Trip.objects.get().state == "closed"
