"""The figures of a garage by month: from passport to appointment (spec 30 §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    created: int
    offered: int
    accepted: int
    mails: int
    bounced: int
    due: int
    done: int
    # Cents.
    approved: int

    @property
    def bounce_rate(self) -> float:
        """Per cent of the mails of the month."""
        return 100 * self.bounced / self.mails if self.mails else 0.0


def months_until(today: date, zone: str) -> list[Month]:
    """The last twelve, the present one at the end. One statement: each count reads a table once."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_MONTH, {"today": today, "zone": zone, "before": MONTHS - 1})
        return [Month(*row) for row in cursor.fetchall()]


# "Due" are the inspections of which an owner was reminded; "done here" those for which he then had a
# confirmed appointment, from sixty days before to thirty after.
_BY_MONTH = """
WITH months AS (
    SELECT m::date AS first, (m + interval '1 month')::date AS next
    FROM generate_series(date_trunc('month', %(today)s::timestamp) - make_interval(months => %(before)s),
                         date_trunc('month', %(today)s::timestamp), interval '1 month') AS m
), created AS (
    SELECT date_trunc('month', created_at AT TIME ZONE %(zone)s)::date AS first, count(*) AS n
    FROM autopaspoort_passport GROUP BY 1
), offered AS (
    SELECT date_trunc('month', offered_at AT TIME ZONE %(zone)s)::date AS first, count(*) AS n
    FROM autopaspoort_passport WHERE offered_at IS NOT NULL GROUP BY 1
), accepted AS (
    SELECT date_trunc('month', accepted_at AT TIME ZONE %(zone)s)::date AS first, count(*) AS n
    FROM autopaspoort_passport WHERE accepted_at IS NOT NULL GROUP BY 1
), mails AS (
    SELECT date_trunc('month', sent_at AT TIME ZONE %(zone)s)::date AS first, count(*) AS n,
           count(*) FILTER (WHERE state = 'bounced') AS bounced
    FROM mail_outboxmail WHERE kind ^@ 'autopaspoort.' AND sent_at IS NOT NULL GROUP BY 1
), due AS (
    SELECT date_trunc('month', due_on::timestamp)::date AS first, count(*) AS n,
           count(*) FILTER (WHERE done) AS done
    FROM (SELECT DISTINCT r.passport_id, r.due_on, EXISTS (
              SELECT FROM autopaspoort_appointment a
              WHERE a.passport_id = r.passport_id AND a.state = 'confirmed' AND a.reason = 'inspection'
                AND (a.starts_at AT TIME ZONE %(zone)s)::date BETWEEN r.due_on - 60 AND r.due_on + 30) AS done
          FROM autopaspoort_reminder r WHERE r.work_id IS NULL) AS reminded GROUP BY 1
), approved AS (
    SELECT date_trunc('month', d.decided_at AT TIME ZONE %(zone)s)::date AS first, sum(a.price_cents) AS n
    FROM autopaspoort_advicedecision d JOIN autopaspoort_advice a ON a.id = d.advice_id
    WHERE d.decision = 'approved' GROUP BY 1
)
SELECT m.first, coalesce(created.n, 0), coalesce(offered.n, 0), coalesce(accepted.n, 0), coalesce(mails.n, 0),
       coalesce(mails.bounced, 0), coalesce(due.n, 0), coalesce(due.done, 0), coalesce(approved.n, 0)::bigint
FROM months m LEFT JOIN created USING (first) LEFT JOIN offered USING (first) LEFT JOIN accepted USING (first)
LEFT JOIN mails USING (first) LEFT JOIN due USING (first) LEFT JOIN approved USING (first) ORDER BY m.first
"""
