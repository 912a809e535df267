"""F12: one garage's 100,000 lines beside 999 small ones: the small ones take at most twice as long."""

from __future__ import annotations

import time
from pathlib import Path

from faults.judge import Verdict
from faults.lists import long_list, short_list
from faults.world import World, world

SMALL, BIG_LINES = 999, 100_000
AT_MOST = 2.0


def run() -> Verdict:
    verdict = Verdict()
    big = str(long_list(BIG_LINES))
    with world() as here:
        small = str(short_list(here.folder, more=0))
        here.worker()
        here.beat()
        _garages(here, "alone", small)
        alone = _seconds(here, "alone")
        here.garage("big")
        here.manage("customer_list", big, "--garage", "big", "--send")
        _garages(here, "beside", small)
        beside = _seconds(here, "beside", also="big")
        verdict.claim(
            beside <= AT_MOST * alone,
            f"{SMALL} small garages: {alone:.0f} s alone, {beside:.0f} s beside one of {BIG_LINES:,} lines",
        )
        left = here.sql(
            "SELECT count(*) FROM autopaspoort_batchrow b JOIN tenancy_garage g ON g.id = b.garage_id"
            " WHERE g.slug LIKE 'beside%%' AND b.outcome = 'pending'"
        )[0][0]
        verdict.equal(left, 0, "lines of the small ones without an outcome")
        unfinished = here.sql(
            "SELECT count(*) FROM jobs_batchjob j JOIN tenancy_garage g ON g.id = j.garage_id"
            " WHERE g.slug = 'big' AND j.finished_at IS NULL"
        )[0][0]
        verdict.equal(unfinished, 1, "the big one was still at work meanwhile: jobs")
    return verdict


def _garages(here: World, name: str, path: str) -> None:
    """All lists are uploaded first; nothing begins yet."""
    slugs = [f"{name}-{number}" for number in range(SMALL)]
    for slug in slugs:
        here.garage(slug)
    folder = Path(here.folder) / name
    folder.mkdir()
    here.manage("shell", "--verbosity", "0", "--command", _UPLOAD.format(path=path, slugs=slugs))


_UPLOAD = """
from django.core.management import call_command
from io import StringIO
for slug in {slugs!r}:
    call_command("customer_list", {path!r}, garage=slug, send=False, stdout=StringIO())
"""


def _seconds(here: World, name: str, *, also: str = "") -> float:
    """Until the lists of all of them are done."""
    began = time.monotonic()
    here.sql(
        "UPDATE jobs_duework w SET due_at = now() FROM tenancy_garage g"
        " WHERE g.id = w.garage_id AND (g.slug LIKE %s OR g.slug = %s) AND w.kind LIKE 'autopaspoort%%'",
        f"{name}-%",
        also,
    )
    here.wait_for(
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM jobs_batchjob j JOIN tenancy_garage g ON g.id = j.garage_id"
        " WHERE g.slug LIKE %s AND j.finished_at IS NULL)",
        f"{name}-%",
        seconds=1800,
        every=0.3,
    )
    return time.monotonic() - began
