from __future__ import annotations

from django.db import connection

from garageflow.tenancy.active import active_garage_id


def next_number(kind: str, count: int = 1) -> int:
    """The first of `count` consecutive numbers of this kind. Locks the series until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO tenancy_numberseries AS series (garage_id, kind, last_number) VALUES (%s, %s, %s)
            ON CONFLICT (garage_id, kind) DO UPDATE
            SET last_number = series.last_number + excluded.last_number
            RETURNING last_number
            """,
            [active_garage_id(), kind, count],
        )
        last: int = cursor.fetchone()[0]
    return last - count + 1
