"""Giving an invoice its number: the moment after which nothing about it changes."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from garageflow.errors import DomainError
from garageflow.failpoints import fail_point
from garageflow.invoicing.content import Content, to_json
from garageflow.invoicing.facturx_data import cii_xml, ubl_xml, wants_ubl
from garageflow.invoicing.models import IssuedInvoice
from garageflow.tenancy.numbers import next_number


class NothingToInvoice(DomainError):
    pass


@transaction.atomic
def issue_invoice(content: Content, *, series: str, corrects: IssuedInvoice | None = None) -> IssuedInvoice:
    """Issue `content` under the next number of the series ("PEETER-D0042-2026").

    Numbers have no gap: the counter is a row that this transaction locks and takes back if it fails (art.
    242 nonies A of annexe II CGI: unique, chronological, continuous). Others who issue in the same series
    wait, so call this last. Raises NothingToInvoice.
    """
    if not content.lines or content.net_amount <= 0:
        raise NothingToInvoice(_("There is nothing to invoice."))
    sequence = next_number(f"invoice:{series}")
    fail_point("invoicing.after_number")
    numbered = replace(content, number=f"{series}-{sequence:06d}")
    xml = cii_xml(numbered)
    issued = IssuedInvoice.objects.create(
        number=numbered.number,
        series=series,
        sequence=sequence,
        document_type=str(numbered.document_type),
        issued_on=numbered.issued_on,
        due_on=numbered.due_on,
        net_amount=numbered.net_amount,
        vat_amount=numbered.vat_amount,
        total_amount=numbered.total_amount,
        corrects=corrects,
        data=to_json(numbered),
        cii_xml=xml.decode(),
        ubl_xml=ubl_xml(numbered).decode() if wants_ubl(numbered) else "",
        sha256=hashlib.sha256(xml).hexdigest(),
    )
    fail_point("invoicing.after_row")
    return issued
