"""Accepting a quote: every guard with its reason, and the end of the others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict

from convoy.domain.availability import declare_availability
from convoy.domain.plates import add_w_plate
from convoy.domain.quotes import (
    AlreadyQuoted,
    AssignmentBlocked,
    DatesOutsideWindow,
    DriverMayNotQuote,
    QuoteNotSubmitted,
    ReasonMissing,
    accept_quote,
    book_instantly,
    bucket,
    edit_quote,
    refuse_quote,
    withdraw_quote,
)
from convoy.domain.trips import TripNotOpen, cancel_trip, expire_trips
from convoy.models import DriverDocument, Mission, Quote, Trip
from garageflow.mail.models import OutboxMail
from garageflow.ui.keyset import keyset_page
from tests.convoy.factories import actor_of, make_document, make_driver, make_quote, make_trip, today


def test_accepting_makes_the_mission_and_ends_the_other_quotes(in_peeters, dispatcher):
    trip = make_trip(dispatcher)
    first, second = make_quote(trip, make_driver(1)), make_quote(trip, make_driver(2))

    mission = accept_quote(first, by=dispatcher)

    trip.refresh_from_db()
    states = {quote.pk: quote.state for quote in Quote.objects.all()}
    assert (mission.driver, mission.state, trip.state) == (first.driver, "assigned", "assigned")
    assert states == {first.pk: "accepted", second.pk: "not_selected"}
    assert OutboxMail.objects.filter(kind="convoy.quote_accepted").count() == 1


def test_a_second_quote_of_the_trip_cannot_be_accepted(in_peeters, dispatcher):
    trip = make_trip(dispatcher)
    first, second = make_quote(trip, make_driver(1)), make_quote(trip, make_driver(2))
    accept_quote(first, by=dispatcher)

    with pytest.raises(TripNotOpen):
        accept_quote(second, by=dispatcher)

    assert Mission.objects.count() == 1


def test_the_database_holds_one_accepted_quote_per_trip(in_peeters, dispatcher):
    trip = make_trip(dispatcher)
    first, second = make_quote(trip, make_driver(1)), make_quote(trip, make_driver(2))
    accept_quote(first, by=dispatcher)

    with pytest.raises(IntegrityError, match="quote_accepted_once"), transaction.atomic():
        Quote.objects.filter(pk=second.pk).update(state="accepted")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"valid_until_on": date(2026, 1, 1)}, "ended"),
        ({"state": "submitted"}, "not checked yet"),
        ({"state": "refused"}, "refused"),
    ],
)
def test_a_document_that_does_not_count_blocks_with_its_name(in_peeters, dispatcher, change, words):
    driver = make_driver()
    quote = make_quote(make_trip(dispatcher), driver)
    DriverDocument.objects.filter(driver=driver, kind="liability").update(**change)

    with pytest.raises(AssignmentBlocked) as refused:
        accept_quote(quote, by=dispatcher)

    assert refused.value.reasons == [f"Documents: liability insurance ({words})."]


def test_a_document_that_ends_before_the_delivery_blocks(in_peeters, dispatcher):
    driver = make_driver()
    trip = make_trip(dispatcher)
    quote = make_quote(trip, driver)
    DriverDocument.objects.filter(driver=driver, kind="licence").update(
        valid_until_on=trip.starts_on - timedelta(days=1)
    )

    with pytest.raises(AssignmentBlocked, match="driving licence"):
        accept_quote(quote, by=dispatcher)


def test_only_a_french_driver_needs_the_urssaf_attestation(in_peeters, dispatcher):
    french = make_driver(country="FR")
    quote = make_quote(make_trip(dispatcher), french)
    DriverDocument.objects.filter(driver=french, kind="vigilance").delete()

    with pytest.raises(AssignmentBlocked, match="URSSAF attestation"):
        accept_quote(quote, by=dispatcher)

    belgian = make_driver(2)
    assert not belgian.documents.filter(kind="vigilance").exists()
    accept_quote(make_quote(quote.trip, belgian), by=dispatcher)


def test_a_suspended_driver_blocks(in_peeters, dispatcher):
    driver = make_driver()
    quote = make_quote(make_trip(dispatcher), driver)
    type(driver).objects.filter(pk=driver.pk).update(state="suspended")

    with pytest.raises(AssignmentBlocked, match="not active"):
        accept_quote(quote, by=dispatcher)


def test_a_mission_on_the_same_days_blocks(in_peeters, dispatcher):
    driver = make_driver()
    one, other = make_trip(dispatcher), make_trip(dispatcher)
    first = make_quote(one, driver, ends_on=one.ends_on)
    second = make_quote(other, driver, ends_on=other.ends_on)
    mission = accept_quote(first, by=dispatcher)

    with pytest.raises(AssignmentBlocked, match=f"mission {mission.number}"):
        accept_quote(second, by=dispatcher)


def test_two_short_missions_fit_into_one_day(in_peeters, dispatcher):
    driver = make_driver()
    there, back = make_trip(dispatcher), make_trip(dispatcher)
    accept_quote(make_quote(there, driver), by=dispatcher)

    accept_quote(make_quote(back, driver), by=dispatcher)

    assert Mission.objects.filter(driver=driver).count() == 2


def test_two_long_missions_do_not_fit_into_one_day(in_peeters, dispatcher):
    driver = make_driver()
    there = make_trip(dispatcher, distance_km=700, duration_minutes=500)
    back = make_trip(dispatcher, distance_km=700, duration_minutes=500)
    accept_quote(make_quote(there, driver), by=dispatcher)

    with pytest.raises(AssignmentBlocked, match="on these days"):
        accept_quote(make_quote(back, driver), by=dispatcher)


def test_who_said_no_is_not_sent_and_who_said_nothing_may_be(in_peeters, dispatcher):
    driver, silent = make_driver(1), make_driver(2)
    trip = make_trip(dispatcher)
    declare_availability(
        driver,
        starts_on=trip.starts_on,
        ends_on=trip.starts_on,
        is_available=False,
        reason="",
        by=actor_of(driver),
    )

    with pytest.raises(AssignmentBlocked, match="Not available on"):
        accept_quote(make_quote(trip, driver), by=dispatcher)

    accept_quote(make_quote(trip, silent), by=dispatcher)


def test_a_w_plate_is_on_one_vehicle_a_day(in_peeters, dispatcher):
    year = (today() + timedelta(days=2)).year
    add_w_plate(number="W-1", year=year, driver=None, by=dispatcher)
    one, other = make_trip(dispatcher, tags=["w_plate"]), make_trip(dispatcher, tags=["w_plate"])
    mission = accept_quote(make_quote(one, make_driver(1)), by=dispatcher)

    with pytest.raises(AssignmentBlocked, match="No W plate is free"):
        accept_quote(make_quote(other, make_driver(2)), by=dispatcher)

    assert (str(mission.w_plate), mission.w_plate_days.count()) == ("W-1", 1)


def test_a_w_plate_of_another_year_is_refused_with_its_year(in_peeters, dispatcher):
    driver = make_driver()
    plate = add_w_plate(number="W-9", year=2020, driver=driver, by=dispatcher)
    trip = make_trip(dispatcher, tags=["w_plate"])

    with pytest.raises(AssignmentBlocked, match="W-9 is valid in 2020 only"):
        accept_quote(make_quote(trip, driver, w_plate=plate), by=dispatcher)


def test_a_quote_stays_inside_the_window(in_peeters, dispatcher):
    trip = make_trip(dispatcher, start_is_fixed=True)
    driver = make_driver()

    with pytest.raises(DatesOutsideWindow):
        make_quote(trip, driver, ends_on=trip.ends_on + timedelta(days=1))
    with pytest.raises(DatesOutsideWindow, match="fixes the day of the start"):
        make_quote(trip, driver, starts_on=trip.ends_on, ends_on=trip.ends_on)


def test_one_live_quote_per_driver_and_trip(in_peeters, dispatcher):
    trip, driver = make_trip(dispatcher), make_driver()
    quote = make_quote(trip, driver)

    with pytest.raises(AlreadyQuoted):
        make_quote(trip, driver)

    withdraw_quote(quote, by=actor_of(driver))
    assert make_quote(trip, driver).state == "submitted"


def test_a_quote_is_edited_while_it_is_submitted_only(in_peeters, dispatcher):
    driver = make_driver()
    quote = make_quote(make_trip(dispatcher), driver)
    values = {"service_amount": 7_000, "starts_on": quote.starts_on, "ends_on": quote.ends_on}

    assert edit_quote(quote, **values, by=actor_of(driver)).service_amount == 7_000

    refuse_quote(quote, reason="price", note="", by=dispatcher)
    with pytest.raises(QuoteNotSubmitted):
        edit_quote(quote, **values, by=actor_of(driver))


def test_another_reason_needs_words(in_peeters, dispatcher):
    quote = make_quote(make_trip(dispatcher), make_driver())

    with pytest.raises(ReasonMissing):
        refuse_quote(quote, reason="other", note="", by=dispatcher)

    assert refuse_quote(quote, reason="other", note="snow", by=dispatcher).refusal_note == "snow"


def test_an_inactive_driver_may_not_quote(in_peeters, dispatcher):
    with pytest.raises(DriverMayNotQuote):
        make_quote(make_trip(dispatcher), make_driver(state="suspended"))


def test_booking_at_the_fixed_price_meets_the_same_guards(in_peeters, dispatcher):
    trip = make_trip(dispatcher, instant_price_amount=12_000)
    driver, without = make_driver(1), make_driver(2, documents=False)
    days = {"starts_on": trip.starts_on, "ends_on": trip.starts_on}

    with pytest.raises(AssignmentBlocked, match="Documents"):
        book_instantly(trip, without, **days, by=actor_of(without))

    mission = book_instantly(trip, driver, **days, by=actor_of(driver))
    assert mission.quote.total_amount == 12_000


def test_cancelling_frees_the_driver_and_refuses_the_quotes(in_peeters, dispatcher):
    trip = make_trip(dispatcher)
    mission = accept_quote(make_quote(trip, make_driver()), by=dispatcher)

    cancel_trip(trip, reason="sold", by=dispatcher)

    mission.refresh_from_db()
    assert (mission.state, Trip.objects.get().state) == ("cancelled_by_client", "cancelled")


def test_the_night_expires_what_nobody_drives(in_peeters, dispatcher):
    trip = make_trip(dispatcher)
    quote = make_quote(trip, make_driver())

    expire_trips(in_peeters, trip.ends_on)
    trip.refresh_from_db()
    assert trip.state == "open"

    expire_trips(in_peeters, trip.ends_on + timedelta(days=1))
    trip.refresh_from_db()
    quote.refresh_from_db()
    assert (trip.state, quote.state) == ("expired", "expired")


@pytest.mark.parametrize(("count", "words"), [(0, "0–2"), (2, "0–2"), (3, "3–5"), (5, "3–5"), (6, "6+")])
def test_drivers_see_how_many_quoted_in_buckets(count, words):
    assert bucket(count) == words


def test_a_replaced_document_does_not_count_any_more(in_peeters, dispatcher):
    driver = make_driver()
    old = driver.documents.get(kind="liability")
    DriverDocument.objects.filter(pk=old.pk).update(replaced_at=old.uploaded_at)
    make_document(driver, "liability", state="submitted", decided_at=None)

    with pytest.raises(AssignmentBlocked, match="not checked yet"):
        accept_quote(make_quote(make_trip(dispatcher), driver), by=dispatcher)


def test_a_page_of_trips_with_my_quote_names_each_once(in_peeters, dispatcher):
    """The rows are fetched by their keys; which of the joined rows are meant is still asked."""
    trip, mine, other = make_trip(dispatcher), make_driver(1), make_driver(2)
    make_quote(trip, mine)
    make_quote(trip, other)

    page = keyset_page(Trip.objects.filter(quotes__driver=mine), QueryDict(), order=("pk",))

    assert page.rows == [trip]
