from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carshare.models.organisation import CarShareOrganisation
from carshare.models.subscriber import Subscriber
from garageflow.crypto import JSONWithSecretsField
from garageflow.documents.models import Document
from garageflow.tenancy.models import TenantForeignKey, TenantModel


class SignUpDraft(TenantModel):
    """A sign-up under way, found again by a cookie. Emptied after a week; what is left counts steps."""

    class Step(models.TextChoices):
        EMAIL = "email", _("E-mail address")
        ORGANISATION = "organisation", _("Organisation")
        PERSON = "person", _("Name and password")
        LICENCE = "licence", _("Driving licence")
        PREFERENCES = "preferences", _("Preferences")
        BILLING = "billing", _("Billing address")
        TERMS = "terms", _("Terms of use")

    # SHA-256 of what the cookie holds.
    key_hash = models.CharField(max_length=64)
    email = models.CharField(max_length=254, blank=True)
    organisation = TenantForeignKey(
        CarShareOrganisation, null=True, on_delete=models.PROTECT, related_name="drafts"
    )
    # What was filled in, by step; the licence number in it is encrypted.
    answers = JSONWithSecretsField(default=dict)
    password_hash = models.CharField(max_length=200, blank=True)
    photo = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    furthest_step = models.CharField(max_length=12, choices=Step.choices, default=Step.EMAIL)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    # One letter, please: counted here, so that a worker sends it and the page never looks for the person.
    letters = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("sign-up under way")
        verbose_name_plural = _("sign-ups under way")
        constraints = [
            models.UniqueConstraint(fields=["garage", "key_hash"], name="sign_up_draft_key"),
            models.CheckConstraint(
                condition=models.Q(
                    furthest_step__in=[
                        "email",
                        "organisation",
                        "person",
                        "licence",
                        "preferences",
                        "billing",
                        "terms",
                    ]
                ),
                name="sign_up_draft_step",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="sign_up_draft_language",
            ),
        ]
        indexes = [models.Index("garage", "created_at", name="sign_up_draft_age")]

    def __str__(self) -> str:
        return f"{self.pk} {self.furthest_step}"


class ValidationLink(TenantModel):
    """The link of a validation mail: works once, for 48 hours, and only its hash is kept.

    The link itself is a signature of `nonce`, so that the worker can write it when the mail goes out.
    """

    subscriber = TenantForeignKey(Subscriber, on_delete=models.CASCADE, related_name="validation_links")
    nonce = models.CharField(max_length=43)
    token_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("validation link")
        verbose_name_plural = _("validation links")
        constraints = [
            models.UniqueConstraint(fields=["garage", "token_hash"], name="validation_link_token"),
            models.UniqueConstraint(
                fields=["garage", "subscriber"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="validation_link_open_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
