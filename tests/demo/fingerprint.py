"""A digest of all rows of all garages, to compare what two runs made."""

import hashlib
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection
from django.utils import timezone

from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage

# They hold ids, and the sequences that give them are not set back by a roll-back.
NOT_COMPARED = {"subject_id", "idempotency_key", "key", "encrypted_password"}


def fingerprint():
    """Of every row of the product, without ids and without the moment at which the demo was made."""
    digest = hashlib.sha256()
    now = timezone.now() - timedelta(hours=1)
    with connection.cursor() as cursor:
        for garage in Garage.objects.order_by("slug"):
            with garage_active(garage):
                for model in apps.get_models():
                    if not hasattr(model, "garage"):
                        continue
                    names = [
                        field.column
                        for field in model._meta.concrete_fields
                        if not field.is_relation
                        and not field.primary_key
                        and field.column not in NOT_COMPARED
                    ]
                    columns = ", ".join(f'"{name}"' for name in names)
                    cursor.execute(f"SELECT {columns} FROM {model._meta.db_table}")
                    rows = sorted(
                        repr(
                            [None if isinstance(value, datetime) and value > now else value for value in row]
                        )
                        for row in cursor.fetchall()
                    )
                    digest.update(f"{garage.slug} {model._meta.label} {rows}".encode())
    return digest.hexdigest()
