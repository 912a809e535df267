"""F4: Redis is flushed during the batch; then it is down for ten minutes."""

from __future__ import annotations

import os
import time

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import World, world

LINES = 2_000
DOWN_SECONDS = float(os.environ.get("FAULTS_REDIS_DOWN_SECONDS", "600"))
RESUMED_WITHIN = 90


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        here.worker()
        here.beat()
        calm = here.garage("calm")
        _load(here, calm, "calm", path)
        here.wait_until_done(calm)
        judge_garage(verdict, here, calm, lines=LINES, like=None, crashes=0, who="undisturbed: ")

        flushed = here.garage("flushed")
        _load(here, flushed, "flushed", path)
        for _time in range(10):
            here.services.redis.flush()
            time.sleep(0.3)
        here.wait_until_done(flushed)
        judge_garage(verdict, here, flushed, lines=LINES, like=calm, crashes=0, who="flushed: ")

        down = here.garage("down")
        _load(here, down, "down", path)
        here.services.redis.stop_immediate()
        # Confirmed while there is no broker: the row is the queue.
        late = here.garage("late")
        _load(here, late, "late", path)
        time.sleep(DOWN_SECONDS)
        here.services.redis.start()
        began = time.monotonic()
        _wait_for_progress(here, late)
        seconds = time.monotonic() - began
        verdict.claim(
            seconds <= RESUMED_WITHIN, f"down {DOWN_SECONDS:.0f} s: work goes on after {seconds:.0f} s"
        )
        for garage, name in ((down, "down"), (late, "uploaded while down")):
            here.wait_until_done(garage)
            judge_garage(verdict, here, garage, lines=LINES, like=calm, crashes=0, who=f"{name}: ")
    return verdict


def _load(here: World, garage: int, slug: str, path: str) -> None:
    here.manage("customer_list", path, "--garage", slug, "--send")
    here.sql(
        "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind LIKE 'autopaspoort%%'", garage
    )


def _wait_for_progress(here: World, garage: int) -> None:
    end = time.monotonic() + 300
    while time.monotonic() < end:
        if here.sql(
            "SELECT 1 FROM autopaspoort_customerlist WHERE garage_id = %s AND checkpoint > 0", garage
        ):
            return
        time.sleep(0.3)
