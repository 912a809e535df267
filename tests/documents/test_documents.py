from __future__ import annotations

import hashlib
import io
import os
import time
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from garageflow.audit.models import Entry
from garageflow.documents.content import PDF, CheckedFile, FileRefused
from garageflow.documents.domain.documents import (
    delete_document,
    keep_file,
    open_document,
    remove_expired_documents,
    remove_orphaned_files,
    store_document,
)
from garageflow.documents.models import Document
from garageflow.tenancy.actor import SYSTEM

A_PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


def photo(image_format: str = "JPEG", size: tuple[int, int] = (40, 20), **saving) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "red").save(stream, image_format, **saving)
    return stream.getvalue()


def store(customer, content: bytes, reception, name: str = "photo.jpg") -> Document:
    upload = SimpleUploadedFile(name, content)
    return store_document(upload, kind="photo", subject=customer, by=reception)


def test_store_document_keeps_a_pdf_as_it_is(in_peeters, customer, reception):
    document = store(customer, A_PDF, reception, "../../etc/Contract\r\n: final.exe")

    assert (document.name, document.content_type, document.size) == (
        "Contract final.pdf",
        "application/pdf",
        len(A_PDF),
    )
    assert document.subject == f"customers.customer:{customer.pk}"
    assert document.sha256 == hashlib.sha256(A_PDF).hexdigest()
    assert document.file.name.startswith(f"{in_peeters.pk}/")
    assert "Contract" not in document.file.name
    with open_document(document) as file:
        assert file.read() == A_PDF
    assert Entry.objects.get().facts == {"name": "Contract final.pdf"}


def test_store_document_draws_images_anew_without_exif(in_peeters, customer, reception):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    exif[0x010F] = "Canon of Jan"
    content = photo(exif=exif, comment=b"secret") + b"<script>alert(1)</script>"

    document = store(customer, content, reception)

    with open_document(document) as file:
        kept = file.read()
    image = Image.open(io.BytesIO(kept))
    assert image.size == (20, 40)
    assert not image.getexif()
    assert b"Canon" not in kept
    assert b"secret" not in kept
    assert b"script" not in kept


@pytest.mark.parametrize(
    ("image_format", "content_type", "name"),
    [
        ("PNG", "image/png", "photo.png"),
        ("JPEG", "image/jpeg", "photo.jpg"),
        ("WEBP", "image/webp", "photo.webp"),
    ],
)
def test_what_a_file_is_is_told_by_its_content(
    in_peeters, customer, reception, image_format, content_type, name
):
    document = store(customer, photo(image_format), reception, "photo.html")

    assert (document.content_type, document.name) == (content_type, name)


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"PK\x03\x04",
        b"%PDF-1.7 without an end",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n<html>",
        b"\xff\xd8\xff<html>",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        photo("PNG")[:-40],
        b"",
    ],
)
def test_store_document_refuses_what_is_no_allowed_file(in_peeters, customer, reception, content):
    with pytest.raises(FileRefused):
        store(customer, content, reception)

    assert not Document.objects.exists()


def test_store_document_refuses_a_file_that_is_too_large(in_peeters, customer, reception, settings):
    settings.DOCUMENT_MAX_BYTES = 1_000_000

    with pytest.raises(FileRefused, match="at most 1 MB"):
        store(customer, A_PDF + b" " * 1_000_000, reception)


def test_store_document_refuses_an_image_with_too_many_pixels(in_peeters, customer, reception, settings):
    settings.DOCUMENT_MAX_PIXELS = 1_000_000

    with pytest.raises(FileRefused, match="at most 1 million pixels"):
        store(customer, photo("PNG", (1_001, 1_000)), reception)


def test_photos_of_large_cameras_are_kept_at_half_their_size(in_peeters, customer, reception, settings):
    settings.DOCUMENT_MAX_PIXELS = 10_000

    document = store(customer, photo("JPEG", (180, 100)), reception)

    with open_document(document) as file:
        assert Image.open(file).size == (90, 50)


@pytest.mark.parametrize(
    ("image_format", "size", "saving", "limit"),
    [
        ("JPEG", (4_100, 4_000), {}, "4 million"),
        ("JPEG", (1_500, 1_500), {"progressive": True}, "2 million"),
        ("WEBP", (1_100, 1_000), {}, "1 million"),
    ],
)
def test_what_a_pixel_costs_depends_on_the_format(
    in_peeters, customer, reception, settings, image_format, size, saving, limit
):
    settings.DOCUMENT_MAX_PIXELS = 4_000_000

    with pytest.raises(FileRefused, match=limit):
        store(customer, photo(image_format, size, **saving), reception)


def kept(name: str = "a.pdf", **values) -> Document:
    file = CheckedFile(A_PDF, PDF)
    return keep_file(file, kind="pdf", subject="a.b:1", name=name, by=SYSTEM, **values)


def test_delete_document_removes_the_file_when_the_row_is_gone(
    in_peeters, files, django_capture_on_commit_callbacks
):
    document = kept()

    with django_capture_on_commit_callbacks() as callbacks:
        delete_document(document)

    assert (files / document.file.name).exists()
    callbacks[0]()
    assert not (files / document.file.name).exists()


def test_the_night_removes_what_has_expired(in_peeters):
    kept("old.pdf", delete_after=date(2026, 11, 20))
    kept("today.pdf", delete_after=date(2026, 11, 21))
    kept("for ever.pdf")

    remove_expired_documents(in_peeters, date(2026, 11, 21))

    assert set(Document.objects.values_list("name", flat=True)) == {"today.pdf", "for ever.pdf"}


def test_the_night_removes_files_without_a_row(in_peeters, files):
    document = kept()
    orphan, young = files / str(in_peeters.pk) / "orphan", files / str(in_peeters.pk) / "young"
    orphan.write_bytes(b"x")
    young.write_bytes(b"x")
    long_ago = time.time() - timedelta(days=2).total_seconds()
    os.utime(orphan, (long_ago, long_ago))
    os.utime(files / document.file.name, (long_ago, long_ago))

    remove_orphaned_files(in_peeters, date(2026, 11, 21))

    assert not orphan.exists()
    assert young.exists()
    assert (files / document.file.name).exists()


def test_a_garage_without_files_has_no_orphans(in_peeters):
    remove_orphaned_files(in_peeters, date(2026, 11, 21))


def test_content_of_any_file_object_is_taken(in_peeters, customer, reception):
    document = store_document(ContentFile(A_PDF), kind="scan", subject=customer, by=reception, name="Scan 1")

    assert document.name == "Scan 1.pdf"
