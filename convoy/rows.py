"""What lists print, prepared in Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from convoy.domain.finding import km_between, start_of
from convoy.domain.quotes import bucket
from convoy.models import Certification, Mission, Quote, Trip
from convoy.models.trip import DeliveryType, Tag
from garageflow.geo.places import Point

TRIP_TONES = {
    Trip.State.DRAFT: "none",
    Trip.State.OPEN: "busy",
    Trip.State.ASSIGNED: "soon",
    Trip.State.IN_PROGRESS: "busy",
    Trip.State.COMPLETED: "ok",
    Trip.State.CLOSED: "none",
    Trip.State.EXPIRED: "now",
    Trip.State.CANCELLED: "none",
}
QUOTE_TONES = {
    Quote.State.SUBMITTED: "busy",
    Quote.State.ACCEPTED: "ok",
    Quote.State.REFUSED: "now",
    Quote.State.WITHDRAWN: "none",
    Quote.State.EXPIRED: "none",
    Quote.State.NOT_SELECTED: "none",
}
MISSION_TONES = {
    Mission.State.ASSIGNED: "soon",
    Mission.State.AT_PICKUP: "busy",
    Mission.State.DEPARTURE_SIGNED: "busy",
    Mission.State.IN_TRANSIT: "busy",
    Mission.State.AT_DROPOFF: "busy",
    Mission.State.DELIVERED: "soon",
    Mission.State.CERTIFIED: "ok",
    Mission.State.CLOSED: "ok",
    Mission.State.EMPTY_RUN: "now",
    Mission.State.BREAKDOWN: "now",
    Mission.State.ABORTED: "now",
    Mission.State.CANCELLED_BY_CLIENT: "none",
    Mission.State.CANCELLED_BY_DRIVER: "none",
}


def duration_words(minutes: int | None) -> str:
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if hours else f"{rest} min"


def short_day(day: date) -> str:
    """A day without its year: trips are near."""
    return date_format(day, "D j N")


@dataclass(frozen=True, slots=True)
class TripRow:
    number: int
    url: str
    tags: list[str]
    from_city: str
    to_city: str
    from_place: str
    to_place: str
    client: str
    vehicle: str
    delivery: str
    starts: str
    ends: str
    start_is_fixed: bool
    end_is_fixed: bool
    distance_km: int | None
    duration: str
    quotes: str
    away_km: int | None = None
    missing: list[Certification] = field(default_factory=list)
    quote: Quote | None = None
    instant_price: int | None = None

    @property
    def quote_url(self) -> str:
        return reverse("convoy:quote", args=[self.number])


def trip_rows(
    trips: Iterable[Trip],
    *,
    counts: Mapping[int, int],
    home: Point | None = None,
    missing: Mapping[int, list[Certification]] | None = None,
    own: Mapping[int, Quote] | None = None,
) -> list[TripRow]:
    return [
        TripRow(
            number=trip.number,
            url=reverse("convoy:partner-trip", args=[trip.number]),
            tags=tag_words(trip),
            from_city=trip.from_city,
            to_city=trip.to_city,
            from_place=f"{trip.from_country} {trip.from_postcode}",
            to_place=f"{trip.to_country} {trip.to_postcode}",
            client=trip.client_name,
            vehicle=trip.vehicle_title,
            delivery=str(DeliveryType(trip.delivery_type).label),
            starts=short_day(trip.starts_on),
            ends=short_day(trip.ends_on),
            start_is_fixed=trip.start_is_fixed,
            end_is_fixed=trip.end_is_fixed,
            distance_km=trip.distance_km,
            duration=duration_words(trip.duration_minutes),
            quotes=bucket(counts.get(trip.pk, 0)),
            away_km=km_between(home, start_of(trip)),
            missing=(missing or {}).get(trip.pk, []),
            quote=(own or {}).get(trip.pk),
            instant_price=trip.instant_price_amount,
        )
        for trip in trips
    ]


def tag_words(trip: Trip) -> list[str]:
    return [str(Tag(tag).label) for tag in trip.tags]


def window_words(trip: Trip) -> str:
    if trip.starts_on == trip.ends_on:
        return short_day(trip.starts_on)
    return f"{short_day(trip.starts_on)} – {short_day(trip.ends_on)}"


@dataclass(frozen=True, slots=True)
class QuoteRow:
    quote: Quote
    trip: Trip
    url: str
    state: str
    tone: str
    dates: str
    reason: str
    is_editable: bool


def quote_rows(quotes: Iterable[Quote]) -> list[QuoteRow]:
    return [
        QuoteRow(
            quote=quote,
            trip=quote.trip,
            url=reverse("convoy:partner-trip", args=[quote.trip.number]),
            state=str(Quote.State(quote.state).label),
            tone=QUOTE_TONES[Quote.State(quote.state)],
            dates=_dates(quote.starts_on, quote.ends_on),
            reason=_reason(quote),
            is_editable=quote.state == Quote.State.SUBMITTED and quote.trip.state == Trip.State.OPEN,
        )
        for quote in quotes
    ]


@dataclass(frozen=True, slots=True)
class MissionRow:
    mission: Mission
    trip: Trip
    url: str
    state: str
    tone: str
    dates: str
    is_certifiable: bool


def mission_rows(missions: Iterable[Mission], route: str) -> list[MissionRow]:
    return [
        MissionRow(
            mission=mission,
            trip=mission.trip,
            url=reverse(route, args=[mission.number]),
            state=str(Mission.State(mission.state).label),
            tone=MISSION_TONES[Mission.State(mission.state)],
            dates=_dates(mission.starts_on, mission.ends_on),
            is_certifiable=mission.state == Mission.State.DELIVERED,
        )
        for mission in missions
    ]


def count_words(count: int) -> str:
    return ngettext("%(count)s trip", "%(count)s trips", count) % {"count": count}


def _dates(first: date, last: date) -> str:
    return short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"


def _reason(quote: Quote) -> str:
    if quote.state == Quote.State.NOT_SELECTED:
        return _("Another driver was chosen.")
    if quote.state != Quote.State.REFUSED:
        return ""
    words = str(quote.get_refusal_reason_display()).capitalize()
    return f"{words}: {quote.refusal_note}" if quote.refusal_note else f"{words}."


def routes_between(points: Sequence[Point]) -> str:
    """The way on OpenStreetMap: a link that the driver opens, nothing that we ask."""
    way = "%3B".join(f"{latitude:.5f}%2C{longitude:.5f}" for latitude, longitude in points)
    return f"https://www.openstreetmap.org/directions?engine=fossgis_osrm_car&route={way}"
