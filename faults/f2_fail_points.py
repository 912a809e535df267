"""F2: a process dies at every fail point, once each; then others finish the work."""

from __future__ import annotations

from autopaspoort.domain.statements import STATEMENTS
from faults.judge import Verdict, judge_garage
from faults.lists import short_list
from faults.world import World, world
from garageflow.failpoints import EXIT_CODE

LINES = 65
# The second hit where there is one: some chunks or mails are done by then.
BATCH = (
    "jobs.after_claim:1",
    "batch.after_start:1",
    "batch.fill_incoming:2",
    "batch.outcomes:2",
    "batch.checkpoint:2",
    "batch.before_commit:2",
    "batch.after_commit:2",
)
MAIL = ("mail.after_claim:5", "mail.after_send:5")


def run() -> Verdict:
    verdict = Verdict()
    with world() as here:
        path = str(short_list(here.folder))
        calm = here.garage("calm")
        here.manage("customer_list", path, "--garage", "calm", "--send", "--now")
        here.manage("work")
        judge_garage(verdict, here, calm, lines=LINES, like=None, crashes=0, who="undisturbed: ")

        _upload(verdict, here, path)
        points = [*BATCH, *(f"batch.{statement.name}:2" for statement in STATEMENTS if not statement.numbers)]
        # Statements that give numbers run only when there is something new: in every chunk of a first import.
        points += [f"batch.{statement.name}:2" for statement in STATEMENTS if statement.numbers]
        for point in (*points, *MAIL):
            _die_at(verdict, here, path, point, like=calm)
    return verdict


def _upload(verdict: Verdict, here: World, path: str) -> None:
    garage = here.garage("upload")
    died = here.manage(
        "customer_list", path, "--garage", "upload", check=False, GARAGEFLOW_FAIL_POINTS="stage.after_copy"
    )
    verdict.equal(died.returncode, EXIT_CODE, "stage.after_copy: died there")
    rows = here.sql("SELECT count(*) FROM autopaspoort_batchrow WHERE garage_id = %s", garage)[0][0]
    verdict.equal(rows, 0, "stage.after_copy: lines of the upload kept")


def _die_at(verdict: Verdict, here: World, path: str, point: str, *, like: int) -> None:
    slug = point.replace(".", "-").replace("_", "-").replace(":", "-")[:40]
    garage = here.garage(slug)
    here.manage("customer_list", path, "--garage", slug, "--send")
    here.sql("UPDATE jobs_duework SET due_at = now() WHERE garage_id = %s", garage)
    died = here.manage("work", check=False, GARAGEFLOW_FAIL_POINTS=point, CUSTOMER_LIST_CHUNK="20")
    verdict.equal(died.returncode, EXIT_CODE, f"{point}: died there")
    # The dead process gives no sign of life: its lease runs out.
    here.sql("UPDATE jobs_duework SET lease_until = now() WHERE lease_until IS NOT NULL")
    here.manage("work", CUSTOMER_LIST_CHUNK="20")
    judge_garage(
        verdict,
        here,
        garage,
        lines=LINES,
        like=like,
        crashes=int(point.startswith("mail.")),
        who=f"{point}: ",
    )
