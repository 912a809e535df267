"""The counts of the home screen, in one round trip: each sub-select has an index of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from autopaspoort.domain.batch import CUSTOMER_LIST

# The page tells to add, monthly, the customers whose inspection falls in the next two months (spec 30 §3).
INSPECTION_AHEAD = timedelta(days=61)
LIST_EVERY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Overview:
    created: int
    offered: int
    accepted: int
    expired: int
    invalid_emails: int
    inspections_due: int
    lists_tonight: int
    # When a list was last confirmed.
    last_list_at: datetime | None

    @property
    def passports(self) -> int:
        return self.created + self.offered + self.accepted + self.expired

    def is_list_due(self, garage_since: datetime) -> bool:
        """A month passed without a customer list."""
        return timezone.now() - (self.last_list_at or garage_since) > LIST_EVERY


def overview(today: date) -> Overview:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"today": today, "until": inspections_until(today), "kind": CUSTOMER_LIST})
        return Overview(*cursor.fetchone())


def inspections_until(today: date) -> date:
    return today + INSPECTION_AHEAD


_COUNTS = """
SELECT (SELECT count(*) FROM autopaspoort_passport WHERE state = 'created'),
       (SELECT count(*) FROM autopaspoort_passport WHERE state = 'offered'),
       (SELECT count(*) FROM autopaspoort_passport WHERE state = 'accepted'),
       (SELECT count(*) FROM autopaspoort_passport WHERE state = 'expired'),
       (SELECT count(*) FROM customers_customer c JOIN autopaspoort_passport p ON p.customer_id = c.id
        WHERE c.email_state <> 'ok' AND p.state <> 'archived'),
       (SELECT count(*) FROM vehicles_vehicle v JOIN autopaspoort_passport p ON p.vehicle_id = v.id
        WHERE v.inspection_due_on BETWEEN %(today)s AND %(until)s AND p.state <> 'archived'),
       (SELECT count(*) FROM jobs_batchjob WHERE kind = %(kind)s AND state IN ('not_started', 'running')),
       (SELECT max(j.created_at) FROM jobs_batchjob j WHERE j.kind = %(kind)s AND j.state <> 'cancelled')
"""
