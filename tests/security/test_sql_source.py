"""What hand-written SQL may not do, read from the source (S3): nothing outlives its transaction."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

PACKAGES = ("garageflow", "autopaspoort", "stock", "carpass", "convoy", "carshare")

# Settings of a session would be met by the next request on the same pooled connection: another garage's.
_OF_A_SESSION = re.compile(
    r"""
    \bSET\s+(SESSION\b|ROLE\s+(?!=)|TIME\s+ZONE|search_path|row_security|garageflow\.)
    | \bRESET\s+(ROLE|ALL|garageflow\.)
    | \bset_config\s*\(.*,\s*false\s*\)
    | \brow_security\b
    | \bSECURITY\s+DEFINER\b
    | \bBYPASSRLS\b
    | \bTRUNCATE\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# The owner's login sees all garages: migrations, and what is done to whole garages.
_OWNER = re.compile(r"""connections\[["']owner["']\]|using\(["']owner["']\)|using=["']owner["']""")

MAY_SAY_SO = {
    "garageflow/tenancy/checks.py": "looks for these rights to refuse them",
    "garageflow/tenancy/grants.py": "grants are the owner's",
    "garageflow/tenancy/management/commands/migrate.py": "tables are made by their owner",
    "garageflow/backup/tables.py": "whole tables in and out are the owner's",
    "garageflow/backup/garage.py": "takes in and deletes whole garages as the owner",
    "garageflow/local/postgres.py": "makes the two logins of the embedded server",
}


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((settings.BASE_DIR / package).rglob("*.py"))


def suspicious_strings(text: str) -> list[str]:
    """String literals with such SQL, and uses of the owner's connection."""
    literals = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    documentation = _docstrings(text)
    sql = [literal for literal in literals if literal not in documentation]
    return [literal for literal in sql if _OF_A_SESSION.search(literal)] + _OWNER.findall(text)


def _docstrings(text: str) -> set[str]:
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, kinds)]
    return {ast.get_docstring(node, clean=False) or "" for node in nodes}


def test_no_sql_outlives_its_transaction_or_passes_row_security_by():
    found = {
        name: suspicious
        for path in sources()
        if (name := str(path.relative_to(settings.BASE_DIR))) not in MAY_SAY_SO
        and "/migrations/" not in name
        and (suspicious := suspicious_strings(path.read_text()))
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "cursor.execute(\"SET garageflow.garage_id = '7'\")",
        'cursor.execute("SET ROLE garageflow_owner")',
        "cursor.execute(\"SELECT set_config('garageflow.garage_id', %s, false)\", [7])",
        "cursor.execute('SET row_security = off')",
        "cursor.execute('truncate vehicles_vehicle')",
        'Vehicle.objects.using("owner").all()',
        'connections["owner"].cursor()',
    ],
)
def test_what_is_forbidden_is_found(source: str):
    assert suspicious_strings(source)


@pytest.mark.parametrize(
    "source",
    [
        "cursor.execute(\"SELECT set_config('garageflow.garage_id', %s, true)\", [7])",
        "cursor.execute('UPDATE x SET role = %s')",
        "cursor.execute('SET LOCAL lock_timeout = 1000')",
        '"""A docstring about BYPASSRLS."""',
    ],
)
def test_what_is_allowed_is_not_found(source: str):
    assert not suspicious_strings(source)
