"""What the mails of django-allauth say, in our words and our design.

allauth names a template and a context; here that name leads to a Content, from which the same two templates
as for all other mails make text and HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from garageflow.accounts.browsers import browser_name
from garageflow.mail.registry import Content
from garageflow.tenancy.urls import site_url

Context = dict[str, Any]


def content_of(template_prefix: str, context: Context) -> Content:
    return _CONTENTS[template_prefix](context)


def known_templates() -> set[str]:
    return set(_CONTENTS)


def _password_reset(context: Context) -> Content:
    return Content(
        subject=_("Choose a new password"),
        greeting=_("Hello,"),
        paragraphs=(_("Somebody, probably you, asked for a new password for GarageFlow with this address."),),
        button=(_("Choose a new password"), context["password_reset_url"]),
        small_print=(_("It was not you? Then do nothing: your password stays as it is."),),
    )


def _unknown_account(context: Context) -> Content:
    return Content(
        subject=_("No account with this address"),
        greeting=_("Hello,"),
        paragraphs=(
            _(
                "Somebody, probably you, wanted to sign in to GarageFlow with this address, or asked for "
                "a new password. There is no account with this address."
            ),
            _(
                "Perhaps you use another address. "
                "If you work for a garage, its owner can send you an invitation."
            ),
        ),
        small_print=(_("It was not you? Then do nothing: nothing has changed."),),
    )


def _email_code(context: Context) -> Content:
    return Content(
        subject=_("%(code)s is your code") % {"code": context["code"]},
        greeting=_("Hello,"),
        paragraphs=(
            _("Type this code in the window where GarageFlow asks for it. It works for 10 minutes."),
        ),
        facts=((_("Code"), context["code"]),),
        small_print=(_("You did not ask for this? Then do nothing. Never tell anybody the code."),),
    )


def _notice(
    subject: Callable[[Context], str], sentence: Callable[[Context], str]
) -> Callable[[Context], Content]:
    """Something about the account changed: who did it, and what to do if it was somebody else."""

    def content(context: Context) -> Content:
        return Content(
            subject=subject(context),
            greeting=_("Hello,"),
            paragraphs=(
                sentence(context),
                _("Was it you? Then you need do nothing. If not, choose a new password at once."),
            ),
            facts=(
                (_("When"), _moment(context["timestamp"])),
                (_("From where"), context["ip"]),
                (_("Browser"), browser_name(context["user_agent"])),
            ),
            button=(_("Choose a new password"), site_url("account_reset_password", absolute=True)),
        )

    return content


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")


def _email_changed(context: Context) -> str:
    addresses = {"old": context["from_email"], "new": context["to_email"]}
    return _("You now sign in with %(new)s instead of %(old)s.") % addresses


def _email_deleted(context: Context) -> str:
    return _("%(email)s does not belong to your account any more.") % {"email": context["deleted_email"]}


_CONTENTS: dict[str, Callable[[Context], Content]] = {
    "account/email/password_reset_key": _password_reset,
    "account/email/unknown_account": _unknown_account,
    "account/email/login_code": _email_code,
    "account/email/email_confirmation": _email_code,
    "account/email/email_confirmation_signup": _email_code,
    "account/email/email_changed": _notice(lambda _c: _("Your e-mail address has changed"), _email_changed),
    "account/email/email_deleted": _notice(lambda _c: _("An e-mail address was removed"), _email_deleted),
    "account/email/password_changed": _notice(
        lambda _c: _("Your password has changed"), lambda _c: _("The password of your account has changed.")
    ),
    "account/email/password_reset": _notice(
        lambda _c: _("You have a new password"), lambda _c: _("A new password was chosen for your account.")
    ),
    "account/email/password_set": _notice(
        lambda _c: _("You have a password"), lambda _c: _("Your account has a password from now on.")
    ),
    "mfa/email/totp_activated": _notice(
        lambda _c: _("Authenticator app added"),
        lambda _c: _("From now on an authenticator app protects your account."),
    ),
    "mfa/email/totp_deactivated": _notice(
        lambda _c: _("Authenticator app removed"),
        lambda _c: _("No authenticator app protects your account any more."),
    ),
    "mfa/email/webauthn_added": _notice(
        lambda _c: _("Passkey added"), lambda _c: _("A passkey or security key was added to your account.")
    ),
    "mfa/email/webauthn_removed": _notice(
        lambda _c: _("Passkey removed"),
        lambda _c: _("A passkey or security key was removed from your account."),
    ),
    "mfa/email/recovery_codes_generated": _notice(
        lambda _c: _("New recovery codes"),
        lambda _c: _("New recovery codes were made for your account. Older ones do not work any more."),
    ),
}
