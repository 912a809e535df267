from __future__ import annotations

import pytest

from garageflow.documents.content import PDF, CheckedFile
from garageflow.documents.domain.documents import keep_file
from garageflow.documents.domain.pdf import RENDER_PDF, request_pdf
from garageflow.jobs.domain.work import work_until_idle
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM

CONTENT = b"%PDF-1.7 <script>alert(1)</script> %%EOF"


@pytest.fixture
def document(peeters, customer, reception):
    with garage_active(peeters):
        return keep_file(
            CheckedFile(CONTENT, PDF),
            kind="scan",
            subject=f"customers.customer:{customer.pk}",
            name="Été.pdf",
            by=reception,
        )


def test_a_document_is_a_download_and_nothing_else(as_reception, document):
    response = as_reception.get(f"/g/peeters/documents/{document.pk}/")

    assert response.status_code == 200
    assert b"".join(response.streaming_content) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%C3%89t%C3%A9.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert sorted(response["Content-Security-Policy"].split("; ")) == [
        "default-src 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    ]


def test_a_document_is_as_private_as_its_row(as_mechanic, document):
    assert as_mechanic.get(f"/g/peeters/documents/{document.pk}/").status_code == 404


def test_a_document_of_a_row_nobody_vouches_for_is_not_found(as_reception, peeters, reception):
    with garage_active(peeters):
        lonely = keep_file(
            CheckedFile(CONTENT, PDF), kind="scan", subject="a.b:1", name="a.pdf", by=reception
        )

    assert as_reception.get(f"/g/peeters/documents/{lonely.pk}/").status_code == 404


def test_a_document_of_another_garage_is_not_found(as_reception, dubois, customer):
    with garage_active(dubois):
        theirs = keep_file(
            CheckedFile(CONTENT, PDF),
            kind="scan",
            subject=f"customers.customer:{customer.pk}",
            name="a.pdf",
            by=SYSTEM,
        )

    assert as_reception.get(f"/g/peeters/documents/{theirs.pk}/").status_code == 404
    assert as_reception.get(f"/g/dubois/documents/{theirs.pk}/").status_code == 404


def test_the_order_of_a_pdf_shows_progress_then_the_link(as_reception, peeters, customer, reception):
    with garage_active(peeters):
        asked = request_pdf("tests.customer", subject=customer, name="Klant", language="nl", by=reception)

    waiting = as_reception.get(f"/g/peeters/documents/pdf/{asked.job_id}/")
    work_until_idle(kinds=[RENDER_PDF])
    ready = as_reception.get(f"/g/peeters/documents/pdf/{asked.job_id}/", headers={"HX-Request": "true"})

    assert 'hx-trigger="every 2s"' in waiting.text
    assert "The PDF is being made" in waiting.text
    assert "hx-trigger" not in ready.text
    assert "<html" not in ready.text
    assert "/g/peeters/documents/" in ready.text


def test_the_order_is_as_private_as_its_row(as_mechanic, peeters, customer, reception):
    with garage_active(peeters):
        asked = request_pdf("tests.customer", subject=customer, name="Klant", language="nl", by=reception)

    assert as_mechanic.get(f"/g/peeters/documents/pdf/{asked.job_id}/").status_code == 404


def test_the_batch_job_leads_to_the_order(as_reception, peeters, customer, reception):
    with garage_active(peeters):
        asked = request_pdf("tests.customer", subject=customer, name="Klant", language="nl", by=reception)

    response = as_reception.get(f"/g/peeters/jobs/{asked.job_id}/")

    assert response.headers["Location"] == f"/g/peeters/documents/pdf/{asked.job_id}/"
