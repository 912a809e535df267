"""F14: SIGTERM in the batch and while mails go out: it stops within ten seconds, and nothing is in doubt."""

from __future__ import annotations

import time

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import world

LINES = 4_000
WITHIN = 10
_HELD = "SELECT 1 FROM jobs_duework WHERE garage_id = %s AND lease_until > now() AND kind LIKE %s"


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        calm, stopped = here.garage("calm"), here.garage("stopped")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.sql("UPDATE mail_outboxmail SET state = 'cancelled' WHERE garage_id = %s", calm)
        here.beat()
        here.load(stopped, "stopped", path)
        for moment, kind in (("import", "autopaspoort%"), ("mail", "mail%")):
            worker = here.worker()
            here.wait_for(_HELD, stopped, kind, seconds=300, every=0.02)
            time.sleep(0.5)
            seconds = worker.terminate()
            verdict.claim(seconds <= WITHIN, f"{moment}: stopped after {seconds:.1f} s")
            doubtful = here.sql(
                "SELECT count(*) FROM mail_outboxmail WHERE garage_id = %s"
                " AND state IN ('sending', 'unknown')",
                stopped,
            )[0][0]
            verdict.equal(doubtful, 0, f"{moment}: mails left in doubt")
        here.worker()
        here.wait_until_done(stopped, seconds=900)
        judge_garage(verdict, here, stopped, lines=LINES, like=calm, crashes=0)
    return verdict
