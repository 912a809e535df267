"""The batch: works a confirmed customer list through in chunks, one transaction each.

Customers, vehicles, passports, outcomes of the lines, mail rows, progress and checkpoint of a chunk are
committed together or not at all, behind the fence of the claim: a worker that dies leaves whole chunks, and
one that slept past its lease writes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.utils import timezone

from autopaspoort.domain.incoming import COLUMNS, apply_incoming, begin_incoming
from autopaspoort.models import BatchRow, CustomerList
from garageflow.audit.domain import record
from garageflow.failpoints import fail_point
from garageflow.jobs.domain.batch import add_progress, fail_job, finish_job, start_job
from garageflow.jobs.domain.work import Claim
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM

logger = logging.getLogger(__name__)

CUSTOMER_LIST = "autopaspoort.customer_list"
# Refused by the database although the checks let it pass: a fault of ours, shown on its line.
DATABASE_REFUSED = "DATABASE"


def run_customer_list(claim: Claim) -> datetime | None:
    """Handler of `autopaspoort.customer_list`; the key is the batch job's id. Goes on at the checkpoint."""
    job_id = int(claim.key)
    with claim.fenced():
        if start_job(job_id).is_finished:
            return None
    fail_point("batch.after_start")
    while True:
        with claim.fenced():
            customer_list = CustomerList.objects.select_for_update().get(job_id=job_id)
            count = _run_chunk(customer_list)
            if not count:
                _finish(customer_list)
                claim.finish()
                return None
            add_progress(job_id, count)
            fail_point("batch.before_commit")
        fail_point("batch.after_commit")
        if claim.turn_is_over:
            return timezone.now()


def run_all_chunks(customer_list: CustomerList) -> None:
    """The whole list in the transaction that is open: for a trial that is rolled back."""
    while _run_chunk(customer_list):
        customer_list.checkpoint = CustomerList.objects.values_list("checkpoint", flat=True).get(
            pk=customer_list.pk
        )


def give_up(claim: Claim, error: Exception) -> None:
    """The work failed again and again: its job says so, and can be tried again by a person."""
    with garage_active(claim.garage):
        fail_job(int(claim.key), "database" if isinstance(error, DatabaseError) else "unexpected")


def _run_chunk(customer_list: CustomerList) -> int:
    """The next lines after the checkpoint. Returns how many lines of the file were accounted for."""
    last = _last_line_of_chunk(customer_list)
    if last is None:
        return 0
    first = customer_list.checkpoint + 1
    try:
        with transaction.atomic():
            _apply_lines(customer_list, first, last)
    except (DataError, IntegrityError):
        logger.exception("chunk %s-%s of list %s refused; line by line now", first, last, customer_list.pk)
        _apply_one_by_one(customer_list, first, last)
    count = BatchRow.objects.filter(customer_list=customer_list, line__range=(first, last)).count()
    CustomerList.objects.filter(pk=customer_list.pk).update(checkpoint=last)
    fail_point("batch.checkpoint")
    return count


def _last_line_of_chunk(customer_list: CustomerList) -> int | None:
    rows = BatchRow.objects.filter(customer_list=customer_list, line__gt=customer_list.checkpoint)
    lines = rows.order_by("line").values_list("line", flat=True)
    full_chunk = settings.CUSTOMER_LIST_CHUNK
    last: int | None = next(iter(lines[full_chunk - 1 : full_chunk]), None) or lines.last()
    return last


def _apply_lines(customer_list: CustomerList, first: int, last: int) -> None:
    with connection.cursor() as cursor:
        begin_incoming(cursor)
        cursor.execute(
            f"INSERT INTO incoming ({COLUMNS}) SELECT {COLUMNS}"  # noqa: S608 - names of our own columns
            " FROM autopaspoort_batchrow"
            " WHERE customer_list_id = %s AND line BETWEEN %s AND %s AND outcome = 'pending' ORDER BY line",
            [customer_list.pk, first, last],
        )
        fail_point("batch.fill_incoming")
        if not cursor.rowcount:
            return
        apply_incoming(cursor, send=customer_list.send_passports)
        cursor.execute(
            """
            UPDATE autopaspoort_batchrow r SET
                outcome = CASE WHEN i.other_owner THEN 'refused' WHEN i.is_new THEN 'created'
                               WHEN i.is_changed THEN 'updated' ELSE 'unchanged' END,
                findings = CASE WHEN i.other_owner THEN jsonb_build_array(
                               jsonb_build_array('OTHER_OWNER', 'plate', i.plate_display))
                           ELSE r.findings END,
                passport_id = i.passport_id, offer_round = i.offer_round
            FROM incoming i
            WHERE r.customer_list_id = %s AND r.line BETWEEN %s AND %s AND r.line = i.line
            """,
            # The bounds keep the planner off the rest of a list of a million lines.
            [customer_list.pk, first, last],
        )
        fail_point("batch.outcomes")


def _apply_one_by_one(customer_list: CustomerList, first: int, last: int) -> None:
    """Only inside a chunk that the database refused: the good lines go through, the bad one is named."""
    rows = BatchRow.objects.filter(
        customer_list=customer_list, line__range=(first, last), outcome=BatchRow.Outcome.PENDING
    )
    for row in rows.order_by("line"):
        try:
            with transaction.atomic():
                _apply_lines(customer_list, row.line, row.line)
        except (DataError, IntegrityError) as error:
            row.outcome = BatchRow.Outcome.REFUSED
            row.findings = [[DATABASE_REFUSED, "plate", type(error).__name__]]
            row.save(update_fields=["outcome", "findings"])


def _finish(customer_list: CustomerList) -> None:
    outcomes = outcomes_of(customer_list)
    assert customer_list.job_id is not None
    with_errors = bool(outcomes.get("refused") or outcomes.get("duplicate"))
    finish_job(customer_list.job_id, with_errors=with_errors)
    job = BatchJob.objects.get(pk=customer_list.job_id)
    record("autopaspoort.customer_list_loaded", job, by=SYSTEM, **outcomes)


def outcomes_of(customer_list: CustomerList) -> dict[str, int]:
    """How many lines ended how, e.g. {"created": 812, "duplicate": 3, "refused": 7}."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outcome, count(*) FROM autopaspoort_batchrow WHERE customer_list_id = %s"
            " GROUP BY outcome ORDER BY outcome",
            [customer_list.pk],
        )
        counts: dict[str, int] = dict(cursor.fetchall())
    return counts


def mail_outcomes_of(customer_list: CustomerList) -> dict[str, int]:
    """What became of the e-mails of the list, by state of the outbox; "invalid" for unusable addresses."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT m.state, count(*) FROM autopaspoort_batchrow r
            JOIN mail_outboxmail m ON m.idempotency_key = 'offer:' || r.passport_id || ':' || r.offer_round
            WHERE r.customer_list_id = %(list)s AND r.offer_round > 0
            GROUP BY m.state
            UNION ALL
            SELECT 'invalid', count(*) FROM autopaspoort_batchrow r
            JOIN autopaspoort_passport p ON p.id = r.passport_id
            JOIN customers_customer c ON c.id = p.customer_id
            WHERE r.customer_list_id = %(list)s AND c.email_state <> 'ok'
            """,
            {"list": customer_list.pk},
        )
        counts: dict[str, int] = dict(cursor.fetchall())
    return counts
