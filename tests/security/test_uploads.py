"""S8: whatever is sent where a file is asked for is kept clean or refused in words, in 150 MB at most."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from garageflow.customers.models import Customer
from garageflow.documents.content import FileRefused
from garageflow.documents.domain.documents import open_document, store_document
from garageflow.documents.models import Document
from garageflow.tenancy.actor import SYSTEM
from stock.pictures import PhotoRefused, read_photo
from tests.factories import CustomerFactory
from tests.security.nasty_uploads import KEPT, PHP, REFUSED, SCRIPT, Upload, nasty_uploads

AT_MOST_MB = 150
# Reads them all, one after the other, and says by how much its memory grew.
_IN_A_PROCESS_OF_ITS_OWN = """
import json
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from bench.memory import peak_memory
from garageflow.documents.content import FileRefused, check_upload
from stock.pictures import PhotoRefused, read_photo
from tests.security.nasty_uploads import photo
def read(content):
    for reader, refusal in ((check_upload, FileRefused),
                            (lambda it: read_photo(SimpleUploadedFile("a.jpg", it)), PhotoRefused)):
        try:
            reader(content)
        except refusal:
            pass
def peak():
    return peak_memory() // 1_000_000
read(photo()); read(photo("PNG")); read(photo("WEBP"))
import sys
from pathlib import Path
before, grown = peak(), {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    start = peak()
    read(path.read_bytes())
    grown[path.name] = peak() - start
print(json.dumps({"all": peak() - before, "each": grown}))
"""


def test_there_are_enough_of_them():
    uploads = list(nasty_uploads())

    assert len(uploads) >= 60
    assert len({upload.label for upload in uploads}) == len(uploads)


def test_each_is_kept_clean_or_refused_in_words(in_peeters):
    customer = CustomerFactory()

    wrong = [
        f"{upload.label}: {found}"
        for upload in nasty_uploads()
        if (found := _verdict(upload, customer)) != upload.verdict
    ]

    assert wrong == []


def _verdict(upload: Upload, customer: Customer) -> str:
    before = Document.objects.count()
    try:
        kept = store_document(
            SimpleUploadedFile(upload.name or "x", upload.content), kind="photo", subject=customer, by=SYSTEM
        )
    except FileRefused as refusal:
        return REFUSED if str(refusal) and Document.objects.count() == before else "refused, and yet kept"
    return _what_was_kept(kept)


def _what_was_kept(document: Document) -> str:
    with open_document(document) as file:
        content = file.read()
    if any(part in document.name for part in ("/", "\\", "..", "\r", "\n", "\x00", "<", "\u202e")):
        return f"kept under the name {document.name!r}"
    if not document.name.endswith((".jpg", ".png", ".webp", ".pdf")):
        return f"kept with the ending of {document.name!r}"
    if not document.content_type.startswith("image/"):
        return KEPT
    if any(part in content for part in (SCRIPT, PHP, b"PK\x03\x04", b"%PDF")):
        return "kept with what hid in it"
    Image.open(io.BytesIO(content)).load()
    return KEPT


def test_a_photo_of_a_car_is_a_photo_or_refused_in_words():
    wrong = []
    for upload in nasty_uploads():
        try:
            sizes = read_photo(SimpleUploadedFile("photo.jpg", upload.content))
        except PhotoRefused as refusal:
            wrong += [] if str(refusal) else [upload.label]
            continue
        parts = (sizes.large.content, sizes.medium.content, sizes.small.content)
        if any(bad in part for part in parts for bad in (SCRIPT, PHP, b"PK\x03\x04", b"%PDF")):
            wrong.append(upload.label)

    assert wrong == []


def test_none_costs_more_memory_than_agreed(tmp_path: Any):
    for number, upload in enumerate(nasty_uploads()):
        (tmp_path / f"{number:03}").write_bytes(upload.content)

    done = subprocess.run(
        [sys.executable, "-c", _IN_A_PROCESS_OF_ITS_OWN, str(tmp_path)],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "garageflow.settings_test"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    grown = json.loads(done.stdout.splitlines()[-1])
    assert grown["all"] <= AT_MOST_MB, grown
