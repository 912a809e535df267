"""Quotes side by side, and drivers who could be asked: what a dispatcher chooses by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from convoy.domain.assessment import Assessment, Facts, assess
from convoy.domain.finding import home_of, km_between, start_of
from convoy.domain.missions import average_ratings
from convoy.models import Driver, Quote, Trip
from convoy.rows import QUOTE_TONES, short_day

_MOST_ASKED = 40


@dataclass(frozen=True, slots=True)
class QuoteColumn:
    quote: Quote
    driver: Driver
    assessment: Assessment
    tone: str
    state: str
    dates: str
    away_km: int | None
    rating: str
    is_open: bool
    is_cheapest: bool


def quote_columns(trip: Trip) -> list[QuoteColumn]:
    """Live ones first, the cheapest in front."""
    quotes = list(trip.quotes.select_related("driver", "w_plate").order_by("pk"))
    quotes.sort(key=lambda quote: (quote.state != Quote.State.SUBMITTED, quote.total_amount, quote.pk))
    if not quotes:
        return []
    facts = Facts.of(
        trip,
        [quote.driver_id for quote in quotes],
        min(quote.starts_on for quote in quotes),
        max(quote.ends_on for quote in quotes),
    )
    ratings = average_ratings([quote.driver for quote in quotes])
    live = [quote.total_amount for quote in quotes if quote.state == Quote.State.SUBMITTED]
    return [
        QuoteColumn(
            quote=quote,
            driver=quote.driver,
            assessment=assess(quote, trip, quote.driver, facts),
            tone=QUOTE_TONES[Quote.State(quote.state)],
            state=str(Quote.State(quote.state).label),
            dates=_days(quote),
            away_km=km_between(home_of(quote.driver), start_of(trip)),
            rating=rating_words(ratings.get(quote.driver_id)),
            is_open=trip.state == Trip.State.OPEN and quote.state == Quote.State.SUBMITTED,
            is_cheapest=len(live) > 1
            and bool(live)
            and quote.total_amount == min(live)
            and quote.state == Quote.State.SUBMITTED,
        )
        for quote in quotes
    ]


def candidate_rows(trip: Trip) -> list[dict[str, Any]]:
    """Active drivers, those who may and are near in front. As if each quoted the whole window."""
    drivers = list(Driver.objects.active().filter(profile_completed_at__isnull=False).by_name())
    facts = Facts.of(trip, [driver.pk for driver in drivers], trip.starts_on, trip.ends_on)
    asked = set(trip.proposals.values_list("driver_id", flat=True))
    quoted = set(trip.quotes.submitted().values_list("driver_id", flat=True))
    ratings = average_ratings(drivers)
    imagined = Quote(trip=trip, starts_on=trip.starts_on, ends_on=trip.ends_on, total_amount=None)
    rows: list[dict[str, Any]] = [
        {
            "driver": driver,
            "assessment": assess(imagined, trip, driver, facts),
            "away_km": km_between(home_of(driver), start_of(trip)),
            "rating": rating_words(ratings.get(driver.pk)),
            "is_asked": driver.pk in asked,
            "has_quoted": driver.pk in quoted,
        }
        for driver in drivers
    ]
    rows.sort(
        key=lambda row: (
            bool(row["assessment"].blockers),
            len(row["assessment"].warnings),
            row["away_km"] or 9999,
        )
    )
    return rows[:_MOST_ASKED]


def rating_words(average: float | None) -> str:
    return f"★ {average:.1f}".replace(".", ",") if average else _("none yet")


def _days(quote: Quote) -> str:
    if quote.starts_on == quote.ends_on:
        return short_day(quote.starts_on)
    return f"{short_day(quote.starts_on)} – {short_day(quote.ends_on)}"
