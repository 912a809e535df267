"""Doing what carpass/domain/renewals.py asked for: one vehicle after the other, call by call.

Claim, commit, call, record: nothing is locked while Car-Pass is asked, and a worker that dies leaves a row
that says what was sent, under a key that makes sending it again the same observation.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from carpass.domain.accounts import flag_account, gateway_of
from carpass.domain.documents import keep_history_link
from carpass.domain.failures import STILL_PENDING, UNEXPECTED
from carpass.domain.pdfs import fetch_pdf_later
from carpass.gateway import (
    CredentialsRefused,
    Gateway,
    GatewayError,
    History,
    Observation,
    TooManyRequests,
    WrongState,
)
from carpass.models import Renewal
from garageflow.failpoints import fail_point
from garageflow.jobs.domain.batch import add_progress, finish_job, start_job
from garageflow.jobs.domain.work import Claim
from garageflow.jobs.models import BatchJob
from garageflow.tenancy.active import garage_active
from garageflow.tenancy.actor import SYSTEM, Actor

# Somebody is watching: a hiccup is bridged, anything longer is told and left to him.
_PAUSES = (timedelta(seconds=2), timedelta(seconds=5))
_LONGEST_RETRY_AFTER = 30
_PENDING_FOR = timedelta(minutes=15)
# Waited for here, instead of giving the place to others and waiting for the next tick.
_SHORT = timedelta(seconds=5)
_NAP_SECONDS = 0.5


class NotAccepted(Exception):
    """Car-Pass does not make a history of this observation."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class _Call:
    renewal: Renewal
    gateway: Gateway


def run_renewals(claim: Claim) -> datetime | None:
    """Handler of `carpass.renew`; the key is the batch job's id."""
    job_id = int(claim.key)
    with claim.fenced():
        if start_job(job_id).is_finished:
            return None
        add_progress_of_refused(job_id)
    while True:
        with claim.fenced():
            renewal = _next(job_id)
            if renewal is None:
                failed = Renewal.objects.filter(job=job_id).failed().exists()
                finish_job(job_id, with_errors=failed)
                claim.finish()
                return None
            call = _call_of(renewal)
        if renewal.next_at > timezone.now() + _SHORT:
            return renewal.next_at
        if renewal.next_at > timezone.now():
            time.sleep(_NAP_SECONDS)
        else:
            _do(claim, call)
        if claim.turn_is_over:
            return timezone.now()


def give_up(claim: Claim, error: Exception) -> None:
    """The work failed again and again by a fault of ours: what is open says so and can be tried again."""
    with garage_active(claim.garage):
        for renewal in Renewal.objects.filter(job=int(claim.key)).open():
            _fail(renewal, UNEXPECTED, "")
        finish_job(int(claim.key), with_errors=True)


def add_progress_of_refused(job_id: int) -> None:
    """Those that were refused before anything was sent; once, when the job starts."""
    finished = Renewal.objects.filter(job=job_id).exclude(pk__in=Renewal.objects.filter(job=job_id).open())
    BatchJob.objects.filter(pk=job_id).update(done=finished.count())


def _next(job_id: int) -> Renewal | None:
    waiting = Renewal.objects.filter(job=job_id).open().order_by("next_at", "pk")
    return waiting.select_related("account", "job__requested_by", "vehicle").first()


def _call_of(renewal: Renewal) -> _Call:
    assert renewal.account is not None
    return _Call(renewal, gateway_of(renewal.account))


def _do(claim: Claim, call: _Call) -> None:
    """The next call of one renewal, and what became of it."""
    renewal = call.renewal
    try:
        if not renewal.guid:
            guid = call.gateway.submit(_observation_of(renewal), key=renewal.idempotency_key)
            fail_point("carpass.after_submit")
            with claim.fenced():
                _note_sent(renewal, guid)
            return
        history = _history(call)
    except GatewayError as error:
        with claim.fenced():
            _note_error(renewal, error)
        return
    except NotAccepted as refusal:
        with claim.fenced():
            _fail(renewal, refusal.code, refusal.message)
        return
    with claim.fenced():
        _note_history(renewal, history)


