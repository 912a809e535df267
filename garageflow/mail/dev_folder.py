"""Reading the mail that the demo put into its folder (garageflow/mail/folder.py)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

SHOWN = 50
# As FolderBackend names them: the time, so that names sort by age, and something random.
_NAME = re.compile(r"[0-9]{20}-[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class FolderMail:
    name: str
    to: str
    sender: str
    subject: str
    sent_at: datetime | None


def newest_mails(to: str = "", before: str = "") -> tuple[list[FolderMail], bool]:
    """The newest, and whether there are older ones. `to` is part of an address, `before` a mail's name."""
    found: list[FolderMail] = []
    for path in sorted(_folder().glob("*.eml"), reverse=True):
        if not _NAME.fullmatch(path.stem) or (before and path.stem >= before):
            continue
        with path.open("rb") as file:
            headers = BytesHeaderParser(policy=policy.default).parse(file)
        if to.lower() not in str(headers["To"]).lower():
            continue
        if len(found) == SHOWN:
            return found, True
        found.append(_summary(path.stem, headers))
    return found, False


def read_mail(name: str) -> tuple[FolderMail, EmailMessage] | None:
    # The name comes from an address: nothing but a name of our own making reaches the file system.
    if not _NAME.fullmatch(name):
        return None
    path = _folder() / f"{name}.eml"
    if not path.is_file():
        return None
    message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    return _summary(name, message), message


def body_of(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _folder() -> Path:
    return Path(getattr(settings, "EMAIL_FILE_PATH", None) or settings.VAR_DIR / "mail")


def _summary(name: str, headers: EmailMessage) -> FolderMail:
    try:
        # "-0000" says that the sender did not want to tell his zone, and comes back without one.
        written = parsedate_to_datetime(str(headers["Date"]))
        sent_at = written if written.tzinfo else written.replace(tzinfo=UTC)
    except ValueError:
        sent_at = None
    return FolderMail(
        name=name,
        to=str(headers["To"]),
        sender=str(headers["From"]),
        subject=str(headers["Subject"]),
        sent_at=sent_at,
    )
