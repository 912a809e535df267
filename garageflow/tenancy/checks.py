from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connection


@register(Tags.database)
def login_is_bound_by_row_security(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The site must not run with a login that row security does not bind."""
    if not databases or "default" not in databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT rolsuper, rolbypassrls,
                   EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
                           WHERE n.nspname = 'public' AND relkind = 'r'
                             AND pg_has_role(current_user, relowner, 'USAGE'))
            FROM pg_roles WHERE rolname = current_user
            """
        )
        superuser, bypass, owner = cursor.fetchone()
    problems = {"a superuser": superuser, "a role with BYPASSRLS": bypass, "an owner of its tables": owner}
    return [
        Error(
            f"The site's database login is {problem}, so garages would see each other's data.",
            hint="Use garageflow_app in DATABASE_URL and garageflow_owner in MIGRATION_DATABASE_URL.",
            id=f"tenancy.E00{number}",
        )
        for number, (problem, is_so) in enumerate(problems.items(), start=1)
        if is_so
    ]
