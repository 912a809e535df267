"""A digest of all rows of all garages, to compare what two runs made."""

import hashlib
import re
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection
from django.utils import timezone

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage

# They hold ids, and the sequences that give them are not set back by a roll-back; or what must never be the
# same twice: names of files, salts, tokens.
NOT_COMPARED = {
    "subject_id",
    "subject",
    "idempotency_key",
    "key",
    "file",
    "guid",
    "params",
    "facts",
    "undo",
    "former_id",
    "mark",
}
# Their words and periods name ids, case numbers or the moment of making.
NOT_COMPARED_TABLES = {
    "audit.Entry",
    "carpass.OdometerReport",
    "carshare.Booking",
    "convoy.PaymentFile",
    "documents.PdfOrder",
    "jobs.BatchJob",
}
_RANDOM = re.compile(r"(^|_)(encrypted|password|hash|token|secret|sha256|uuid|cookie)(_|$)")


def fingerprint():
    """By garage and table, of every row of the product, without ids and the moment at which it was made."""
    digests = {}
    now = timezone.now() - timedelta(hours=1)
    with connection.cursor() as cursor:
        for garage in Garage.objects.order_by("slug"):
            with garage_active(garage):
                for model in apps.get_models():
                    if not hasattr(model, "garage") or model._meta.label in NOT_COMPARED_TABLES:
                        continue
                    names = [
                        field.column
                        for field in model._meta.concrete_fields
                        if not field.is_relation
                        and not field.primary_key
                        and field.column not in NOT_COMPARED
                        and not _RANDOM.search(field.column)
                    ]
                    columns = ", ".join(f'"{name}"' for name in names) or "1"
                    # Shared tables show the rows of all garages.
                    cursor.execute(
                        f"SELECT {columns} FROM {model._meta.db_table} WHERE garage_id = %s", [garage.pk]
                    )
                    rows = sorted(repr([_day_of(value, now) for value in row]) for row in cursor.fetchall())
                    found = hashlib.sha256(repr(rows).encode()).hexdigest()
                    digests[f"{garage.slug} {model._meta.label}"] = found
    return digests


def _day_of(value, now):
    """A moment counts by its day: some are told back from the moment at which the demo is made."""
    if not isinstance(value, datetime):
        return value
    return None if value > now else value.date()
