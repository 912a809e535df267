"""Questions of drivers and their answers."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from convoy.models import Driver, Message, Mission, Thread
from garageflow.audit.domain import record
from garageflow.errors import DomainError
from garageflow.mail.domain.outbox import queue_mail
from garageflow.tenancy.actor import Actor
from garageflow.tenancy.models import Member, Role

ANSWER_MAIL, QUESTION_MAIL = "convoy.answer", "convoy.question"


class ThreadClosed(DomainError):
    pass


@transaction.atomic
def open_thread(
    driver: Driver, *, subject: str, title: str, text: str, mission: Mission | None, by: Actor
) -> Thread:
    """The staff whose business it is get an e-mail: dispatchers, for invoices the owner too."""
    thread = Thread.objects.create(driver=driver, subject=subject, title=title, mission=mission)
    message = _write(thread, text=text, is_from_driver=True, by=by)
    roles = [Role.DISPATCHER]
    if subject == Thread.Subject.BILLING:
        roles.append(Role.OWNER)
    people = Member.objects.filter(membership__ended_at=None, membership__roles__overlap=roles)
    for member in people.select_related("membership__user"):
        queue_mail(
            QUESTION_MAIL,
            to=member.membership.user.email,
            language=member.membership.user.language,
            idempotency_key=f"{QUESTION_MAIL}:{message.pk}:{member.pk}",
            subject_id=message.pk,
        )
    record("convoy.thread_opened", thread, by=by)
    return thread


@transaction.atomic
def answer_thread(thread: Thread, *, text: str, is_from_driver: bool, by: Actor) -> Message:
    """Raises ThreadClosed for a driver's words in a closed one; staff's words open it again."""
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    if is_from_driver and thread.state == Thread.State.CLOSED:
        raise ThreadClosed(_("This conversation is closed. Start a new one."))
    message = _write(thread, text=text, is_from_driver=is_from_driver, by=by)
    thread.state = Thread.State.OPEN if is_from_driver else Thread.State.ANSWERED
    thread.changed_at = message.written_at
    thread.save(update_fields=["state", "changed_at"])
    if not is_from_driver:
        queue_mail(
            ANSWER_MAIL,
            to=thread.driver.email,
            language=thread.driver.language,
            idempotency_key=f"{ANSWER_MAIL}:{message.pk}",
            subject_id=message.pk,
        )
    return message


@transaction.atomic
def close_thread(thread: Thread, *, by: Actor) -> None:
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    thread.state, thread.changed_at = Thread.State.CLOSED, timezone.now()
    thread.save(update_fields=["state", "changed_at"])
    record("convoy.thread_closed", thread, by=by)


def _write(thread: Thread, *, text: str, is_from_driver: bool, by: Actor) -> Message:
    return Message.objects.create(
        thread=thread, text=text, is_from_driver=is_from_driver, written_by=by.member, author=by.label[:100]
    )
