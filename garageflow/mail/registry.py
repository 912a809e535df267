"""The kinds of e-mail. Apps register theirs in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise

if TYPE_CHECKING:
    from garageflow.mail.models import OutboxMail


@dataclass(frozen=True, slots=True)
class Content:
    """What an e-mail says, once; templates/mail/message.html and .txt set it in both forms.

    `facts` are label and value pairs; `button` is label and absolute address; `small_print` stands under the
    line.
    """

    subject: str
    greeting: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()
    button: tuple[str, str] | None = None
    after: tuple[str, ...] = ()
    small_print: tuple[str, ...] = ()
    unsubscribe_url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    # Name, content and type of each file.
    attachments: tuple[tuple[str, bytes, str], ...] = ()


class NothingToSay(Exception):
    """Raised by compose() when the cause of the mail is gone by now: the mail is cancelled."""


@dataclass(frozen=True, slots=True)
class MailKind:
    """`compose` runs with the garage active and the reader's language on.

    An e-mail that was interrupted between sending and recording may or may not have arrived: it is sent
    again if `send_again` (a link somebody waits for), else parked for a person to decide.
    """

    name: str
    compose: Callable[[OutboxMail], Content]
    send_again: bool = False
    # What the database says of these subjects: where a night sends thousands, a statement for each was most
    # of the work. compose() finds it with known().
    read: Callable[[Sequence[int]], Mapping[int, Any]] | None = None
    # What the garage calls it in its overview of e-mails.
    label: str | Promise = ""


_kinds: dict[str, MailKind] = {}


def known(mail: OutboxMail) -> Any:
    """What read() of its kind says of the subject of this e-mail: read ahead by the sender, or read now."""
    read = kind_of(mail.kind).read
    if mail.known is None and read is not None and mail.subject_id is not None:
        mail.known = read([mail.subject_id])[mail.subject_id]
    return mail.known


def register(kind: MailKind) -> None:
    _kinds[kind.name] = kind


def kind_of(name: str) -> MailKind:
    return _kinds[name]


def label_of(name: str) -> str:
    """Also for a kind whose app is gone by now."""
    kind = _kinds.get(name)
    return str(kind.label) if kind and kind.label else name


def registered_kinds() -> list[MailKind]:
    return list(_kinds.values())
