from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, connections

from garageflow.tenancy.grants import apply_grants


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_site_in_use_never_sees_the_moment_without_rights():
    """`migrate` runs while the version of before still answers."""
    seen: list[bool] = []

    def look(execute: Any, *arguments: Any) -> Any:
        result = execute(*arguments)
        with connection.cursor() as cursor:
            cursor.execute("SELECT has_table_privilege(current_user, 'vehicles_vehicle', 'UPDATE')")
            seen.append(cursor.fetchone()[0])
        return result

    with connections["owner"].execute_wrapper(look):
        apply_grants(connections["owner"])

    assert len(seen) > 50
    assert all(seen)
