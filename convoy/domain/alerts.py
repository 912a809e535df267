"""A new trip that fits a saved search is told by e-mail."""

from __future__ import annotations

from convoy.domain.finding import TripSearch, missing_certifications, open_trips
from convoy.models import SavedSearch, Trip
from garageflow.jobs.domain.work import Claim
from garageflow.mail.domain.outbox import queue_mail

ALERT_MAIL = "convoy.alert"


def send_alerts(claim: Claim) -> None:
    """Handler; the key is the trip's id. One e-mail for each driver and trip, however many searches fit."""
    with claim.fenced():
        trip = Trip.objects.open().filter(pk=int(claim.key)).first()
        searches = SavedSearch.objects.filter(
            has_alert=True, driver__state="active", driver__alerts_by_mail=True
        )
        for search in searches.select_related("driver") if trip is not None else []:
            if trip is not None and _fits(search, trip):
                queue_mail(
                    ALERT_MAIL,
                    to=search.driver.email,
                    language=search.driver.language,
                    idempotency_key=f"{ALERT_MAIL}:{search.driver_id}:{trip.pk}",
                    subject_id=trip.pk,
                    search=search.name,
                )
        claim.finish()


def _fits(search: SavedSearch, trip: Trip) -> bool:
    driver = search.driver
    found = TripSearch.of_query(search.query).within(open_trips(driver).filter(pk=trip.pk), driver)
    return found.exists() and trip.pk not in missing_certifications(driver).trip_ids
