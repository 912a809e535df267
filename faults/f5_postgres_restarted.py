"""F5: PostgreSQL is restarted at once, three times, during the batch and its mails."""

from __future__ import annotations

import time

import psycopg

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import World, world

LINES = 5_000
RESTARTS = 3


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        worker, beat = here.worker(), here.beat()
        calm, storm = here.garage("calm"), here.garage("storm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.wait_until_done(calm)

        here.manage("customer_list", path, "--garage", "storm", "--send")
        here.sql(
            "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind LIKE 'autopaspoort%%'",
            storm,
        )
        for number in range(RESTARTS):
            _wait_until_held(here, storm)
            time.sleep(0.2 + number)
            here.services.postgres.restart(immediate=True)
        seconds = here.wait_until_done(storm, seconds=600)
        verdict.claim(True, f"done {seconds:.0f} s after the last restart, without anybody's help")
        verdict.equal(worker.starts + beat.starts, 2, "starts of worker and beat")
        # A restart interrupts every process that is between sending and recording: two pool processes each.
        judge_garage(verdict, here, storm, lines=LINES, like=calm, crashes=2 * RESTARTS)
    return verdict


def _wait_until_held(here: World, garage: int) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if here.sql(
                "SELECT 1 FROM jobs_duework WHERE garage_id = %s AND lease_until > now()"
                " AND finished_at IS NULL AND kind <> 'nightly'",
                garage,
            ):
                return
        except psycopg.OperationalError:
            pass
        time.sleep(0.05)
