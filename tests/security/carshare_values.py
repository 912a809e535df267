"""What rows of car sharing need beyond the types of their columns (see special_values.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from carshare.links import hash_of, validation_token
from carshare.models import Booking, Subscriber, TripInvoice
from garageflow import crypto
from garageflow.tenancy.models import Role
from tests.factories import MemberFactory

Rows = Mapping[Any, list[Any]]


def _subscribed_member(row: Any, _rows: Rows) -> Any:
    return MemberFactory(
        membership__user__email=f"s{row.email}", membership__roles=[Role.SUBSCRIBER], name=row.text
    )


def _own(model: Any) -> Any:
    """A parent of its own for each row, as long as there are any."""
    return lambda row, rows: rows[model][row.number % len(rows[model])]


def _yesterday(_row: Any, _rows: Rows) -> Any:
    return timezone.now() - timedelta(days=1)


def _tomorrow(_row: Any, _rows: Rows) -> Any:
    return timezone.now() + timedelta(days=1)


def _a_day_each(row: Any, _rows: Rows) -> DateTimeTZRange:
    since = timezone.now() + timedelta(days=row.number + 1)
    return DateTimeTZRange(since, since + timedelta(hours=2))


def _token_hash(row: Any, _rows: Rows) -> str:
    return hash_of(validation_token(row.text))


def _encrypted(row: Any, _rows: Rows) -> str:
    return crypto.encrypt(row.text)


CARSHARE_VALUES: dict[str, dict[str, Any]] = {
    "carshare.Subscriber": {
        "member": _subscribed_member,
        "validated_at": _yesterday,
        "closed_at": _yesterday,
    },
    "carshare.Licence": {"encrypted_number": _encrypted},
    "carshare.Consent": {"subscriber": _own(Subscriber)},
    "carshare.ValidationLink": {
        "subscriber": _own(Subscriber),
        "token_hash": _token_hash,
        "valid_until": _tomorrow,
    },
    "carshare.Booking": {"period": _a_day_each, "started_at": _yesterday, "returned_at": _yesterday},
    "carshare.BookingCheck": {"booking": _own(Booking)},
    "carshare.TripInvoiceLine": {"invoice": _own(TripInvoice)},
}
