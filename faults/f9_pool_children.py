"""F9: the pool's children are killed as soon as they start, and at work; then the worker itself exits."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import Process, world

LINES = 2_000
AT_START, AT_WORK = 5, 5


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        calm, storm = here.garage("calm"), here.garage("storm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.sql("UPDATE mail_outboxmail SET state = 'cancelled' WHERE garage_id = %s", calm)

        worker = here.worker()
        here.beat()
        killed = _kill_children(worker, AT_START)
        verdict.claim(killed >= AT_START, f"children killed at their start: {killed}")
        here.load(storm, "storm", path)
        at_work = 0
        for _time in range(AT_WORK):
            here.wait_for(
                "SELECT 1 FROM jobs_duework WHERE garage_id = %s AND lease_until > now()"
                " AND kind <> 'nightly'",
                storm,
            )
            at_work += _kill_children(worker, 1)
        verdict.claim(at_work >= AT_WORK, f"children killed at work: {at_work}")
        worker.kill()
        here.wait_until_done(storm, seconds=900)
        verdict.claim(worker.starts > 1, f"the worker exited and was started again: {worker.starts} starts")
        judge_garage(verdict, here, storm, lines=LINES, like=calm, crashes=at_work + 2)
    return verdict


def _kill_children(worker: Process, wanted: int) -> int:
    killed, end = 0, time.monotonic() + 60
    while killed < wanted and time.monotonic() < end:
        for child in worker.children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
                killed += 1
        time.sleep(0.3)
    return killed
