"""Bringing a stock from a file: kept, judged as often as somebody looks, taken over by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from garageflow.documents.content import CSV, XLSX, CheckedFile
from garageflow.documents.domain.documents import keep_file
from garageflow.documents.models import Document
from garageflow.documents.registry import subject_of
from garageflow.errors import DomainError
from garageflow.jobs.domain.batch import plan_job
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Shop
from garageflow.vehicles.domain.odometer import record_reading
from garageflow.vehicles.models import OdometerReading
from garageflow.vehicles.plates import Plate
from stock.domain.listings import (
    add_listing,
    change_listing,
    plate_of,
    set_price,
    spelling_of_make,
)
from stock.models import Listing

STOCK_IMPORT = "stock.import"
FILE_KIND = "stock_import"
_KEPT = timedelta(days=7)


class ImportedAlready(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class Incoming:
    """One line of the file, checked."""

    plate: Plate
    facts: Mapping[str, Any]
    offer: Mapping[str, Any]
    price_amount: int | None
    km: int | None


def keep_list(content: bytes, *, name: str, shop: Shop, by: Actor) -> Document:
    """For a week: the page of the dry run reads it, and the worker."""
    return keep_file(
        CheckedFile(content, XLSX if content.startswith(b"PK") else CSV),
        kind=FILE_KIND,
        subject=subject_of(shop),
        by=by,
        name=name[:80],
        delete_after=active_garage().today() + _KEPT,
    )


@transaction.atomic
def plan_import(document: Document, *, total: int, by: Actor) -> BatchJob:
    """Raises ImportedAlready: a double click, or a page that stayed open."""
    document = Document.objects.select_for_update().get(pk=document.pk)
    if job_of(document) is not None:
        raise ImportedAlready(_("This file is taken over already."))
    return plan_job(STOCK_IMPORT, name=_job_name(document), total=total, by=by)


def job_of(document: Document) -> BatchJob | None:
    return BatchJob.objects.filter(kind=STOCK_IMPORT, name=_job_name(document)).first()


def document_of(job: BatchJob) -> Document:
    return Document.objects.get(kind=FILE_KIND, pk=int(job.name.rpartition("#")[2]))


def shop_of(document: Document) -> Shop:
    return Shop.objects.get(pk=int(document.subject.partition(":")[2]))


@transaction.atomic
def take_over(incoming: Incoming, *, shop: Shop, today: date, by: Actor) -> Listing:
    """A new vehicle, or what is known of the one with this VIN is brought up to date; what the file leaves
    empty stays. Raises what add_listing and change_listing raise."""
    facts = {**incoming.facts, "make": spelling_of_make(incoming.facts.get("make", ""))}
    vin = facts.get("vin", "")
    known = Listing.objects.present().select_related("vehicle").filter(vin=vin).first() if vin else None
    if known is None:
        listing = add_listing(
            plate=incoming.plate,
            shop=shop,
            facts=facts,
            offer=incoming.offer,
            price_amount=incoming.price_amount or 0,
            by=by,
        )
    else:
        listing = _brought_up_to_date(known, incoming, facts, by=by)
    if incoming.km is not None and incoming.km != listing.km:
        record_reading(
            listing.vehicle, km=incoming.km, read_on=today, by=by, source=OdometerReading.Source.IMPORT
        )
    return listing


def _brought_up_to_date(
    listing: Listing, incoming: Incoming, facts: Mapping[str, Any], *, by: Actor
) -> Listing:
    listing = change_listing(
        listing,
        plate=incoming.plate if incoming.plate.normalised else plate_of(listing.vehicle),
        facts={name: value for name, value in facts.items() if value not in ("", None)},
        offer={
            name: value
            for name, value in incoming.offer.items()
            if value not in ("", None, []) and name != "acquired_on"
        },
        by=by,
    )
    if incoming.price_amount is not None:
        listing = set_price(listing, price_amount=incoming.price_amount, by=by)
    return listing


def _job_name(document: Document) -> str:
    return f"{document.name} #{document.pk}"
