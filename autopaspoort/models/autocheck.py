from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from garageflow.documents.models import Document
from garageflow.tenancy.models import Member, TenantForeignKey, TenantModel, TenantOneToOneField
from garageflow.vehicles.models import Vehicle


class VehicleKind(models.TextChoices):
    CAR = "car", _("car")
    ELECTRIC = "electric", _("electric car")
    VAN = "van", _("van or camper")
    MOTORCYCLE = "motorcycle", _("motorcycle")


_KIND = models.Q(kind__in=["car", "electric", "van", "motorcycle"])


class CheckTemplate(TenantModel):
    """What is looked at on one kind of vehicle. A change is a new version; the highest one is used."""

    kind = models.CharField(_("kind of vehicle"), max_length=12, choices=VehicleKind.choices)
    version = models.PositiveIntegerField(_("version"))
    # [{"group": …, "key": …} for points that we name in every language, or {"group": …, "name": …}].
    items = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    created_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("autocheck template")
        verbose_name_plural = _("autocheck templates")
        constraints = [
            models.UniqueConstraint(fields=["garage", "kind", "version"], name="check_template_version"),
            models.CheckConstraint(condition=_KIND, name="check_template_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class AutocheckDraft(TenantModel):
    """A round along one vehicle that is being made. Publishing turns it into an Autocheck."""

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="autocheck_drafts")
    template = TenantForeignKey(CheckTemplate, on_delete=models.PROTECT, related_name="+")
    # By the place of the point in the template: {"3": {"result": "red", "note": …, "photo": document id}}.
    answers = models.JSONField(default=dict)
    # [{"place": 3, "label": …, "price_cents": …}]
    advice = models.JSONField(default=list)
    km = models.PositiveIntegerField(
        _("odometer reading (km)"), null=True, blank=True, validators=[MaxValueValidator(9_999_999)]
    )
    made_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("autocheck that is being made")
        verbose_name_plural = _("autochecks that are being made")
        constraints = [models.UniqueConstraint(fields=["garage", "vehicle"], name="autocheck_one_draft")]

    def __str__(self) -> str:
        return f"Autocheck {self.vehicle_id}"


class AutocheckQuerySet(models.QuerySet["Autocheck"]):
    def newest_first(self) -> AutocheckQuerySet:
        return self.order_by("-published_at", "-pk")


class Autocheck(TenantModel):
    """A round along one vehicle, as its owner was shown it. Autocheck, its items and its advice are only ever
    added (garageflow/tenancy/grants.py): a change is a new version, which replaces the one before."""

    vehicle = TenantForeignKey(Vehicle, on_delete=models.PROTECT, related_name="autochecks")
    template = TenantForeignKey(CheckTemplate, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    replaces = TenantForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    km = models.PositiveIntegerField(_("odometer reading (km)"), null=True)
    made_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published"), default=timezone.now)

    objects = AutocheckQuerySet.as_manager()

    class Meta:
        verbose_name = "autocheck"
        verbose_name_plural = "autochecks"
        constraints = [
            models.UniqueConstraint(
                fields=["garage", "replaces"],
                condition=models.Q(replaces__isnull=False),
                name="autocheck_replaced_once",
            ),
        ]
        indexes = [
            models.Index("garage", "vehicle", models.F("published_at").desc(), name="autocheck_newest"),
            models.Index("garage", models.F("published_at").desc(), name="autocheck_latest"),
        ]

    def __str__(self) -> str:
        return f"Autocheck {self.vehicle}"


class AutocheckItem(TenantModel):
    class Result(models.TextChoices):
        GREEN = "green", _("in order")
        AMBER = "amber", _("needs attention soon")
        RED = "red", _("needs repair now")
        NOT_APPLICABLE = "na", _("does not apply")

    autocheck = TenantForeignKey(Autocheck, on_delete=models.PROTECT, related_name="items")
    place = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=20)
    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=100, blank=True)
    result = models.CharField(max_length=6, choices=Result.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    photo = TenantForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("point of an autocheck")
        verbose_name_plural = _("points of an autocheck")
        constraints = [
            models.UniqueConstraint(fields=["garage", "autocheck", "place"], name="autocheck_item_place"),
            models.CheckConstraint(
                condition=models.Q(result__in=["green", "na"])
                | models.Q(result__in=["amber", "red"])
                & (~models.Q(note="") | models.Q(photo__isnull=False)),
                name="autocheck_item_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key or self.name} {self.result}"


class Advice(TenantModel):
    """Work that the garage advises for a point, with its price."""

    autocheck = TenantForeignKey(Autocheck, on_delete=models.PROTECT, related_name="advice")
    item = TenantForeignKey(AutocheckItem, on_delete=models.PROTECT, related_name="advice")
    label = models.CharField(_("advised work"), max_length=120)
    # VAT included: what the customer pays.
    price_cents = models.BigIntegerField(_("price incl. VAT"))

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("advice")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(price_cents__gte=0) & models.Q(price_cents__lte=10_000_000),
                name="advice_price",
            ),
        ]
        indexes = [
            models.Index("garage", "autocheck", name="advice_by_autocheck"),
            models.Index("garage", "item", name="advice_by_item"),
        ]

    def __str__(self) -> str:
        return self.label


class AdviceDecision(TenantModel):
    """What the owner of the car said. "Not now" may become a yes later; a yes is taken back by telephone."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("not now")

    advice = TenantOneToOneField(Advice, on_delete=models.PROTECT, related_name="decision")
    decision = models.CharField(max_length=10, choices=Decision.choices)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = TenantForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("decision about an advice")
        verbose_name_plural = _("decisions about advice")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__in=["approved", "declined"]), name="advice_decision"
            ),
        ]
        indexes = [models.Index("garage", models.F("decided_at").desc(), name="advice_decision_newest")]

    def __str__(self) -> str:
        return self.decision
