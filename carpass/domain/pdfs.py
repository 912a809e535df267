"""The PDF of a history link, fetched once and kept with the vehicle's documents."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from carpass.domain.accounts import public_gateway
from carpass.gateway import Refused
from carpass.models import CarPassDocument, Renewal
from garageflow.documents.content import PDF, CheckedFile, FileRefused, check_upload
from garageflow.documents.domain.documents import keep_file
from garageflow.documents.registry import subject_of
from garageflow.jobs.domain.work import Claim, enqueue
from garageflow.tenancy.actor import SYSTEM

FETCH_PDF = "carpass.fetch_pdf"
_FOLLOWS_WITHIN = timedelta(minutes=1)


@transaction.atomic
def fetch_pdf_later(document: CarPassDocument) -> None:
    """Ask a worker for the PDF, unless it is here. Asked for twice, it is fetched once."""
    if document.pdf_id is None and document.guid:
        enqueue(FETCH_PDF, document.pk)


def is_pdf_awaited(renewal: Renewal) -> bool:
    """Whether it is worth looking again: it follows within seconds, unless Car-Pass has none."""
    document, made_at = renewal.document, renewal.finished_at
    is_missing = document is not None and document.pdf_id is None
    return is_missing and made_at is not None and timezone.now() - made_at < _FOLLOWS_WITHIN


def fetch_pdf(claim: Claim) -> None:
    """Handler of `carpass.fetch_pdf`; the key is the document's id. Tried again when Car-Pass is away."""
    with claim.fenced() as garage:
        document = CarPassDocument.objects.select_related("vehicle").get(pk=int(claim.key))
        if document.pdf_id is not None:
            return
    try:
        content = public_gateway().document(document.guid, language=garage.default_language)
        checked = check_upload(content)
    except (Refused, FileRefused):
        # Car-Pass has none, or what it gave is no PDF: asking again changes nothing.
        return
    if checked.content_type != PDF:
        return
    with claim.fenced():
        document = CarPassDocument.objects.select_for_update(of=("self",)).get(pk=document.pk)
        document.pdf = keep_file(
            CheckedFile(checked.content, PDF),
            kind="car_pass",
            subject=subject_of(document),
            by=SYSTEM,
            name=f"Car-Pass {document.vehicle} {document.issued_on}.pdf",
        )
        document.save(update_fields=["pdf"])
        claim.finish()
