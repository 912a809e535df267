from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent_mail
from django.utils import timezone

from garageflow.audit.models import Entry
from garageflow.jobs.domain.work import claim_next, work_until_idle
from garageflow.jobs.models import DueWork
from garageflow.mail.domain.outbox import (
    OUTBOX,
    MailHasNotFailed,
    MailIsNotDoubtful,
    decide_doubtful,
    queue_mail,
    send_again,
)
from garageflow.mail.domain.retention import forget_old_mails, remove_old_platform_mail
from garageflow.mail.domain.sender import send_outbox
from garageflow.mail.models import MailState, OutboxMail, PlatformMail, UndecidedMails
from garageflow.tenancy.active import garage_active

LONG_AGO = timezone.now() - timedelta(days=366)


def test_queue_mail_writes_one_row_per_key(in_peeters):
    assert queue_mail("tests.hello", to="jan@example.com", language="nl", idempotency_key="1") is True
    assert queue_mail("tests.hello", to="jan@example.com", language="nl", idempotency_key="1") is False

    assert OutboxMail.objects.count() == 1
    assert DueWork.objects.get().kind == OUTBOX


def test_a_mail_tells_the_time_of_the_garage(peeters):
    with garage_active(peeters):
        queue_mail("tests.hello", to="jan@example.com", language="nl", idempotency_key="1")
        OutboxMail.objects.update(created_at=datetime(2026, 7, 1, 12, 0, tzinfo=UTC))

    work_until_idle(kinds=[OUTBOX])

    assert "It is 14:00." in sent_mail.outbox[0].body


def test_a_doubtful_mail_that_arrived_is_sent(mail, in_peeters, reception):
    doubtful = mail(MailState.UNKNOWN)

    decide_doubtful(doubtful, arrived=True, by=reception)

    doubtful.refresh_from_db()
    assert doubtful.state == MailState.SENT
    assert doubtful.sent_at is not None
    assert Entry.objects.get().event == "mail.doubt_decided_arrived"
    assert not DueWork.objects.exists()


def test_a_doubtful_mail_that_did_not_arrive_is_sent_again(mail, in_peeters, reception):
    doubtful = mail(MailState.UNKNOWN)

    decide_doubtful(doubtful, arrived=False, by=reception)

    doubtful.refresh_from_db()
    assert doubtful.state == MailState.QUEUED
    assert Entry.objects.get().event == "mail.doubt_decided_again"
    assert DueWork.objects.get().kind == OUTBOX


def test_only_a_doubtful_mail_is_decided(mail, in_peeters, reception):
    with pytest.raises(MailIsNotDoubtful):
        decide_doubtful(mail(MailState.SENT), arrived=True, by=reception)


def test_a_failed_mail_is_sent_again_with_all_its_tries(mail, in_peeters, reception):
    failed = mail(MailState.FAILED, attempts=7, answer="550 no such user")

    send_again(failed, by=reception)

    failed.refresh_from_db()
    assert (failed.state, failed.attempts) == (MailState.QUEUED, 0)
    assert Entry.objects.get().event == "mail.sent_again"
    assert DueWork.objects.get().kind == OUTBOX


@pytest.mark.parametrize("state", [MailState.SENT, MailState.QUEUED, MailState.SENDING, MailState.BOUNCED])
def test_only_a_failed_mail_is_sent_again(mail, in_peeters, reception, state):
    with pytest.raises(MailHasNotFailed):
        send_again(mail(state), by=reception)


def test_the_number_of_doubtful_mails_is_known_without_entering_the_garage(mail, peeters, reception):
    for _number in range(2):
        mail(MailState.SENDING, attempts=1)
    with garage_active(peeters):
        queue_mail("tests.hello", to="an@example.com", language="nl", idempotency_key="new")

    send_outbox(claim_next(kinds=[OUTBOX]))

    assert UndecidedMails.objects.get().count == 2
    with garage_active(peeters):
        decide_doubtful(OutboxMail.objects.undecided().first(), arrived=True, by=reception)
    assert UndecidedMails.objects.get().count == 1


def test_the_night_forgets_to_whom_old_mails_went(mail, in_peeters, settings):
    settings.MAIL_KEEP_DAYS = 365
    old = mail(MailState.SENT, created_at=LONG_AGO, params={"round": 1}, answer="250 ok")
    waiting = mail(MailState.UNKNOWN, created_at=LONG_AGO)
    young = mail(MailState.SENT)

    forget_old_mails(in_peeters, in_peeters.today())

    old.refresh_from_db()
    assert (old.to, old.params, old.answer, old.idempotency_key, old.state) == ("", {}, "", "1", "sent")
    for other in (waiting, young):
        before = other.to
        other.refresh_from_db()
        assert other.to == before
    assert queue_mail("tests.hello", to="jan@example.com", language="nl", idempotency_key="1") is False


def test_old_platform_mail_is_removed(db):
    long_ago = timezone.now() - timedelta(days=91)
    PlatformMail.objects.create(
        kind="a", to="old", subject="", text="", state=MailState.SENT, created_at=long_ago
    )
    PlatformMail.objects.create(kind="a", to="open", subject="", text="", created_at=long_ago)
    PlatformMail.objects.create(kind="a", to="new", subject="", text="", state=MailState.SENT)

    remove_old_platform_mail()

    assert set(PlatformMail.objects.values_list("to", flat=True)) == {"open", "new"}
