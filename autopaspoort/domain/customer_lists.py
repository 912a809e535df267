"""A customer list from upload to plan: checked and staged at once, confirmed by a person, due at 01:00."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from autopaspoort.customer_list.lines import CheckedLine
from autopaspoort.customer_list.reader import read_customer_list
from autopaspoort.domain.batch import CUSTOMER_LIST
from autopaspoort.models import BatchRow, CustomerList
from garageflow.audit.domain import record
from garageflow.customers.identity import email_identity, name_key, plate_identity
from garageflow.errors import DomainError
from garageflow.failpoints import fail_point
from garageflow.jobs.domain.batch import plan_job
from garageflow.jobs.domain.schedule import next_night
from garageflow.jobs.models import BatchJob
from garageflow.tables.limits import Limits
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage

# Personal data of a file are kept no longer than needed to correct and upload it again.
KEEP_CONTENT = timedelta(days=30)
KEEP_UNCONFIRMED = timedelta(days=1)
# psycopg's work for each piece that it is given costs as much as checking a third of a line.
_LINES_AT_ONCE = 200


class AlreadyConfirmed(DomainError):
    pass


class NothingToLoad(DomainError):
    pass


class LoadedBefore(DomainError):
    """The same file was confirmed before; loading it again has to be wished."""

    field = "again"


@dataclass(frozen=True, slots=True)
class Staged:
    customer_list: CustomerList
    loaded_before: CustomerList | None


@transaction.atomic
def stage_customer_list(
    path: Path, *, file_name: str, by: Actor, limits: Limits | None = None
) -> CustomerList:
    """Read and check a file and keep its lines for the preview. Nothing of it is a customer yet.

    Raises FileRefused (garageflow.tables) when the file as a whole cannot be taken; nothing is stored then.
    """
    limits = limits or Limits(
        file_bytes=settings.CUSTOMER_LIST_MAX_BYTES, rows=settings.CUSTOMER_LIST_MAX_ROWS
    )
    with (
        read_customer_list(path, garage_country=active_garage().country, limits=limits) as reader,
        connection.cursor() as cursor,
    ):
        cursor.execute(_CREATE_STAGED)
        with cursor.copy(_COPY_STAGED) as copy:
            lines = map(_copy_line, reader)
            while block := "".join(islice(lines, _LINES_AT_ONCE)):
                copy.write(block)
        fail_point("stage.after_copy")
        counts = _count(cursor)
        customer_list = CustomerList.objects.create(
            file_name=file_name[:150],
            sha256=_sha256(path),
            uploaded_by=by.member,
            reading=reader.facts,
            **counts,
        )
        cursor.execute(_KEEP_STAGED, {"garage": active_garage().pk, "list": customer_list.pk})
        cursor.execute("DROP TABLE staged")
    record(
        "autopaspoort.customer_list_uploaded",
        customer_list,
        by=by,
        file_name=customer_list.file_name,
        lines=customer_list.lines,
    )
    return customer_list


def loaded_before(customer_list: CustomerList) -> CustomerList | None:
    """The newest list with the same bytes that was confirmed and not cancelled."""
    return (
        CustomerList.objects.filter(sha256=customer_list.sha256, job__isnull=False)
        .exclude(pk=customer_list.pk)
        .exclude(job__state=BatchJob.State.CANCELLED)
        .select_related("job")
        .newest_first()
        .first()
    )


@transaction.atomic
def confirm_customer_list(
    customer_list: CustomerList, *, send: bool, by: Actor, again: bool = False, at_once: bool = False
) -> BatchJob:
    """Plan the batch for the next 01:00 on the garage's clock.

    Raises AlreadyConfirmed, NothingToLoad, or LoadedBefore unless `again`.
    """
    customer_list = CustomerList.objects.select_for_update().get(pk=customer_list.pk)
    if customer_list.job_id is not None:
        raise AlreadyConfirmed(_("This list is planned already."))
    if not customer_list.accepted:
        raise NothingToLoad(_("Every line of this list was refused: there is nothing to load."))
    before = loaded_before(customer_list)
    if before is not None and not again:
        uploaded_at = date_format(active_garage().local_time(before.uploaded_at), "DATETIME_FORMAT")
        raise LoadedBefore(
            _("The same file was loaded on %(date)s already. Tick this to load it again.")
            % {"date": uploaded_at}
        )
    planned_for = None if at_once else next_night(active_garage().local_time())
    job = plan_job(
        CUSTOMER_LIST, name=customer_list.file_name, total=customer_list.lines, by=by, planned_for=planned_for
    )
    customer_list.job = job
    customer_list.send_passports = send
    customer_list.save(update_fields=["job", "send_passports"])
    return job


@transaction.atomic
def discard_customer_list(customer_list: CustomerList, *, by: Actor) -> None:
    """Throw away a list that was not confirmed."""
    customer_list = CustomerList.objects.select_for_update().get(pk=customer_list.pk)
    if customer_list.job_id is not None:
        raise AlreadyConfirmed(_("This list is planned already."))
    BatchRow.objects.filter(customer_list=customer_list).delete()
    record("autopaspoort.customer_list_discarded", customer_list, by=by, file_name=customer_list.file_name)
    customer_list.delete()


def remove_old_content(garage: Garage, night: date) -> int:
    """Nightly step: lists nobody confirmed go, and of finished ones the personal data of the file."""
    now = timezone.now()
    never_confirmed = list(CustomerList.objects.filter(job=None, uploaded_at__lt=now - KEEP_UNCONFIRMED))
    for unconfirmed in never_confirmed:
        BatchRow.objects.filter(customer_list=unconfirmed).delete()
        unconfirmed.delete()
    old = list(CustomerList.objects.filter(content_deleted_at=None, job__finished_at__lt=now - KEEP_CONTENT))
    for customer_list in old:
        BatchRow.objects.filter(customer_list=customer_list).update(
            cells=None,
            findings=None,
            first_name="",
            last_name="",
            name_key="",
            email="",
            identity="",
            street="",
            house_number="",
            postcode="",
            city="",
            phone="",
        )
        customer_list.content_deleted_at = now
        customer_list.save(update_fields=["content_deleted_at"])
    return len(never_confirmed) + len(old)


def planned_lists(moment: datetime | None = None) -> int:
    """How many batches wait for tonight."""
    return BatchJob.objects.filter(kind=CUSTOMER_LIST, state=BatchJob.State.NOT_STARTED).count()


_STAGED_COLUMNS = (
    "line", "outcome", "findings", "cells", "plate", "plate_country", "plate_display", "identity",
    "first_name", "last_name", "name_key", "email", "street", "house_number", "postcode", "city",
    "phone", "vin", "inspection_due_on",
)  # fmt: skip
_CREATE_STAGED = """
CREATE TEMPORARY TABLE staged (
    line integer, outcome text, findings jsonb, cells text[],
    plate text, plate_country text, plate_display text, identity text,
    first_name text, last_name text, name_key text, email text,
    street text, house_number text, postcode text, city text,
    phone text, vin text, inspection_due_on date
) ON COMMIT DROP
"""
_COPY_STAGED = f"COPY staged ({', '.join(_STAGED_COLUMNS)}) FROM STDIN"

# The first line with a plate counts, later ones are double; the last line of a customer says how he is
# called.
_KEEP_STAGED = """
INSERT INTO autopaspoort_batchrow (
    garage_id, customer_list_id, line, outcome, findings,
    cells, plate, plate_country, plate_display, identity,
    leads,
    first_name, last_name, name_key, email, street, house_number, postcode, city, phone, vin,
    inspection_due_on, offer_round)