def _observation_of(renewal: Renewal) -> Observation:
    assert renewal.account is not None
    assert renewal.km is not None
    return Observation(
        vin=renewal.vin,
        km=renewal.km,
        observed_on=renewal.observed_on,
        enterprise_number=renewal.account.enterprise_number,
        language=renewal.language,
        reference=f"renewal-{renewal.vehicle.number}",
    )


def _history(call: _Call) -> History | None:
    """None while it is being made. Raises NotAccepted with what Car-Pass says of the observation."""
    renewal = call.renewal
    try:
        return call.gateway.history(renewal.guid, language=renewal.language)
    except WrongState as error:
        status = call.gateway.status(renewal.guid, language=renewal.language)
        said = " ".join(finding.message for finding in status.findings)
        code = status.findings[0].code if status.findings else error.code
        raise NotAccepted(code, said or error.message) from error


def _note_sent(renewal: Renewal, guid: str) -> None:
    renewal.state, renewal.guid, renewal.attempts = Renewal.State.SENT, guid, 0
    renewal.next_at = timezone.now()
    renewal.save(update_fields=["state", "guid", "attempts", "next_at"])


def _note_history(renewal: Renewal, history: History | None) -> None:
    now = timezone.now()
    if history is None:
        waited = now - renewal.created_at
        if waited > _PENDING_FOR:
            _fail(renewal, STILL_PENDING, "")
            return
        # Soon at first, then less often: most are ready within seconds.
        renewal.state, renewal.attempts = Renewal.State.SENT, 0
        renewal.next_at = now + min(max(waited / 4, timedelta(seconds=1)), timedelta(minutes=1))
        renewal.save(update_fields=["state", "attempts", "next_at"])
        return
    assert renewal.km is not None
    requested_by = renewal.job.requested_by
    document = keep_history_link(
        renewal.vehicle,
        guid=renewal.guid,
        issued_on=history.issued_on,
        valid_until=history.valid_until,
        km=renewal.km,
        by=Actor.of_member(requested_by) if requested_by else SYSTEM,
    )
    renewal.state, renewal.document, renewal.finished_at = Renewal.State.DONE, document, now
    renewal.save(update_fields=["state", "document", "finished_at"])
    add_progress(renewal.job_id, 1)
    fetch_pdf_later(document)


def _note_error(renewal: Renewal, error: GatewayError) -> None:
    if isinstance(error, CredentialsRefused):
        _stop_account(renewal, error)
        return
    # Ours, not theirs: whether it may have arrived is read from it when somebody tries again.
    code = type(error).code if error.may_have_arrived else error.code
    if not error.may_have_arrived or renewal.attempts >= len(_PAUSES):
        _fail(renewal, code, error.message)
        return
    pause = _PAUSES[renewal.attempts]
    if isinstance(error, TooManyRequests):
        if error.retry_after > _LONGEST_RETRY_AFTER:
            _fail(renewal, code, error.message)
            return
        pause = timedelta(seconds=error.retry_after)
    renewal.attempts += 1
    renewal.next_at = timezone.now() + pause
    renewal.save(update_fields=["attempts", "next_at"])


def _stop_account(renewal: Renewal, error: CredentialsRefused) -> None:
    """Nothing more is sent with what was refused: too many wrong passwords would lock the account."""
    assert renewal.account is not None
    flag_account(renewal.account, error)
    for waiting in Renewal.objects.filter(job=renewal.job_id, account=renewal.account).open():
        _fail(waiting, CredentialsRefused.code, error.message)


def _fail(renewal: Renewal, code: str, message: str) -> None:
    renewal.state, renewal.code, renewal.message = Renewal.State.FAILED, code[:60], message[:500]
    renewal.finished_at = timezone.now()
    renewal.save(update_fields=["state", "code", "message", "finished_at"])
    add_progress(renewal.job_id, 1)
