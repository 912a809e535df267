"""A zip that an owner uploads: kept for a week, checked by a worker, taken over by a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from typing import IO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from garageflow.documents.content import ZIP, CheckedFile
from garageflow.documents.domain.documents import delete_document, keep_file, open_document
from garageflow.documents.registry import subject_of
from garageflow.errors import DomainError
from garageflow.jobs.domain.batch import plan_job
from garageflow.moving_in.domain.moving import Step, check_package, move_in
from garageflow.moving_in.models import Move
from garageflow.moving_in.package import MAX_ZIP_BYTES, PackageRefused, ZipPackage
from garageflow.moving_in.report import Report
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Garage

CHECK, TAKE = "moving_in.check", "moving_in.take"
FILE_KIND = "moving_in"
_FILE_KEPT, _MOVE_KEPT = timedelta(days=7), timedelta(days=60)


class NotReadyToTake(DomainError):
    pass


def keep_move(upload: IO[bytes], *, name: str, size: int, by: Actor) -> Move:
    """Looked into, not yet read. Raises PackageRefused."""
    if size > MAX_ZIP_BYTES:
        words = _("This zip is too large: at most %(count)s MB.")
        raise PackageRefused(words % {"count": MAX_ZIP_BYTES // 1_000_000})
    ZipPackage(upload).close()
    upload.seek(0)
    with transaction.atomic():
        move = Move.objects.create(file_name=name[:150], uploaded_by=by.member)
        move.document = keep_file(
            CheckedFile(upload.read(MAX_ZIP_BYTES + 1), ZIP),
            kind=FILE_KIND,
            subject=subject_of(move),
            by=by,
            name=name,
        )
        move.check_job = plan_job(CHECK, name=_("Check %(file)s") % {"file": move.file_name}, total=1, by=by)
        move.save(update_fields=["document", "check_job"])
    return move


@transaction.atomic
def plan_taking(move: Move, *, by: Actor) -> Move:
    """Raises NotReadyToTake: it was not checked yet, is taken over already, or its file is gone."""
    move = Move.objects.select_for_update().get(pk=move.pk)
    if move.report is None or move.take_job_id is not None or move.document_id is None:
        raise NotReadyToTake(_("This file is not checked yet, or taken over already."))
    move.take_job = plan_job(TAKE, name=_("Take over %(file)s") % {"file": move.file_name}, total=1, by=by)
    move.save(update_fields=["take_job"])
    return move


def check_move(move: Move, *, garage: Garage, by: Actor) -> Report:
    """The caller has the garage active."""
    with _opened(move) as package:
        return check_package(package, garage=garage, by=by)


def take_move(move: Move, *, garage: Garage, by: Actor, step: Step) -> Report:
    with _opened(move) as package:
        return move_in(package, garage=garage, by=by, step=step)


def forget_moves(garage: Garage, night: date) -> int:
    """Nightly step: the file after a week, what became of each line after two months."""
    now = timezone.now()
    with_file = Move.objects.filter(document__isnull=False).select_related("document")
    old_files = list(with_file.filter(uploaded_at__lt=now - _FILE_KEPT))
    for move in old_files:
        document, move.document = move.document, None
        move.save(update_fields=["document"])
        assert document is not None
        delete_document(document)
    old = Move.objects.filter(uploaded_at__lt=now - _MOVE_KEPT, document=None)
    return len(old_files) + old.delete()[0]


@contextmanager
def _opened(move: Move) -> Iterator[ZipPackage]:
    assert move.document is not None
    with open_document(move.document) as file, closing(ZipPackage(file)) as package:
        yield package
