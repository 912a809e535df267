"""Prepares a database of its own beside the demo's, runs the named benchmarks, judges their figures."""

from __future__ import annotations

import importlib
import os
import time

import psycopg
from psycopg import sql

from bench.figures import Figure
from garageflow.local.services import Services

DATABASE = "garageflow_bench"

BENCHMARKS = {
    "import-vs-floor": "bench.import_vs_floor",
    "import-vs-peer": "bench.import_vs_peer",
    "import-memory": "bench.import_memory",
    "reimport-writes": "bench.reimport_writes",
    "outbox-drain": "bench.outbox_drain",
    "anomaly-check": "bench.anomaly_check",
    "tenant-cost": "bench.tenant_cost",
    "invoice-pdf": "bench.invoice_pdf",
    "near-home": "bench.near_home",
    "list-vs-sql": "bench.list_vs_sql",
    "rls-index": "bench.rls_index",
    "list-scale": "bench.list_scale",
    "facets": "bench.facets",
    "deep-page": "bench.deep_page",
    "page-vs-raw": "bench.page_vs_raw",
    "page-tail": "bench.page_tail",
}


def run(names: list[str], services: Services) -> int:
    if names == ["all"]:
        names = list(BENCHMARKS)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown or not names:
        print(f"usage: python -m bench {{{' | '.join(BENCHMARKS)} | all}}")
        return 2
    prepare_django(services)
    missed = 0
    for name in names:
        began = time.monotonic()
        print(f"# {name}", flush=True)
        for figure in importlib.import_module(BENCHMARKS[name]).measure():
            print(figure.line(name), flush=True)
            missed += not figure.is_met
        print(f"  ({time.monotonic() - began:.0f} s)", flush=True)
    return 1 if missed else 0


def prepare_django(services: Services) -> None:
    """Point the environment at the benchmarks' own database, made once, and set Django up."""
    owner, app = os.environ["MIGRATION_DATABASE_URL"], os.environ["DATABASE_URL"]
    with psycopg.connect(owner, autocommit=True) as connection:
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not exists:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    os.environ.update(
        DATABASE_URL=_with_database(app),
        MIGRATION_DATABASE_URL=_with_database(owner),
        DATABASE_POOL="0",
        DATABASE_STATEMENT_TIMEOUT_MS="0",
        EMAIL_URL="dummymail://",
        RDW_URL="",
        CUSTOMER_LIST_MAX_BYTES="1000000000",
        CUSTOMER_LIST_MAX_ROWS="2000000",
        WORK_LEASE_SECONDS="600",
        LOG_LEVEL="WARNING",
        DJANGO_SETTINGS_MODULE="garageflow.settings",
    )
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _with_database(url: str) -> str:
    return url.rpartition("/")[0] + "/" + DATABASE


__all__ = ["BENCHMARKS", "Figure", "prepare_django", "run"]
