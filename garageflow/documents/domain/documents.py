"""Keeping, opening and forgetting private files."""

from __future__ import annotations

import hashlib
import re
from datetime import date, timedelta
from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.audit.domain import record
from garageflow.documents.content import ENDINGS, CheckedFile, FileRefused, check_upload
from garageflow.documents.models import Document, PdfOrder
from garageflow.documents.registry import subject_of
from garageflow.tenancy.active import active_garage_id
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage

_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\"<>:/\\|?*\u202a-\u202e\u2066-\u2069]+")
# A file whose transaction was rolled back has no row; one that is being stored has none yet.
_ORPHAN_AFTER = timedelta(days=1)


def store_document(
    upload: File[bytes],
    *,
    kind: str,
    subject: models.Model,
    by: Actor,
    name: str = "",
    delete_after: date | None = None,
) -> Document:
    """Keep a file that somebody sent. Raises FileRefused for what it is or how large it is."""
    limit: int = settings.DOCUMENT_MAX_BYTES
    too_large = FileRefused(
        _("This file is too large: at most %(count)s MB.") % {"count": limit // 1_000_000}
    )
    if (upload.size or 0) > limit:
        raise too_large
    content = upload.read(limit + 1)
    if not content:
        raise FileRefused(_("This file is empty."))
    if len(content) > limit:
        raise too_large
    checked = check_upload(content)
    document = keep_file(
        checked,
        kind=kind,
        subject=subject_of(subject),
        by=by,
        name=name or str(upload.name or ""),
        delete_after=delete_after,
    )
    record("documents.document_stored", subject, by=by, name=document.name)
    return document


def keep_file(
    file: CheckedFile,
    *,
    kind: str,
    subject: str,
    by: Actor,
    name: str,
    delete_after: date | None = None,
    source_sha256: str = "",
) -> Document:
    """Keep a file of our own making as it is. If the transaction fails, the night removes the file."""
    document = Document(
        kind=kind,
        name=_name_of(name, file.content_type),
        content_type=file.content_type,
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        source_sha256=source_sha256,
        subject=subject,
        created_by=by.member,
        delete_after=delete_after,
    )
    document.file.save(document.name, ContentFile(file.content), save=False)
    document.save()
    return document


def open_document(document: Document) -> File[bytes]:
    file: File[bytes] = document.file.open("rb")
    return file


@transaction.atomic
def delete_document(document: Document) -> None:
    """The row now, the file once that is certain."""
    PdfOrder.objects.filter(document=document).update(document=None)
    document.delete()
    transaction.on_commit(partial(default_storage.delete, str(document.file.name)), robust=True)


def remove_expired_documents(garage: Garage, night: date) -> int:
    """Nightly step."""
    expired = list(Document.objects.filter(delete_after__lt=night).order_by("pk"))
    for document in expired:
        delete_document(document)
    return len(expired)


def remove_orphaned_files(garage: Garage, night: date) -> int:
    """Nightly step: files that no row knows, because their transaction failed after they were written."""
    known = set(Document.objects.values_list("file", flat=True))
    before = timezone.now() - _ORPHAN_AFTER
    orphans = [
        path
        for path in stored_files(str(active_garage_id()))
        if path not in known and default_storage.get_modified_time(path) < before
    ]
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)


def stored_files(folder: str) -> list[str]:
    """Their paths. In S3 a folder does not exist, only files whose names begin with it."""
    try:
        return [f"{folder}/{name}" for name in default_storage.listdir(folder)[1]]
    except FileNotFoundError:
        return []


def _name_of(name: str, content_type: str) -> str:
    """The sender's name for it, with the ending of what it is."""
    stem = " ".join(_NOT_IN_NAMES.sub(" ", PurePath(name).stem).split()).strip(". ")[:120]
    return f"{stem or _('document')}.{ENDINGS[content_type]}"
