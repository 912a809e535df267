"""The dispatcher's two pictures of all trips: by state, and by day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from convoy.models import Trip
from convoy.models.trip import TripQuerySet
from convoy.rows import TRIP_TONES, window_words

_ON_BOARD = (
    Trip.State.DRAFT,
    Trip.State.OPEN,
    Trip.State.ASSIGNED,
    Trip.State.IN_PROGRESS,
    Trip.State.COMPLETED,
)
_MOST_ON_BOARD = 250
_WEEKS = 4


@dataclass(frozen=True, slots=True)
class Column:
    label: str
    tone: str
    cards: list[dict[str, Any]]


def board_columns(trips: TripQuerySet) -> list[Column]:
    cards: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for trip in trips.filter(state__in=_ON_BOARD).order_by("starts_on", "pk")[:_MOST_ON_BOARD]:
        cards[trip.state].append(_card(trip))
    return [
        Column(str(state.label).capitalize(), TRIP_TONES[state], cards[state.value]) for state in _ON_BOARD
    ]


def calendar_weeks(trips: TripQuerySet, today: date) -> list[list[dict[str, Any]]]:
    """Each trip on each day of its window."""
    monday = today - timedelta(days=today.weekday())
    last = monday + timedelta(days=7 * _WEEKS - 1)
    by_day: dict[date, list[dict[str, Any]]] = defaultdict(list)
    shown = trips.exclude(state__in=(Trip.State.CANCELLED, Trip.State.EXPIRED))
    for trip in shown.filter(starts_on__lte=last, ends_on__gte=monday).order_by("starts_on", "pk")[
        :_MOST_ON_BOARD
    ]:
        day = max(trip.starts_on, monday)
        while day <= min(trip.ends_on, last):
            by_day[day].append(_card(trip))
            day += timedelta(days=1)
    days = [monday + timedelta(days=number) for number in range(7 * _WEEKS)]
    cells = [{"day": day, "is_today": day == today, "trips": by_day[day]} for day in days]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _card(trip: Trip) -> dict[str, Any]:
    return {
        "url": reverse("convoy:trip", args=[trip.number]),
        "number": trip.number,
        "from_city": trip.from_city,
        "to_city": trip.to_city,
        "vehicle": trip.vehicle_title,
        "client": trip.client_name,
        "window": window_words(trip),
        "tone": TRIP_TONES[Trip.State(trip.state)],
        "state": str(Trip.State(trip.state).label),
    }
