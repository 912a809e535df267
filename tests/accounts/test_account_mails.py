from __future__ import annotations

from pathlib import Path

import allauth
import pytest
from django.utils import timezone

from garageflow.mail.letter import set_letter
from garageflow.members.account_mails import content_of, known_templates

# allauth has mails for features that are switched off here.
SWITCHED_OFF = {
    "account/email/account_already_exists",  # nobody signs up by himself
    "account/email/password_reset_code",  # we send a link
    "account/email/email_confirm",  # never sent by this version
}


def test_every_mail_that_allauth_can_send_has_our_words():
    folder = Path(allauth.__file__).parent / "templates"
    offered = {
        str(file.relative_to(folder)).removesuffix("_message.txt")
        for app in ("account", "mfa")
        for file in (folder / app / "email").glob("*_message.txt")
    }
    offered -= {"account/email/base"}

    assert known_templates() == offered - SWITCHED_OFF


@pytest.mark.parametrize("template", sorted(known_templates()))
def test_each_is_complete_as_text_and_as_html(template):
    context = {
        "password_reset_url": "https://app.garageflow.example/reset/",
        "code": "ABCD-EFGH",
        "timestamp": timezone.now(),
        "ip": "198.51.100.7",
        "user_agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/132.0",
        "from_email": "old@peeters.example",
        "to_email": "new@peeters.example",
        "deleted_email": "old@peeters.example",
        "email": "els@peeters.example",
    }

    content = content_of(template, context)
    letter = set_letter(content, garage=None, language="en")

    assert content.subject
    assert "%(" not in letter.text + content.subject
    assert content.paragraphs[0][:30] in letter.text
    assert content.paragraphs[0][:30] in letter.html
    assert "GarageFlow" in letter.text
