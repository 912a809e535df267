"""Migration operations of a multi-tenant schema (docs/adr/0001-one-lock-in-the-database.md)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import migrations
from django.db.migrations.operations.base import Operation


class EnableRowSecurity(migrations.RunSQL):
    """Show and accept only rows of the active garage.

    The setting is read inline, without default: without an active garage every query is an error.
    (Wrapped in a sub-select it is 20 to 38 times slower: docs/measured.md, section 1.)
    The pair (garage_id, id) is what foreign keys of other tenant tables point to.

    Without statistics on garage_id the planner takes every garage for a 200th of the table. With them it
    takes a garage that ANALYZE has not seen yet for empty, holds every index led by garage for equally good,
    and may scan the garage for each row of a join (measured: 56 s instead of 40 ms for one chunk of a
    customer list).
    """

    def __init__(self, table: str) -> None:
        self.table = table
        rule = "garage_id = current_setting('garageflow.garage_id')::bigint"
        super().__init__(
            sql=[
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_pair UNIQUE (garage_id, id)",
                f"ALTER TABLE {table} ALTER COLUMN garage_id SET STATISTICS 0",
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"CREATE POLICY garage ON {table} USING ({rule}) WITH CHECK ({rule})",
            ],
            reverse_sql=[
                f"DROP POLICY garage ON {table}",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} ALTER COLUMN garage_id SET STATISTICS DEFAULT",
                f"ALTER TABLE {table} DROP CONSTRAINT {table}_pair",
            ],
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__name__, [self.table], {})


class PairForeignKey(migrations.RunSQL):
    """FOREIGN KEY (garage_id, column) REFERENCES to_table (garage_id, id)."""

    def __init__(self, table: str, column: str, to_table: str) -> None:
        self.arguments = (table, column, to_table)
        name = f"{table}_{column}_pair"
        super().__init__(
            sql=(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (garage_id, {column}) "
                f"REFERENCES {to_table} (garage_id, id) DEFERRABLE"
            ),
            reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
        )

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return (self.__class__.__name__, list(self.arguments), {})


class MoveTenantTable(migrations.RunSQL):
    """A table that another app made becomes one of this app: rows, lock and rights stay as they are.

    `pairs`: its columns with a PairForeignKey, whose constraints carry the name of the table.
    """

    def __init__(
        self, old: str, table: str, *, pairs: Sequence[str], state_operations: Sequence[Operation]
    ) -> None:
        self.old, self.table, self.pairs = old, table, pairs
        super().__init__(
            sql=self._renaming(old, table),
            reverse_sql=self._renaming(table, old),
            state_operations=list(state_operations),
        )

    def _renaming(self, old: str, new: str) -> str:
        named = ["pair", *(f"{column}_pair" for column in self.pairs)]
        steps = [
            f"ALTER TABLE {old} RENAME TO {new}",
            f"ALTER SEQUENCE {old}_id_seq RENAME TO {new}_id_seq",
            *(f"ALTER TABLE {new} RENAME CONSTRAINT {old}_{name} TO {new}_{name}" for name in named),
        ]
        return ";\n".join(steps)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        facts: dict[str, object] = {"pairs": self.pairs, "state_operations": self.state_operations}
        return (self.__class__.__name__, [self.old, self.table], facts)
