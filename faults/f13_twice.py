"""F13: the same file twice, two workers on one job, an upload during the batch."""

from __future__ import annotations

import threading
import time

from faults.judge import CONTENTS, Verdict, judge_garage
from faults.lists import long_list
from faults.world import World, world

LINES = 2_000


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        calm = here.garage("calm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.worker()
        here.worker()
        here.beat()
        here.wait_until_done(calm)

        two = here.garage("two-workers")
        _load(here, two, "two-workers", path)
        during = threading.Thread(target=_load, args=(here, two, "two-workers", path))
        _wait_until_running(here, two)
        during.start()
        during.join()
        here.wait_until_done(two)
        verdict.equal(_extra(here, two, calm), {}, "same file again during its batch: tables that differ")
        judge_garage(verdict, here, two, lines=2 * LINES, like=None, crashes=0, who="two workers: ")

        before = _versions(here, two)
        _load(here, two, "two-workers", path)
        here.wait_until_done(two)
        verdict.equal(len(_versions(here, two) - before), 0, "same file a third time: rows written")
        claims = here.sql(
            "SELECT count(*) FROM jobs_batchjob WHERE garage_id = %s AND state = 'completed_with_errors'", two
        )
        verdict.equal(claims[0][0], 3, "jobs completed")
    return verdict


def _load(here: World, garage: int, slug: str, path: str) -> None:
    here.manage("customer_list", path, "--garage", slug, "--send")
    here.sql(
        "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind LIKE 'autopaspoort%%'", garage
    )


def _wait_until_running(here: World, garage: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if here.sql("SELECT 1 FROM jobs_batchjob WHERE garage_id = %s AND state <> 'not_started'", garage):
            return
        time.sleep(0.02)


def _extra(here: World, garage: int, like: int) -> dict[str, str]:
    """Tables whose content is not that of the garage that loaded the file once."""
    differing = {}
    for table in ("customers", "vehicles", "passports", "e-mails"):
        seen, wanted = here.sql(CONTENTS[table], garage), here.sql(CONTENTS[table], like)
        if seen != wanted:
            differing[table] = f"{len(seen)} rows, {len(wanted)} wanted"
    return differing


def _versions(here: World, garage: int) -> set[tuple[str, int, str]]:
    versions: set[tuple[str, int, str]] = set()
    for table in ("customers_customer", "vehicles_vehicle", "autopaspoort_passport", "mail_outboxmail"):
        rows = here.sql(f"SELECT id, xmin::text FROM {table} WHERE garage_id = %s", garage)  # noqa: S608
        versions.update((table, *row) for row in rows)
    return versions
