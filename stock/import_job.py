"""The worker's part of an import: chunk by chunk, so that a restart goes on where it stopped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from garageflow.documents.domain.documents import open_document
from garageflow.documents.models import Document
from garageflow.errors import DomainError
from garageflow.jobs.domain.batch import add_progress, fail_job, finish_job, start_job
from garageflow.jobs.domain.work import Claim
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor
from garageflow.tenancy.models import Garage, Shop
from stock.domain.imports import Incoming, document_of, shop_of, take_over
from stock.import_contract import ImportLine, read_stock_list

_CHUNK = 50
# The job's error when lines that were right had become wrong.
SKIPPED = "SKIPPED"


def run_import(claim: Claim) -> datetime | None:
    """Handler of `stock.import`; the key is the job's id. One chunk is one transaction with its progress."""
    with claim.fenced() as garage:
        job = start_job(int(claim.key))
        document, by = document_of(job), Actor.of_member(job.requested_by) if job.requested_by else SYSTEM
        shop = shop_of(document)
        lines = right_lines(garage, document)
        chunk = lines[job.done : job.done + _CHUNK]
        taken = [_take(line, garage, shop, by) for line in chunk]
        if not all(taken):
            BatchJob.objects.filter(pk=job.pk).update(error=SKIPPED)
        add_progress(job.pk, len(chunk))
        if job.done + _CHUNK < len(lines):
            return timezone.now()
        finish_job(job.pk, with_errors=job.error == SKIPPED or not all(taken))
        claim.finish()
    return None


def give_up_import(claim: Claim, error: Exception) -> None:
    with garage_active(claim.garage):
        fail_job(int(claim.key), "UNEXPECTED")


def judged_lines(garage: Garage, document: Document) -> list[ImportLine]:
    with open_document(document) as file:
        return list(read_stock_list(file, country=garage.country, today=garage.today()))


def right_lines(garage: Garage, document: Document) -> list[ImportLine]:
    return [line for line in judged_lines(garage, document) if not line.errors]


def _take(line: ImportLine, garage: Garage, shop: Shop, by: Actor) -> bool:
    """A line that became wrong since it was shown is left out; the others are taken."""
    form = line.form
    assert form is not None
    incoming = Incoming(
        plate=form.cleaned_data["plate"],
        facts=form.vehicle_facts,
        offer=form.offer,
        price_amount=form.cleaned_data["price"],
        km=form.cleaned_data["km"],
    )
    try:
        with transaction.atomic():
            take_over(incoming, shop=shop, today=garage.today(), by=by)
    except DomainError:
        return False
    return True
