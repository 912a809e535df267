"""F1: kill -9 of the worker at 20 random moments of a 20,000-line import and of sending its mails."""

from __future__ import annotations

import random
import time

from faults.judge import Verdict, judge_garage
from faults.lists import long_list
from faults.world import World, world

LINES = 20_000
KILLS = 20


def run() -> Verdict:
    verdict = Verdict()
    path = str(long_list(LINES))
    with world() as here:
        calm, storm = here.garage("calm"), here.garage("storm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")

        worker, _beat = here.worker(), here.beat()
        here.manage("customer_list", path, "--garage", "storm", "--send")
        here.sql(
            "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind LIKE 'autopaspoort%%'",
            storm,
        )
        # Seeded, so that a run can be repeated; the moments still differ with the machine.
        dice = random.Random(1)  # noqa: S311
        in_import = 0
        for _kill in range(KILLS):
            state = _wait_for_work(here, storm)
            in_import += state == "import"
            time.sleep(dice.uniform(0, 0.6))
            worker.kill()
        here.wait_until_done(storm, seconds=900)
        here.wait_until_done(calm, seconds=900)
        verdict.claim(
            worker.starts > KILLS, f"worker killed {KILLS} times, {in_import} of them in the import"
        )
        judge_garage(verdict, here, calm, lines=LINES, like=None, crashes=KILLS, who="undisturbed: ")
        judge_garage(verdict, here, storm, lines=LINES, like=calm, crashes=KILLS)
    return verdict


def _wait_for_work(here: World, garage: int) -> str:
    """Until a worker holds work of this garage. Which: the import or the outbox."""
    while True:
        held = here.sql(
            "SELECT kind FROM jobs_duework WHERE garage_id = %s AND lease_until > now()"
            " AND finished_at IS NULL AND kind <> 'nightly' ORDER BY kind",
            garage,
        )
        if held:
            return "import" if held[0][0].startswith("autopaspoort") else "outbox"
        time.sleep(0.05)
