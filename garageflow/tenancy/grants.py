"""What the application's login may do. Applied after every migrate, so that no table is forgotten."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

# Rows that the application writes once and can never change or remove.
APPEND_ONLY = {
    "audit_entry",
    "audit_platformentry",
    "carpass_reportevent",
    # What the owner of a car was shown stays as it was shown.
    "autopaspoort_autocheck",
    "autopaspoort_autocheckitem",
    "autopaspoort_advice",
    # What driver and counterpart signed; corrections are addenda.
    "convoy_inspection",
    "convoy_damage",
    "convoy_inspectionaddendum",
    # An invoice with a number is corrected by a credit note and by nothing else.
    "invoicing_issuedinvoice",
}
READ_ONLY = {"django_migrations"}


def apply_grants(connection: BaseDatabaseWrapper) -> None:
    """Run as the owner. No TRUNCATE and no ownership for the application: both would pass row security by.

    In one transaction: a site that is in use meanwhile never sees the moment without rights.
    """
    role = connection.ops.quote_name(str(settings.DATABASES["default"]["USER"]))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        tables = [
            table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"
        ]
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for table in tables:
            cursor.execute(f"GRANT {_rights(table)} ON {connection.ops.quote_name(table)} TO {role}")


def _rights(table: str) -> str:
    if table in READ_ONLY:
        return "SELECT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    return "SELECT, INSERT, UPDATE, DELETE"
