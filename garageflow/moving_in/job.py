"""The worker's part of a move."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from django.utils import translation

from garageflow.jobs.domain.batch import fail_job, finish_job, start_job
from garageflow.jobs.domain.work import Claim
from garageflow.moving_in.domain.moves import check_move, take_move
from garageflow.moving_in.models import Move
from garageflow.moving_in.report import Report
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor


def run_check(claim: Claim) -> datetime | None:
    """Handler of `moving_in.check`; the key is the job's id."""
    move, by = _begin(claim)
    with _in_words_of(by, claim), garage_active(claim.garage) as garage:
        report = check_move(move, garage=garage, by=by)
    _end(claim, move, report)
    return None


def run_taking(claim: Claim) -> datetime | None:
    """Handler of `moving_in.take`. Chunk by chunk: after a restart what was taken is known, and passed by."""
    move, by = _begin(claim)
    with _in_words_of(by, claim):
        report = take_move(move, garage=claim.garage, by=by, step=claim.fenced)
    _end(claim, move, report)
    return None


def give_up(claim: Claim, error: Exception) -> None:
    with garage_active(claim.garage):
        fail_job(int(claim.key), "UNEXPECTED")


def _begin(claim: Claim) -> tuple[Move, Actor]:
    with claim.fenced():
        job = start_job(int(claim.key))
        moves = Move.objects.select_related("document")
        move = moves.filter(check_job=job).first() or moves.get(take_job=job)
        return move, Actor.of_member(job.requested_by) if job.requested_by else SYSTEM


def _end(claim: Claim, move: Move, report: Report) -> None:
    with claim.fenced():
        Move.objects.filter(pk=move.pk).update(report=report.as_json())
        finish_job(int(claim.key), with_errors=not report.is_clean)
        claim.finish()


def _in_words_of(by: Actor, claim: Claim) -> AbstractContextManager[Any]:
    """The reasons are read by whoever asked."""
    with garage_active(claim.garage):
        language = by.member.membership.user.language if by.member else claim.garage.default_language
    return translation.override(language)
