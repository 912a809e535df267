from __future__ import annotations

import hashlib
import io
import socket
import threading
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from garageflow.documents.domain.documents import delete_document, open_document
from garageflow.documents.domain.pdf import RENDER_PDF, request_pdf
from garageflow.documents.domain.rendering import render_html
from garageflow.documents.models import Document, PdfOrder
from garageflow.jobs.domain.work import claim_next, run, work_until_idle
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active


def order(customer, reception, language: str = "nl") -> PdfOrder:
    return request_pdf("tests.customer", subject=customer, name="Klant", language=language, by=reception)


def text_of(document: Document) -> str:
    with open_document(document) as file:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.read())).pages)


def test_a_worker_renders_the_pdf_and_stores_it_with_its_hash(peeters, customer, reception):
    with garage_active(peeters):
        asked = order(customer, reception)

    work_until_idle(kinds=[RENDER_PDF])

    with garage_active(peeters):
        document = PdfOrder.objects.get(pk=asked.pk).document
        assert (document.name, document.content_type) == ("Klant.pdf", "application/pdf")
        assert document.subject == f"customers.customer:{customer.pk}"
        assert document.created_by == reception.member
        assert document.delete_after > peeters.today()
        with open_document(document) as file:
            assert hashlib.sha256(file.read()).hexdigest() == document.sha256
        assert "Jan Janssens" in text_of(document)
        assert "Garage Peeters" in text_of(document)
        assert BatchJob.objects.get().state == BatchJob.State.COMPLETED


def test_the_same_content_is_stored_once(peeters, customer, reception):
    for _time in range(2):
        with garage_active(peeters):
            order(customer, reception)
        work_until_idle(kinds=[RENDER_PDF])

    with garage_active(peeters):
        first, second = PdfOrder.objects.order_by("pk")
        assert Document.objects.count() == 1
        assert first.document_id == second.document_id


def test_changed_content_is_a_new_document(peeters, customer, reception):
    with garage_active(peeters):
        order(customer, reception)
    work_until_idle(kinds=[RENDER_PDF])
    with garage_active(peeters):
        customer.last_name = "Peeters"
        customer.save()
        order(customer, reception)
    work_until_idle(kinds=[RENDER_PDF])

    with garage_active(peeters):
        assert ["Jan Peeters" in text_of(document) for document in Document.objects.order_by("pk")] == [
            False,
            True,
        ]


def test_asked_for_twice_while_it_is_made_it_is_made_once(in_peeters, customer, reception):
    first = order(customer, reception)

    assert order(customer, reception) == first
    assert order(customer, reception, language="fr") != first


def test_a_row_that_is_gone_fails_with_words(peeters, customer, reception):
    with garage_active(peeters):
        order(customer, reception)
        customer.delete()

    work_until_idle(kinds=[RENDER_PDF])

    with garage_active(peeters):
        job = BatchJob.objects.get()
        assert (job.state, job.error) == (BatchJob.State.FAILED, "gone")


def test_a_template_that_breaks_is_given_up_visibly(peeters, customer, reception, template, monkeypatch):
    template.write_text("{% broken %}")
    monkeypatch.setattr("garageflow.jobs.domain.work.MAX_FAILURES", 1)
    with garage_active(peeters):
        order(customer, reception)

    run(claim_next(kinds=[RENDER_PDF]))

    with garage_active(peeters):
        job = BatchJob.objects.get()
        assert (job.state, job.error) == (BatchJob.State.FAILED, "unexpected")


def test_a_deleted_document_can_be_asked_for_again(peeters, customer, reception):
    with garage_active(peeters):
        asked = order(customer, reception)
    work_until_idle(kinds=[RENDER_PDF])
    with garage_active(peeters):
        delete_document(Document.objects.get())

        assert PdfOrder.objects.get(pk=asked.pk).document is None
        order(customer, reception)
    work_until_idle(kinds=[RENDER_PDF])

    with garage_active(peeters):
        assert Document.objects.count() == 1


@pytest.fixture
def canary() -> Iterator[tuple[str, list[bytes]]]:
    """A server that nobody should call."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    connection, _address = server.accept()
                except TimeoutError:
                    continue
                heard.append(b"called")
                connection.close()

        thread = threading.Thread(target=listen)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", heard
        stop.set()
        thread.join()


@pytest.mark.parametrize(
    "html",
    [
        '<img src="{url}/a.png">',
        '<link rel="stylesheet" href="{url}/a.css">',
        '<style>@import url("{url}/a.css"); body {{ background: url({url}/b.png) }}</style>',
        '<link rel="attachment" href="{url}/a.bin">',
        '<object data="{url}/a.svg"></object>',
        '<img src="data:image/svg+xml,<svg xmlns=%22http://www.w3.org/2000/svg%22>'
        '<image href=%22{url}/a.png%22/></svg>">',
    ],
)
def test_nothing_of_others_is_fetched(canary, html):
    url, heard = canary

    pdf = render_html(f"<p>Still there</p>{html.format(url=url)}")

    assert PdfReader(io.BytesIO(pdf)).pages[0].extract_text() == "Still there"
    assert heard == []


def test_files_of_the_machine_are_not_read(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")

    pdf = render_html(
        f'<p>Still there</p><link rel="attachment" href="file://{secret}">'
        '<link rel="attachment" href="/static/../../etc/passwd">'
    )

    assert not PdfReader(io.BytesIO(pdf)).attachments


def test_our_static_files_are_read():
    pdf = render_html('<link rel="attachment" href="/static/css/pdf.css"><p>Hello</p>')

    assert len(PdfReader(io.BytesIO(pdf)).attachments) == 1
