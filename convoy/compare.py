"""Quotes side by side, and drivers who could be asked: what a dispatcher chooses by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from convoy.domain.assessment import Assessment, Facts, assess
from convoy.domain.finding import home_of, km_between, start_of
from convoy.domain.missions import average_rating
from convoy.models import Certification, Driver, Quote, Trip
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


def quotes_of(trip: Trip) -> list[Quote]:
    """Live ones first, the cheapest in front; each with its mission, if it became one."""
    rows = trip.quotes.select_related("driver", "w_plate", "mission")
    quotes = list(rows.annotate(average_rating=average_rating("driver")).order_by("pk"))
    quotes.sort(key=lambda quote: (quote.state != Quote.State.SUBMITTED, quote.total_amount, quote.pk))
    return quotes


def quote_columns(trip: Trip, quotes: Sequence[Quote], required: list[Certification]) -> list[QuoteColumn]:
    if not quotes:
        return []
    facts = Facts.of(
        trip,
        [quote.driver_id for quote in quotes],
        min(quote.starts_on for quote in quotes),
        max(quote.ends_on for quote in quotes),
        required,
    )
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
            rating=rating_words(quote.average_rating),  # type: ignore[attr-defined]
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
    ready = Driver.objects.active().filter(profile_completed_at__isnull=False).by_name()
    drivers: list[Any] = list(
        ready.annotate(
            average_rating=average_rating("pk"),
            is_asked=Exists(trip.proposals.filter(driver=OuterRef("pk"))),
            has_quoted=Exists(trip.quotes.submitted().filter(driver=OuterRef("pk"))),
        )
    )
    facts = Facts.of(trip, [driver.pk for driver in drivers], trip.starts_on, trip.ends_on)
    imagined = Quote(trip=trip, starts_on=trip.starts_on, ends_on=trip.ends_on, total_amount=None)
    rows: list[dict[str, Any]] = [
        {
            "driver": driver,
            "assessment": assess(imagined, trip, driver, facts),
            "away_km": km_between(home_of(driver), start_of(trip)),
            "rating": rating_words(driver.average_rating),
            "is_asked": driver.is_asked,
            "has_quoted": driver.has_quoted,
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
