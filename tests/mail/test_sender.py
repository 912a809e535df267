from __future__ import annotations

import smtplib
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import models
from django.utils import timezone

from garageflow.jobs.domain.work import claim_next, run, work_until_idle
from garageflow.jobs.models import DueWork
from garageflow.mail import registry
from garageflow.mail.domain.outbox import OUTBOX, block_address, queue_mail
from garageflow.mail.domain.sender import deliver
from garageflow.mail.models import MailState, OutboxMail
from garageflow.mail.registry import Content, MailKind, NothingToSay
from garageflow.tenancy.active import NetworkInsideActivation, garage_active

PARKED, REPEATED = "tests.parked", "tests.repeated"


class BrokenServer(BaseEmailBackend):
    """Answers every message with the error that stands in `error`."""

    error: Exception
    calls = 0

    def send_messages(self, email_messages):
        type(self).calls += 1
        raise self.error


class SlowServer(BaseEmailBackend):
    """Takes so long that another worker takes the work over meanwhile."""

    sent: list[str] = []

    def send_messages(self, email_messages):
        self.sent.extend(message.to[0] for message in email_messages)
        DueWork.objects.filter(kind=OUTBOX).update(attempt=models.F("attempt") + 1)
        return len(email_messages)


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    def compose(mail):
        if mail.params.get("gone"):
            raise NothingToSay
        if mail.params.get("faulty"):
            raise KeyError("a fault of ours")
        return Content(subject="Hello", greeting="Dear Jan,", paragraphs=("Your car is ready.",))

    for name, again in ((PARKED, False), (REPEATED, True)):
        monkeypatch.setitem(registry._kinds, name, MailKind(name=name, compose=compose, send_again=again))


@pytest.fixture
def broken(settings):
    settings.EMAIL_BACKEND = "tests.mail.test_sender.BrokenServer"
    BrokenServer.calls = 0
    return BrokenServer


def put(garage, kind=PARKED, key="1", to="jan@example.com", **params):
    with garage_active(garage):
        queue_mail(kind, to=to, language="nl", idempotency_key=key, **params)


def states(garage):
    with garage_active(garage):
        return dict(OutboxMail.objects.order_by("idempotency_key").values_list("idempotency_key", "state"))


def send():
    work_until_idle(kinds=[OUTBOX], limit=5)


def test_a_queued_mail_is_sent_as_text_and_html_from_the_garage(peeters):
    put(peeters)

    send()

    (message,) = django_mail.outbox
    assert states(peeters) == {"1": MailState.SENT}
    assert message.from_email.startswith('"Garage Peeters" <') or message.from_email.startswith(
        "Garage Peeters <"
    )
    assert "Your car is ready." in message.body
    assert "Your car is ready." in message.alternatives[0][0]


def test_every_try_of_one_mail_has_the_same_message_id(peeters):
    put(peeters)
    send()
    with garage_active(peeters):
        OutboxMail.objects.update(state=MailState.QUEUED)
        DueWork.objects.filter(kind=OUTBOX).update(finished_at=None)
    send()

    first, second = django_mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_worker_that_lost_its_lease_writes_nothing_and_sends_nothing_more(peeters, settings):
    settings.EMAIL_BACKEND = "tests.mail.test_sender.SlowServer"
    SlowServer.sent = []
    put(peeters, key="1", to="jan@example.com")
    put(peeters, key="2", to="els@example.com")

    run(claim_next(kinds=[OUTBOX]))

    assert SlowServer.sent == ["jan@example.com"]
    # The worker that has the lease now finds it interrupted and decides.
    assert states(peeters) == {"1": MailState.SENDING, "2": MailState.QUEUED}


def test_a_blocked_address_is_not_written_to(peeters):
    with garage_active(peeters):
        block_address("jan@example.com", "bounced")
    put(peeters, to="Jan@Example.com")

    send()

    assert django_mail.outbox == []
    assert states(peeters) == {"1": MailState.SUPPRESSED}


def test_a_mail_whose_cause_is_gone_is_cancelled_and_a_faulty_one_holds_nobody_up(peeters):
    put(peeters, key="1", gone=True)
    put(peeters, key="2", faulty=True)
    put(peeters, key="3")

    send()

    assert states(peeters) == {"1": MailState.CANCELLED, "2": MailState.QUEUED, "3": MailState.SENT}


def test_a_mail_that_cannot_be_composed_is_tried_again_and_given_up_in_the_end(peeters):
    put(peeters, faulty=True)
    with garage_active(peeters):
        OutboxMail.objects.update(attempts=6)

    send()

    assert states(peeters) == {"1": MailState.FAILED}


