from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from carshare.models.fleet import LicenceCategory
from carshare.models.organisation import CarShareContract, CarShareOrganisation, Parking, TermsVersion
from garageflow.crypto import EncryptedTextField
from garageflow.documents.models import Document
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField


class Title(models.TextChoices):
    MRS = "mrs", _("Mrs")
    MR = "mr", _("Mr")
    NONE = "none", _("no title")


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def not_closed(self) -> SubscriberQuerySet:
        return self.exclude(state__in=Subscriber.GONE)

    def waiting(self) -> SubscriberQuerySet:
        return self.filter(state=Subscriber.State.PENDING_APPROVAL)


class Subscriber(TenantModel):
    """Somebody of an organisation who shares its vehicles."""

    class State(models.TextChoices):
        EMAIL_UNVERIFIED = "email_unverified", _("address not validated")
        PENDING_APPROVAL = "pending_approval", _("waiting for approval")
        ACTIVE = "active", _("active")
        INACTIVE = "inactive", _("inactive")
        REFUSED = "refused", _("refused")
        SUSPENDED = "suspended", _("suspended")
        CLOSED = "closed", _("closed")
        ANONYMISED = "anonymised", _("made anonymous")

    GONE = (State.CLOSED, State.ANONYMISED)

    organisation = TenantForeignKey(
        CarShareOrganisation, on_delete=models.PROTECT, related_name="subscribers"
    )
    # What signs in; made when the address is validated.
    member = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="subscribers")
    state = models.CharField(
        _("status"), max_length=20, choices=State.choices, default=State.EMAIL_UNVERIFIED
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    title = models.CharField(_("title"), max_length=4, choices=Title.choices, default=Title.NONE)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    name_key = models.CharField(max_length=170, blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    language = models.CharField(_("language of notifications"), max_length=2, choices=settings.LANGUAGES)
    contract = TenantForeignKey(CarShareContract, on_delete=models.PROTECT, related_name="subscribers")
    parking = TenantForeignKey(Parking, on_delete=models.PROTECT, related_name="subscribers")
    photo = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")
    billing_street = models.CharField(_("street"), max_length=150, blank=True)
    billing_house_number = models.CharField(_("house number"), max_length=20, blank=True)
    billing_postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    billing_city = models.CharField(_("town"), max_length=100, blank=True)
    # Of somebody whose address is not validated yet and who has no user; empty from then on.
    password_hash = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(_("signed up"), default=timezone.now, editable=False)
    validated_at = models.DateTimeField(_("address validated"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "email_unverified",
                        "pending_approval",
                        "active",
                        "inactive",
                        "refused",
                        "suspended",
                        "closed",
                        "anonymised",
                    ]
                ),
                name="subscriber_state",
            ),
            models.CheckConstraint(
                condition=models.Q(title__in=["mrs", "mr", "none"]), name="subscriber_title"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=[code for code, _name in settings.LANGUAGES]),
                name="subscriber_language",
            ),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="subscriber_email_lower_case"
            ),
            models.UniqueConstraint(
                fields=["garage", "email"],
                condition=~models.Q(state__in=["closed", "anonymised"]),
                name="subscriber_once",
            ),
            models.UniqueConstraint(
                fields=["garage", "member"],
                condition=~models.Q(state__in=["closed", "anonymised"]) & models.Q(member__isnull=False),
                name="subscriber_of_member_once",
            ),
            # Nobody is active whose address was never validated.
            models.CheckConstraint(
                condition=models.Q(state__in=["email_unverified", "closed", "anonymised"])
                | models.Q(validated_at__isnull=False, member__isnull=False),
                name="subscriber_validated",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(closed_at__isnull=False),
                name="subscriber_closed_has_date",
            ),
        ]
        indexes = [
            models.Index("garage", "name_key", "id", name="subscriber_by_name"),
            models.Index("garage", "state", "id", name="subscriber_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or str(self.pk)

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def billing_address(self) -> str:
        lines = (
            f"{self.billing_street} {self.billing_house_number}".strip(),
            f"{self.billing_postcode} {self.billing_city}".strip(),
        )
        return ", ".join(line for line in lines if line)


class Licence(TenantModel):
    """A driving licence as its holder declared it; only the number is secret enough to be encrypted."""

    subscriber = TenantOneToOneField(Subscriber, on_delete=models.CASCADE, related_name="licence")
    categories = ArrayField(models.CharField(max_length=3, choices=LicenceCategory.choices))
    # garageflow/crypto.py; empty once it was removed.
    encrypted_number = EncryptedTextField(blank=True)
    country = models.CharField(_("country"), max_length=2)
    obtained_on = models.DateField(_("obtained on"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("driving licence")
        verbose_name_plural = _("driving licences")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(categories__len__gt=0, categories__contained_by=LicenceCategory.values),
                name="licence_categories",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.categories)


class TermsAcceptance(TenantModel):
    subscriber = TenantForeignKey(Subscriber, on_delete=models.CASCADE, related_name="acceptances")
    terms = TenantForeignKey(TermsVersion, on_delete=models.PROTECT, related_name="acceptances")
    sha256 = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("acceptance of terms")
        verbose_name_plural = _("acceptances of terms")
        constraints = [
            models.UniqueConstraint(fields=["garage", "subscriber", "terms"], name="terms_accepted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id} {self.terms_id}"


class Consent(TenantModel):
    """Given for one thing, by itself, and taken back whenever he wants; a new one is a new row."""

    class Kind(models.TextChoices):
        ECO_DRIVING = "eco_driving", _("eco-driving")

    subscriber = TenantForeignKey(Subscriber, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["eco_driving"]), name="consent_kind"),
            models.UniqueConstraint(
                fields=["garage", "subscriber", "kind"],
                condition=models.Q(revoked_at=None),
                name="consent_given_once",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
