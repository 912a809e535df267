"""A new trip that fits a saved search is told by e-mail and on the telephone, as the driver chose."""

from __future__ import annotations

from convoy.domain.finding import TripSearch, missing_certifications, open_trips
from convoy.domain.telephones import NEW_TRIP, tell_of_trip
from convoy.models import Driver, SavedSearch, Trip
from garageflow.jobs.domain.work import Claim
from garageflow.mail.domain.outbox import queue_mail

ALERT_MAIL = "convoy.alert"


def send_alerts(claim: Claim) -> None:
    """Handler; the key is the trip's id. Each driver is told of a trip once, however many searches fit."""
    with claim.fenced():
        trip = Trip.objects.open().filter(pk=int(claim.key)).first()
        searches = SavedSearch.objects.filter(has_alert=True, driver__state=Driver.State.ACTIVE)
        for search in searches.select_related("driver").order_by("pk") if trip is not None else []:
            if trip is not None and _fits(search, trip):
                _tell(search, trip)
        claim.finish()


def _tell(search: SavedSearch, trip: Trip) -> None:
    driver = search.driver
    key = f"{ALERT_MAIL}:{driver.pk}:{trip.pk}"
    if driver.alerts_by_mail:
        queue_mail(
            ALERT_MAIL,
            to=driver.email,
            language=driver.language,
            idempotency_key=key,
            subject_id=trip.pk,
            search=search.name,
        )
    tell_of_trip(driver, trip, NEW_TRIP, key=key)


def _fits(search: SavedSearch, trip: Trip) -> bool:
    driver = search.driver
    found = TripSearch.of_query(search.query).within(open_trips(driver).filter(pk=trip.pk), driver)
    return found.exists() and trip.pk not in missing_certifications(driver).trip_ids
