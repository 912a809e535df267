"""Emptying the database beside processes that still work in it."""

from __future__ import annotations

import re
import threading

import psycopg
import pytest
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.management.sql import sql_flush
from django.db import connections

from garageflow.tenancy.models import Garage
from tests.factories import GarageFactory


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_deadlock_with_a_worker_is_not_the_end():
    GarageFactory(slug="peeters")
    owner = connections["owner"].get_connection_params()
    tables = re.findall(r'"(\w+)"', sql_flush(no_style(), connections["owner"], allow_cascade=False)[0])
    worker = psycopg.connect(**{name: owner[name] for name in ("host", "port", "dbname", "user", "password")})
    worker.execute(f'SELECT 1 FROM "{tables[-1]}"')
    # By then the flush has the first table and waits for the last one.
    late = threading.Timer(0.5, lambda: (worker.execute(f'SELECT 1 FROM "{tables[0]}"'), worker.rollback()))
    late.start()

    call_command("flush", interactive=False, verbosity=0)

    late.join()
    worker.close()
    assert not Garage.objects.exists()
