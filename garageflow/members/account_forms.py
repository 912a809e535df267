"""allauth's forms as our pages draw them: a label above each field, and no placeholder that repeats it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

from garageflow.accounts.models import User


class WithoutPlaceholders:
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs.update({"autocapitalize": "off", "spellcheck": "false", "data-big": True})


class LoginForm(WithoutPlaceholders, account.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].label = _("E-mail address")
        # The page has its own link to a new password.
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Stay signed in on this device")


class ResetPasswordForm(WithoutPlaceholders, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(WithoutPlaceholders, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(WithoutPlaceholders, account.ChangePasswordForm):
    pass


class SetPasswordForm(WithoutPlaceholders, account.SetPasswordForm):
    pass


class AddEmailForm(WithoutPlaceholders, account.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New e-mail address")


class ConfirmEmailVerificationCodeForm(WithoutPlaceholders, account.ConfirmEmailVerificationCodeForm):
    pass


class RequestLoginCodeForm(WithoutPlaceholders, account.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        """Takes as long for who is known: allauth looks for an address of nobody twice, in this way."""
        email: str = super().clean_email()
        if self._user:
            list(User.objects.filter(email=email.lower()).values_list("pk").iterator())
        return email


class ConfirmLoginCodeForm(WithoutPlaceholders, account.ConfirmLoginCodeForm):
    pass


class ReauthenticateForm(WithoutPlaceholders, account.ReauthenticateForm):
    pass


class AuthenticateForm(WithoutPlaceholders, mfa.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(WithoutPlaceholders, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(WithoutPlaceholders, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("For yourself, such as: my telephone.")
        passwordless = self.fields["passwordless"]
        passwordless.initial = True
        passwordless.label = _("Sign in with it without a password")
        passwordless.help_text = _(
            "Your device asks for your finger, your face or its code. "
            "Without this it is only a second factor."
        )


class EditPasskeyForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
