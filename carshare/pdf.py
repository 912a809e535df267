"""The draft of an invoice on paper, and who may see the documents of car sharing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carshare.models import BookingCheck, CarShareOrganisation, SignUpDraft, Subscriber, TripInvoice
from carshare.roles import ADMIN_ROLES
from garageflow.documents import registry as documents
from garageflow.tenancy.active import active_garage
from garageflow.tenancy.http import GarageRequest

INVOICE_PDF = "carshare.invoice"
_WITH_DOCUMENTS = (BookingCheck, CarShareOrganisation, SignUpDraft, Subscriber, TripInvoice)


def build_invoice(invoice_id: int) -> Mapping[str, Any]:
    drafts = TripInvoice.objects.select_related("booking__vehicle__vehicle", "subscriber")
    draft = drafts.get(pk=invoice_id)
    return {
        "invoice": draft,
        "booking": draft.booking,
        "lines": list(draft.lines.order_by("pk")),
        "today": active_garage().today(),
    }


def register_documents() -> None:
    for model in _WITH_DOCUMENTS:
        documents.register_subject(model._meta.label_lower, _for_administrators(model))
    documents.register_pdf(
        documents.PdfKind(name=INVOICE_PDF, template="carshare/invoice_pdf.html", build=build_invoice)
    )


def _for_administrators(model: Any) -> documents.MaySee:
    def may_see(request: GarageRequest, row_id: int) -> bool:
        membership = request.membership
        if membership is None or not membership.has_any_role(ADMIN_ROLES):
            return False
        return bool(model.objects.filter(pk=row_id).exists())

    return may_see
