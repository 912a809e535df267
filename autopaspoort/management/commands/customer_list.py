from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from autopaspoort.customer_list.contract import CUSTOMER_LIST as CUSTOMER_LIST_COLUMNS
from autopaspoort.domain.batch import CUSTOMER_LIST, outcomes_of, run_all_chunks
from autopaspoort.domain.customer_lists import confirm_customer_list, stage_customer_list
from autopaspoort.models import BatchRow, CustomerList
from garageflow.jobs.domain.work import work_until_idle
from garageflow.jobs.models import BatchJob
from garageflow.tables.refusals import FileRefused
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM
from garageflow.tenancy.models import Garage

FILE_REFUSED = 2
_COLUMN_NAMES = {column.key: column.header for column in CUSTOMER_LIST_COLUMNS.columns}


class Command(BaseCommand):
    help = (
        "Take a customer list (CSV or XLSX) for a garage: plan it for tonight, only check it, or load it "
        "now. Prints one JSON object; exits with 2 if the file is refused as a whole."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--garage", required=True, metavar="SLUG")
        parser.add_argument("--send", action="store_true", help="offer the AutoPaspoorten to the customers")
        when = parser.add_mutually_exclusive_group()
        when.add_argument("--check", action="store_true", help="say what would happen and write nothing")
        when.add_argument("--now", action="store_true", help="do not wait for the night")

    def handle(self, *args: Any, **options: Any) -> None:
        garage = Garage.objects.open().filter(slug=options["garage"]).first()
        if garage is None:
            raise CommandError(f"There is no garage {options['garage']!r}.")
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        try:
            report = _take(garage, options)
        except FileRefused as refusal:
            self._print({"refused": refusal.code, "message": str(refusal), "line": refusal.line})
            sys.exit(FILE_REFUSED)
        self._print(report)

    def _print(self, report: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False))


def _take(garage: Garage, options: dict[str, Any]) -> dict[str, Any]:
    file, send = options["file"], options["send"]
    with garage_active(garage):
        customer_list = stage_customer_list(file, file_name=file.name, by=SYSTEM)
        if options["check"]:
            customer_list.send_passports = send
            run_all_chunks(customer_list)
            report = report_of(customer_list)
            transaction.set_rollback(True)
            return report
        job = None
        if customer_list.accepted:
            job = confirm_customer_list(
                customer_list, send=send, by=SYSTEM, again=True, at_once=options["now"]
            )
    if options["now"] and job is not None:
        _wait_for(garage, job)
    with garage_active(garage):
        return report_of(customer_list)


def report_of(customer_list: CustomerList) -> dict[str, Any]:
    return {
        "lines": customer_list.lines,
        "accepted": customer_list.accepted,
        "warnings": customer_list.warned,
        "refused": customer_list.refused,
        "outcomes": outcomes_of(customer_list),
        "rows": [
            _row(line, outcome, findings)
            for line, outcome, findings in BatchRow.objects.filter(
                customer_list=customer_list, findings__isnull=False
            )
            .order_by("line")
            .values_list("line", "outcome", "findings")
            if findings
        ],
    }


def _row(line: int, outcome: str, findings: list[list[str]]) -> dict[str, Any]:
    """One line of the file; what else is wrong with it stands under `also`."""
    first, *others = [
        {"code": code, "column": _COLUMN_NAMES.get(column, ""), "value": value}
        for code, column, value in findings
    ]
    return {"line": line, "outcome": outcome, **first, **({"also": others} if others else {})}


def _wait_for(garage: Garage, job: BatchJob) -> None:
    """Run the job here, or wait for the worker that was quicker."""
    while True:
        work_until_idle(kinds=[CUSTOMER_LIST])
        with garage_active(garage):
            state = BatchJob.objects.get(pk=job.pk)
        if state.is_finished:
            break
        time.sleep(0.2)
    if state.state == BatchJob.State.FAILED:
        raise CommandError(f"The batch failed: {state.error}.")
