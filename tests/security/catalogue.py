"""What PostgreSQL's catalogue says about tables, keys and rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from garageflow.tenancy.fields import TenantForeignKey
from garageflow.tenancy.models import TenantOneToOneField
from tests.security.rows import tenant_models
from tests.security.shared_tables import SHARED_TABLES

RULE = "(garage_id = (current_setting('garageflow.garage_id'::text))::bigint)"

_ORDINARY_TABLES = "relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f')"

_ONLY_THE_GARAGE = "int8range(garage_id, garage_id, '[]'::text)"
# docs/adr/0006-copies-kept-by-triggers.md: they run with the rights of whoever writes.
KEEPING_COPIES = {
    "stock_plain",
    "stock_copy_vehicle",
    "stock_note_change",
    "stock_vehicle_changed",
    "stock_readings_changed",
    "stock_copies",
    "stock_vehicle",
    "stock_reading_added",
    "stock_reading_changed",
    "stock_listing_added",
    "stock_listing_changed",
    "stock_listing_removed",
}

ForeignKeys = dict[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Catalogue:
    connection: BaseDatabaseWrapper

    def rows(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()

    def tables(self) -> set[str]:
        return {name for (name,) in self.rows(f"SELECT relname FROM pg_class WHERE {_ORDINARY_TABLES}")}

    def tenant_tables(self) -> set[str]:
        """Every table that is not shared for a reason."""
        return self.tables() - set(SHARED_TABLES)

    def open_tables(self) -> set[str]:
        """Tables of garages that are not locked exactly as EnableRowSecurity does it."""
        locked = self.rows(
            f"""
            SELECT relname FROM pg_class
            WHERE {_ORDINARY_TABLES} AND relrowsecurity
              AND EXISTS (SELECT FROM pg_attribute WHERE attrelid = pg_class.oid
                          AND attname = 'garage_id' AND attnotnull)
              AND (SELECT array_agg(ROW(polcmd, polpermissive, polroles, pg_get_expr(polqual, polrelid),
                                        pg_get_expr(polwithcheck, polrelid))::text)
                   FROM pg_policy WHERE polrelid = pg_class.oid)
                  = ARRAY[ROW('*'::"char", true, ARRAY[0]::oid[], %s::text, %s::text)::text]
            """,
            RULE,
            RULE,
        )
        return self.tenant_tables() - {name for (name,) in locked}

    def indexes_not_led_by_garage(self) -> set[str]:
        """Exempt: the column of a one-to-one field, which holds a key; a key exists once in all garages.

        An exclusion constraint is led by the range that holds only the garage.
        """
        found = self.rows(
            """
            SELECT tab.relname, index.relname, indisunique AND indnkeyatts = 1,
                   CASE WHEN indisexclusion THEN pg_get_indexdef(indexrelid, 1, true) ELSE
                   (SELECT attname FROM pg_attribute WHERE attrelid = indrelid AND attnum = indkey[0]) END
            FROM pg_index
            JOIN pg_class tab ON tab.oid = indrelid JOIN pg_class index ON index.oid = indexrelid
            WHERE tab.relname = ANY(%s) AND NOT indisprimary
            """,
            list(self.tenant_tables()),
        )
        return {
            index
            for table, index, is_single_key, column in found
            if column not in ("garage_id", _ONLY_THE_GARAGE)
            and not (is_single_key and (table, column) in _one_to_one_columns())
        }

    def indexes_without_leakproof_operator(self) -> list[tuple[str, str]]:
        """Under row security a condition with another operator cannot use the index (house style §5).

        An exclusion constraint is no way to read: the database checks it past row security.
        """
        found = self.rows(
            """
            SELECT DISTINCT index.relname, format_type(op.oprleft, NULL)
            FROM pg_index
            JOIN pg_class tab ON tab.oid = indrelid JOIN pg_class index ON index.oid = indexrelid,
                 LATERAL unnest(indclass::oid[]) class
            JOIN pg_opclass ON pg_opclass.oid = class
            JOIN pg_amop ON amopfamily = opcfamily AND amoplefttype = opcintype AND amoprighttype = opcintype
            JOIN pg_operator op ON op.oid = amopopr JOIN pg_proc ON pg_proc.oid = op.oprcode
            WHERE tab.relname = ANY(%s) AND NOT proleakproof AND NOT indisexclusion
            """,
            list(self.tenant_tables()),
        )
        return [(index, kind) for index, kind in found]

    def indexes_on_expressions(self) -> list[str]:
        """A function in an index (upper, lower) is hardly ever leakproof: store a normalised column."""
        found = self.rows(
            "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indrelid"
            " WHERE relname = ANY(%s) AND indexprs IS NOT NULL AND NOT indisexclusion",
            list(self.tenant_tables()),
        )
        return [name for (name,) in found]

    def foreign_keys(self) -> ForeignKeys:
        """(table, columns) -> (table, columns)."""
        found = self.rows(
            """
            SELECT source.relname, target.relname,
                   (SELECT array_agg(attname::text ORDER BY place)
                    FROM unnest(conkey) WITH ORDINALITY key(num, place)
                    JOIN pg_attribute ON attrelid = conrelid AND attnum = num),
                   (SELECT array_agg(attname::text ORDER BY place)
                    FROM unnest(confkey) WITH ORDINALITY key(num, place)
                    JOIN pg_attribute ON attrelid = confrelid AND attnum = num)
            FROM pg_constraint
            JOIN pg_class source ON source.oid = conrelid JOIN pg_class target ON target.oid = confrelid
            WHERE contype = 'f'
            """
        )
        return {
            (source, tuple(columns)): (target, tuple(targets)) for source, target, columns, targets in found
        }

    def foreign_keys_not_led_by_garage(self) -> list[str]:
        tenant_tables = self.tenant_tables()
        return [
            f"{table} {columns} -> {target} {targets}"
            for (table, columns), (target, targets) in self.foreign_keys().items()
            if table in tenant_tables
            and (columns, target) != (("garage_id",), "tenancy_garage")
            and (columns[0], targets) != ("garage_id", ("garage_id", "id"))
        ]

    def foreign_keys_into_garages(self) -> list[str]:
        """From shared tables: the check of such a key ignores row security and tells what rows exist."""
        tenant_tables = self.tenant_tables()
        return [
            f"{table} {columns} -> {target}"
            for (table, columns), (target, _targets) in self.foreign_keys().items()
            if table in SHARED_TABLES and target in tenant_tables
        ]

    def missing_pairs(self) -> list[str]:
        """As they would stand in the migration."""
        existing = self.foreign_keys()
        wanted = [
            (model._meta.db_table, field.column, field.related_model._meta.db_table)
            for model in tenant_models()
            for field in model._meta.concrete_fields
            if isinstance(field, TenantForeignKey)
        ]
        return [
            f'PairForeignKey("{table}", "{column}", "{target}")'
            for table, column, target in wanted
            if existing.get((table, ("garage_id", column))) != (target, ("garage_id", "id"))
        ]

    def views_functions_and_triggers(self) -> list[str]:
        """A view shows all garages unless told otherwise; a function could run with other rights."""
        found = self.rows(
            """
            SELECT relname::text FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
            UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
            """
        )
        return [name for (name,) in found if name not in KEEPING_COPIES]

    def functions_with_other_rights(self) -> list[str]:
        """SECURITY DEFINER: it would see every garage."""
        found = self.rows(
            "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        )
        return [name for (name,) in found]

    def owned(self) -> list[str]:
        """What the login that asks owns, except what it puts aside for itself (temporary tables)."""
        found = self.rows(
            """
            SELECT relname::text FROM pg_class
            WHERE relowner = current_user::regrole AND relpersistence <> 't'
              AND relnamespace <> 'pg_toast'::regnamespace
            UNION ALL SELECT proname::text FROM pg_proc WHERE proowner = current_user::regrole
            UNION ALL SELECT nspname::text FROM pg_namespace
                      WHERE nspowner = current_user::regrole AND nspname !~ '^pg_(toast_)?temp'
            UNION ALL SELECT datname::text FROM pg_database WHERE datdba = current_user::regrole
            """
        )
        return [name for (name,) in found]

    def rights(self, *privileges: str) -> set[tuple[str, str]]:
        """(table, privilege) pairs of the login that asks."""
        found = self.rows(
            f"""
            SELECT relname, privilege FROM pg_class, unnest(%s::text[]) privilege
            WHERE {_ORDINARY_TABLES} AND has_table_privilege(current_user, pg_class.oid, privilege)
            """,
            list(privileges),
        )
        return {(table, privilege) for table, privilege in found}


def _one_to_one_columns() -> set[tuple[str, str]]:
    return {
        (model._meta.db_table, field.column)
        for model in tenant_models()
        for field in model._meta.concrete_fields
        if isinstance(field, TenantOneToOneField)
    }
