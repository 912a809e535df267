"""Signs of life: what /status shows is progress, not processes."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from garageflow.jobs.models import Heartbeat


def beat(name: Heartbeat.Name) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO jobs_heartbeat AS beat (name, at) VALUES (%s, now())"
            " ON CONFLICT (name) DO UPDATE SET at = greatest(beat.at, excluded.at)",
            [name.value],
        )


def last_beats() -> dict[str, datetime]:
    return dict(Heartbeat.objects.values_list("name", "at"))
