"""Where django-allauth meets GarageFlow: who may sign up, how mails go out, how secrets are kept."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils import translation

from garageflow import crypto
from garageflow.accounts.models import User
from garageflow.audit.domain import record_on_platform
from garageflow.mail.domain.platform import queue_platform_mail
from garageflow.mail.letter import set_letter
from garageflow.mail.tasks import nudge_platform_mail
from garageflow.members.account_mails import content_of
from garageflow.tenancy.urls import site_url


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by himself: people come by an invitation of a garage."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue it in the transaction of its cause; the worker sends it."""
        with translation.override(_language_of_reader(email, context)):
            content = content_of(template_prefix, {**context, "email": email})
            letter = set_letter(content, garage=None, language=translation.get_language() or "en")
            queue_platform_mail(
                template_prefix.rpartition("/")[2],
                to=email,
                subject=content.subject,
                text=letter.text,
                html=letter.html,
            )
        nudge_platform_mail()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By SITE_URL: whoever asks must not choose, by a header of his request, where the link leads."""
        return str(settings.SITE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Also asked from inside a garage, where an invitation is accepted."""
        return site_url("garage-choice")

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return site_url("account" if self.request.user.is_authenticated else "account_login")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # Without the address: in its place stands, now and then, a password.
        record_on_platform("accounts.sign_in_failed", user=None, ip=self.get_client_ip(request))


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """Second-factor secrets are encrypted at rest."""
        return crypto.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        # A passkey belongs to a host name, and keeps belonging to it.
        return {"id": urlsplit(settings.SITE_URL).hostname or "", "name": "GarageFlow"}


def _language_of_reader(email: str, context: dict[str, Any]) -> str:
    """His own if he is known, else the language of the page on which he asked."""
    user: AbstractBaseUser | None = context.get("user") or User.objects.filter(email=email).first()
    if user is None and allauth_context.request.user.is_authenticated:
        user = allauth_context.request.user
    return user.language if isinstance(user, User) else translation.get_language() or settings.LANGUAGE_CODE
