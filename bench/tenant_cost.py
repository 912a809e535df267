"""One page with transaction, setting and row security against the same page without any of them.

Two web servers with one worker each over one database that holds a single garage, so that both show the same
rows; requests alternate. The page is "My AutoPaspoorten" of a garage with some thousand passports.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

import psycopg
import requests
from psycopg import sql

from bench.figures import Figure
from bench.web import server
from garageflow.local.folders import VAR

DATABASE = "garageflow_bench_page"
PAGE = "/g/bench/autopaspoort/passports/"
REQUESTS = 300
LINES = 5_000

_PREPARE = """
import django
django.setup()
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connections
from bench.lists import make_list
from bench.product import import_list
from garageflow.accounts.models import User
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.models import Garage, Member, Membership
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
garage, is_new = Garage.objects.get_or_create(
    slug="bench",
    defaults={"name": "Bench", "country": "NL", "languages": ["nl"], "features": ["autopaspoort"]})
if is_new:
    user = User.objects.create_user("owner@bench.example", "a long enough phrase")
    with garage_active(garage):
        membership = Membership.objects.create(user=user, garage=garage, roles=["owner", "reception"])
        Member.objects.create(membership=membership, name="Bench")
    import_list(garage, make_list(%d))
# As autovacuum does within minutes of an import, wherever PostgreSQL runs longer than a benchmark.
connections["owner"].cursor().execute("ANALYZE")
user = User.objects.get(email="owner@bench.example")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(settings.SESSION_COOKIE_NAME, session.session_key)
"""


def measure() -> Iterator[Figure]:
    owner = os.environ["MIGRATION_DATABASE_URL"].rpartition("/")[0] + f"/{DATABASE}"
    app = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{DATABASE}"
    _create_database()
    environment = {
        **os.environ,
        "MIGRATION_DATABASE_URL": owner,
        "DATABASE_URL": app,
        "DATABASE_POOL": "1",
        "ALLOWED_HOSTS": "127.0.0.1",
        "STATIC_ROOT": str(VAR / "bench" / "static"),
    }
    prepared = subprocess.run(
        [sys.executable, "-c", _PREPARE % LINES], env=environment, capture_output=True, text=True, check=True
    )
    name, _space, key = prepared.stdout.split("\n")[-2].partition(" ")
    with (
        server("garageflow.wsgi", environment) as tenanted,
        server("bench.untenanted_wsgi", {**environment, "DATABASE_URL": owner}) as bare,
    ):
        times: dict[str, list[float]] = {tenanted: [], bare: []}
        sizes = {}
        for number in range(REQUESTS + 20):
            for address in (tenanted, bare) if number % 2 else (bare, tenanted):
                began = time.perf_counter()
                answer = requests.get(address + PAGE, cookies={name: key}, timeout=30)
                seconds = time.perf_counter() - began
                answer.raise_for_status()
                sizes[address] = len(answer.content)
                if number >= 20:
                    times[address].append(seconds)
    print(f"  with tenancy    {1000 * median(times[tenanted]):6.2f} ms, {sizes[tenanted]:,} bytes")
    print(f"  without tenancy {1000 * median(times[bare]):6.2f} ms, {sizes[bare]:,} bytes")
    ratio = median(times[bare]) / median(times[tenanted])
    yield Figure("page rate, with / without tenancy", ratio, ">=", 0.93, f"{REQUESTS} requests each, medians")


def _create_database() -> None:
    with psycopg.connect(os.environ["MIGRATION_DATABASE_URL"], autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
