"""F3: a worker stands still past its lease, another takes over, the first goes on: it writes nothing late."""

from __future__ import annotations

import time

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import LEASE_SECONDS, World, world

LINES = 5_000
# Its transaction holds rows: the server ends it after this time, and then the other can go on.
IDLE_MS = "4000"
_HELD = "SELECT 1 FROM jobs_duework WHERE garage_id = %s AND lease_until > now() AND kind LIKE %s"
_TABLES = (
    "customers_customer",
    "vehicles_vehicle",
    "autopaspoort_passport",
    "autopaspoort_batchrow",
    "autopaspoort_customerlist",
    "mail_outboxmail",
    "jobs_batchjob",
)


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        calm = here.garage("calm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.sql("UPDATE mail_outboxmail SET state = 'cancelled' WHERE garage_id = %s", calm)
        here.beat()
        for moment, kind in (("import", "autopaspoort%"), ("mail", "mail%")):
            _stand_still(verdict, here, calm, path, moment=moment, kind=kind)
    return verdict


def _stand_still(verdict: Verdict, here: World, calm: int, path: str, *, moment: str, kind: str) -> None:
    garage = here.garage(f"paused-in-{moment}")
    first = here.worker(DATABASE_IDLE_TIMEOUT_MS=IDLE_MS)
    here.load(garage, f"paused-in-{moment}", path)
    here.wait_for(_HELD, garage, kind, every=0.01)
    time.sleep(0.4)
    first.pause()
    second = here.worker(DATABASE_IDLE_TIMEOUT_MS=IDLE_MS)
    time.sleep(LEASE_SECONDS)
    seconds = here.wait_until_done(garage)
    verdict.claim(True, f"{moment}: another worker had done the rest {seconds:.0f} s after the lease ran out")
    before = _versions(here, garage)
    first.resume()
    time.sleep(3 * LEASE_SECONDS)
    verdict.equal(len(_versions(here, garage) ^ before), 0, f"{moment}: rows written by the first, late")
    # The message under way when it stood still is in doubt; its two processes may each have had one.
    judge_garage(verdict, here, garage, lines=LINES, like=calm, crashes=2, who=f"{moment}: ")
    first.end()
    second.end()


def _versions(here: World, garage: int) -> set[tuple[str, int, str]]:
    versions: set[tuple[str, int, str]] = set()
    for table in _TABLES:
        rows = here.sql(f"SELECT id, xmin::text FROM {table} WHERE garage_id = %s", garage)  # noqa: S608
        versions.update((table, *row) for row in rows)
    return versions