def test_a_mail_for_later_waits_and_says_when_to_come_back(peeters):
    later = timezone.now() + timedelta(hours=2)
    put(peeters, due_at=later)

    send()

    assert states(peeters) == {"1": MailState.QUEUED}
    assert DueWork.objects.get(kind=OUTBOX).due_at == later


def test_a_permanent_refusal_fails_at_once_with_the_answer_as_received(peeters, broken):
    broken.error = smtplib.SMTPRecipientsRefused({"jan@example.com": (550, b"5.1.1 no such user")})
    put(peeters)

    send()

    with garage_active(peeters):
        mail = OutboxMail.objects.get()
    assert (mail.state, mail.answer, broken.calls) == (MailState.FAILED, "550 5.1.1 no such user", 1)


def test_a_temporary_refusal_is_tried_again_after_growing_pauses_and_given_up_in_the_end(peeters, broken):
    broken.error = smtplib.SMTPDataError(451, b"greylisted")
    put(peeters)
    pauses = []
    for _try in range(7):
        began = timezone.now()
        send()
        with garage_active(peeters):
            mail = OutboxMail.objects.get()
            pauses.append(round((mail.due_at - began).total_seconds() / 60))
            OutboxMail.objects.update(due_at=began)
            DueWork.objects.filter(kind=OUTBOX).update(due_at=began)

    assert pauses[:6] == [1, 5, 15, 60, 240, 720]
    assert (mail.state, broken.calls) == (MailState.FAILED, 7)


@pytest.mark.parametrize(("kind", "state"), [(PARKED, MailState.UNKNOWN), (REPEATED, MailState.QUEUED)])
def test_a_connection_that_breaks_under_way_leaves_doubt(peeters, broken, kind, state):
    broken.error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
    put(peeters, kind=kind)

    send()

    assert states(peeters) == {"1": state}


@pytest.mark.parametrize(("kind", "state"), [(PARKED, MailState.UNKNOWN), (REPEATED, MailState.SENT)])
def test_what_a_dead_worker_left_half_done_is_parked_or_sent_again(peeters, kind, state):
    put(peeters, kind=kind)
    with garage_active(peeters):
        OutboxMail.objects.update(state=MailState.SENDING, attempts=1)

    send()

    assert states(peeters) == {"1": state}
    assert len(django_mail.outbox) == int(state == MailState.SENT)


def test_no_mail_is_handed_over_inside_a_transaction_of_a_garage(in_peeters):
    with pytest.raises(NetworkInsideActivation):
        deliver(django_mail.get_connection(), django_mail.EmailMultiAlternatives())


@pytest.fixture
def asked(monkeypatch):
    """The subjects of each reading by a kind that reads ahead."""
    asked = []

    def read(subjects):
        asked.append([*subjects])
        return {subject: f"Dear {subject}," for subject in subjects}

    def compose(mail):
        return Content(subject="Hello", greeting=registry.known(mail), paragraphs=("Ready.",))

    monkeypatch.setitem(
        registry._kinds, "tests.ahead", MailKind(name="tests.ahead", compose=compose, read=read)
    )
    return asked


def queue_ahead(number):
    queue_mail(
        "tests.ahead",
        to=f"{number}@example.be",
        language="nl",
        idempotency_key=f"ahead-{number}",
        subject_id=number,
        due_at=timezone.now() - timedelta(minutes=10 - number),
    )


def test_subjects_are_read_for_many_at_once(peeters, asked):
    with garage_active(peeters):
        for number in (1, 2, 3):
            queue_ahead(number)

    work_until_idle()

    assert asked == [[1, 2, 3]]
    assert [message.body.split("\n")[0] for message in django_mail.outbox] == [
        "Dear 1,",
        "Dear 2,",
        "Dear 3,",
    ]


def test_what_was_read_long_ago_is_read_again(peeters, asked, monkeypatch):
    monkeypatch.setattr("garageflow.mail.domain.sender.FRESH_SECONDS", -1)
    with garage_active(peeters):
        for number in (1, 2):
            queue_ahead(number)

    work_until_idle()

    assert asked == [[1, 2], [2]]


def test_a_subject_that_is_gone_holds_up_no_other(peeters, asked, monkeypatch):
    monkeypatch.setattr("garageflow.mail.domain.sender.AHEAD", 0)
    kind = registry.kind_of("tests.ahead")
    monkeypatch.setitem(
        registry._kinds,
        "tests.ahead",
        replace(kind, read=lambda subjects: {one: "Dear you," for one in subjects if one != 1}),
    )
    with garage_active(peeters):
        for number in (1, 2):
            queue_ahead(number)

    work_until_idle()

    assert [message.to for message in django_mail.outbox] == [["2@example.be"]]
    with garage_active(peeters):
        assert OutboxMail.objects.get(subject_id=1).state == MailState.QUEUED
