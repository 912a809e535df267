"""F15: Redis comes and goes during the batch, fifteen times: it only wakes workers, so everything is done."""

from __future__ import annotations

import time

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import world

LINES = 5_000
FLAPS = 15


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        calm, storm = here.garage("calm"), here.garage("storm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.sql("UPDATE mail_outboxmail SET state = 'cancelled' WHERE garage_id = %s", calm)
        here.worker()
        here.beat()
        here.load(storm, "storm", path)
        for number in range(FLAPS):
            here.services.redis.stop_immediate()
            time.sleep(0.2 + number % 3)
            here.services.redis.start()
            time.sleep(1)
        seconds = here.wait_until_done(storm, seconds=600)
        verdict.claim(True, f"done {seconds:.0f} s after Redis stayed, without anybody's help")
        judge_garage(verdict, here, storm, lines=LINES, like=calm, crashes=0)
    return verdict
