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

        # Its tables are what is compared; its mails would only keep the workers busy.
        here.sql("UPDATE mail_outboxmail SET state = 'cancelled' WHERE garage_id = %s", calm)

        worker, _beat = here.worker(), here.beat()
        here.manage("customer_list", path, "--garage", "storm", "--send")
        here.sql(
            "UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s AND kind LIKE 'autopaspoort%%'",
            storm,
        )
        # Seeded, so that a run can be repeated; the moments still differ with the machine.
        dice = random.Random(1)  # noqa: S311 - chooses moments, keeps no secret
        in_import = claims = 0
        for _kill in range(KILLS):
            kind = _wait_for_claim(here, storm, after=claims)
            in_import += kind.startswith("autopaspoort")
            time.sleep(dice.uniform(0, 0.6))
            worker.kill()
            # Counted afterwards: a claim between look and kill died with the worker.
            claims, _kind = _claims(here, storm)
        here.wait_until_done(storm, seconds=900)
        verdict.claim(
            worker.starts > KILLS, f"worker killed {KILLS} times at work, {in_import} of them in the import"
        )
        judge_garage(verdict, here, storm, lines=LINES, like=calm, crashes=KILLS)
    return verdict


def _wait_for_claim(here: World, garage: int, *, after: int) -> str:
    """Until a worker has claimed work of this garage once more. Returns the kind of work."""
    while True:
        claims, kind = _claims(here, garage)
        if claims > after and kind:
            return kind
        time.sleep(0.02)


def _claims(here: World, garage: int) -> tuple[int, str]:
    """All claims so far, and a kind of work that is held now."""
    claims, kind = here.sql(
        "SELECT coalesce(sum(attempt), 0)::int, coalesce(min(kind) FILTER (WHERE lease_until > now()), '')"
        " FROM jobs_duework WHERE garage_id = %s AND kind <> 'nightly'",
        garage,
    )[0]
    return claims, kind
