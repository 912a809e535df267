"""F11: a full disk, a statement or a lock that takes too long and a deadlock in a chunk: it is tried again,
nothing is half done.

The disk is not really full: a trigger raises what PostgreSQL raises then (53100, disk_full), all that
the product sees of it. The others are real: a statement that sleeps, and another session that holds the
rows that a chunk wants.
"""

from __future__ import annotations

import threading
import time
from contextlib import suppress

import psycopg

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import World, world

LINES = 2_000
FULL_TIMES = 3
# The product waits for a lock half as long (settings.py), and PostgreSQL looks for a deadlock after a second.
STATEMENT_MS = "6000"
_REFUSE = """
CREATE SEQUENCE refusals;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A sequence counts on when its transaction is rolled back.
    IF nextval('refusals') <= {times} THEN
        {by};
    END IF;
    RETURN NULL;
END $$;
GRANT USAGE ON SEQUENCE refusals TO PUBLIC;
CREATE TRIGGER refuse AFTER INSERT ON autopaspoort_passport EXECUTE FUNCTION refuse();
"""
_NO_SPACE = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'"
_SLEEP = "PERFORM pg_sleep(20)"
_REFUSE_NO_MORE = """
DROP TRIGGER refuse ON autopaspoort_passport; DROP FUNCTION refuse; DROP SEQUENCE refusals;
"""


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        calm = here.garage("calm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.sql("UPDATE mail_outboxmail SET state = 'cancelled' WHERE garage_id = %s", calm)
        here.worker(DATABASE_STATEMENT_TIMEOUT_MS=STATEMENT_MS)
        here.beat()

        for name, times, by in (("disk-full", FULL_TIMES, _NO_SPACE), ("slow", 1, _SLEEP)):
            garage = here.garage(name)
            here.sql(_REFUSE.format(times=times, by=by))
            here.load(garage, name, path)
            _done_like(verdict, here, garage, calm, name)
            verdict.claim(
                here.sql("SELECT last_value FROM refusals")[0][0] > times,
                f"{name}: the database refused {times} times, and no more after that",
            )
            here.sql(_REFUSE_NO_MORE)

        for name, hold in (("locked", _hold_too_long), ("deadlock", _cross_over)):
            garage = here.garage(name)
            here.load(garage, name, path)
            here.wait_until_done(garage)
            here.manage("customer_list", str(long_list(LINES)), "--garage", name, "--send")
            seen = hold(here, garage)
            verdict.claim(seen, f"{name}: it happened")
            here.wait_until_done(garage)
            states = here.sql("SELECT state FROM jobs_batchjob WHERE garage_id = %s", garage)
            verdict.equal({state for (state,) in states}, {"completed_with_errors"}, f"{name}: jobs")
            judge_garage(verdict, here, garage, lines=2 * LINES, like=None, crashes=0, who=f"{name}: ")
    return verdict


def _done_like(verdict: Verdict, here: World, garage: int, calm: int, who: str) -> None:
    here.wait_until_done(garage)
    judge_garage(verdict, here, garage, lines=LINES, like=calm, crashes=0, who=f"{who}: ")


def _hold_too_long(here: World, garage: int) -> bool:
    """Every customer row is held until the product has given up waiting for one."""
    _change_something(here, garage)
    with psycopg.connect(here.services.postgres.url("owner")) as other:
        other.execute("SELECT 1 FROM customers_customer WHERE garage_id = %s FOR UPDATE", [garage])
        _begin(here, garage)
        return _wait_for_failure(here, garage)


def _cross_over(here: World, garage: int) -> bool:
    """Two sessions want each other's rows: PostgreSQL ends one of them."""
    deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    before = here.sql(deadlocks)[0][0]
    _change_something(here, garage)
    with psycopg.connect(here.services.postgres.url("owner")) as other:
        rows = other.execute(
            "SELECT id FROM vehicles_vehicle WHERE garage_id = %s ORDER BY id DESC LIMIT 1 FOR UPDATE",
            [garage],
        ).fetchall()
        _begin(here, garage)
        # pg_stat_activity hides what the sessions of another login wait for.
        here.wait_for(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND %s = ANY (pg_blocking_pids(pid))",
            other.info.backend_pid,
            seconds=30,
        )
        # Whoever has waited a second looks for a deadlock and is the one that is ended: the product, which
        # began to wait before this session.
        wanted = threading.Thread(target=_take_customers, args=(other, garage))
        wanted.start()
        end = time.monotonic() + 20
        while here.sql(deadlocks)[0][0] == before and time.monotonic() < end:
            time.sleep(0.1)
        wanted.join()
    return bool(rows) and here.sql(deadlocks)[0][0] > before


def _take_customers(other: psycopg.Connection, garage: int) -> None:
    # On a slow machine this session is the one that PostgreSQL ends.
    with suppress(psycopg.errors.DeadlockDetected):
        other.execute("SELECT 1 FROM customers_customer WHERE garage_id = %s FOR UPDATE", [garage])


def _change_something(here: World, garage: int) -> None:
    """The file brings back what this changes: an unchanged file would write, and lock, nothing."""
    here.sql("UPDATE customers_customer SET city = 'Elders' WHERE garage_id = %s", garage)
    here.sql("UPDATE vehicles_vehicle SET plate_display = 'anders' WHERE garage_id = %s", garage)


def _begin(here: World, garage: int) -> None:
    here.sql(
        "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind LIKE 'autopaspoort%%'", garage
    )


def _wait_for_failure(here: World, garage: int) -> bool:
    try:
        here.wait_for(
            "SELECT 1 FROM jobs_duework WHERE garage_id = %s AND failures > 0 AND finished_at IS NULL",
            garage,
            seconds=60,
        )
    except TimeoutError:
        return False
    return True
