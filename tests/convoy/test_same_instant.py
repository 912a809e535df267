"""Two dispatchers at one instant, on connections of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from convoy.domain.quotes import accept_quote
from convoy.models import Mission, Quote, Trip
from garageflow.errors import DomainError
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from tests.convoy.factories import make_driver, make_quote, make_trip
from tests.factories import GarageFactory

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def _at_once(acts: list[Callable[[], Any]]) -> list[str]:
    """What became of each: "done", or the name of its refusal."""
    start, results = threading.Barrier(len(acts)), [""] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(10)
            act()
            results[place] = "done"
        except DomainError as error:
            results[place] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def _accepting(garage: Any, quote_id: int) -> Callable[[], Any]:
    def act() -> None:
        with garage_active(garage):
            accept_quote(Quote.objects.select_related("trip").get(pk=quote_id), by=SYSTEM)

    return act


def test_two_dispatchers_who_accept_two_quotes_of_one_trip_get_one_mission():
    garage = GarageFactory(slug="peeters")
    for round_ in range(5):
        with garage_active(garage):
            trip = make_trip(SYSTEM)
            quotes = [make_quote(trip, make_driver(10 * round_ + number)).pk for number in (1, 2)]

        results = _at_once([_accepting(garage, pk) for pk in quotes])

        with garage_active(garage):
            assert sorted(results) == ["TripNotOpen", "done"]
            assert Mission.objects.filter(trip=trip).count() == 1
            states = Quote.objects.filter(trip=trip).values_list("state", flat=True)
            assert sorted(states) == ["accepted", "not_selected"]


def test_two_trips_are_not_given_to_one_driver_for_the_same_days_at_once():
    garage = GarageFactory(slug="peeters")
    with garage_active(garage):
        driver = make_driver()
        trips = [make_trip(SYSTEM) for _number in range(2)]
        quotes = [make_quote(trip, driver, ends_on=trip.ends_on).pk for trip in trips]

    results = _at_once([_accepting(garage, pk) for pk in quotes])

    with garage_active(garage):
        assert sorted(results) == ["AssignmentBlocked", "done"]
        assert Mission.objects.count() == 1
        assert sorted(Trip.objects.values_list("state", flat=True)) == ["assigned", "open"]
