"""What a driver hears at once on his telephone, if he switched that on (My account, Alerts)."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _noop

from convoy.models import Driver, Trip
from garageflow.push.domain.messages import queue_push
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.languages import locale_of
from garageflow.tenancy.urls import garage_url

NEW_TRIP = _noop("New trip: %(trip)s")
PROPOSED = _noop("A trip for you: %(trip)s")
ASSIGNED = _noop("The mission %(trip)s is yours")


def tell_of_trip(driver: Driver, trip: Trip, words: str, *, key: str) -> None:
    """Once for `key`, in his language; in the transaction of its cause."""
    garage = active_garage()
    with override(locale_of(driver.language, garage)):
        title = gettext(words) % {"trip": f"{trip.from_city} – {trip.to_city}"}
        parts = [trip.vehicle_title, date_format(trip.starts_on, "DATE_FORMAT")]
    if trip.distance_km:
        parts.append(f"± {trip.distance_km} km")
    queue_push(
        [driver.member_id] if driver.member_id else [],
        title=title,
        body=" · ".join(parts),
        path=garage_url(garage, "convoy:partner-trip", trip.number),
        key=key,
    )