SELECT %(garage)s, %(list)s, line,
       CASE WHEN is_double THEN 'duplicate' ELSE outcome END,
       CASE WHEN is_double
            THEN jsonb_build_array(jsonb_build_array('DUPLICATE_PLATE', 'plate', plate_display))
            ELSE findings END,
       cells, plate, plate_country, plate_display, identity,
       outcome = 'pending' AND NOT is_double
           AND row_number() OVER (PARTITION BY identity, outcome, is_double ORDER BY line DESC) = 1,
       first_name, last_name, name_key, email, street, house_number, postcode, city, phone, vin,
       inspection_due_on, 0
FROM (SELECT *, outcome = 'pending'
             AND row_number() OVER (PARTITION BY plate_country, plate, outcome ORDER BY line) > 1 AS is_double
      FROM staged) s
ORDER BY line
"""

_COUNT = """
SELECT count(*), count(*) FILTER (WHERE outcome = 'pending' AND first),
       count(*) FILTER (WHERE outcome = 'pending' AND first AND findings IS NOT NULL)
FROM (SELECT outcome, findings,
             row_number() OVER (PARTITION BY plate_country, plate, outcome ORDER BY line) = 1 AS first
      FROM staged) s
"""


def _count(cursor: Any) -> dict[str, int]:
    cursor.execute(_COUNT)
    lines, accepted, warned = cursor.fetchone()
    return {"lines": lines, "accepted": accepted, "warned": warned, "refused": lines - accepted}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_line(checked: CheckedLine) -> str:
    """One line in COPY's text format. Written by hand: half of the time of a generic writer."""
    findings = r"\N"
    cells = r"\N"
    if checked.findings:
        findings = _escape(json.dumps([list(finding) for finding in checked.findings], ensure_ascii=False))
        cells = _escape(_array_literal(checked.cells))
    if checked.refused:
        key = sort_key = ""
    else:
        key = (
            email_identity(checked.email_key)
            if checked.email_is_usable
            else plate_identity(checked.plate_country, checked.plate)
        )
        sort_key = name_key(checked.last_name, checked.first_name)
    texts = "\t".join(
        (
            checked.plate, checked.plate_country, checked.plate_display, key,
            checked.first_name, checked.last_name, sort_key, checked.email,
            checked.street, checked.house_number, checked.postcode, checked.city,
            checked.phone, checked.vin,
        )
    )  # fmt: skip
    # Values hold no control characters (autopaspoort.customer_list.lines), so only a backslash needs care.
    if "\\" in texts:
        texts = texts.replace("\\", "\\\\")
    outcome = "refused" if checked.refused else "pending"
    inspection = checked.inspection_due_on.isoformat() if checked.inspection_due_on else r"\N"
    return f"{checked.line}\t{outcome}\t{findings}\t{cells}\t{texts}\t{inspection}\n"


def _array_literal(cells: Sequence[str]) -> str:
    quoted = ('"' + cell.replace("\\", "\\\\").replace('"', '\\"') + '"' for cell in cells)
    return "{" + ",".join(quoted) + "}"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
