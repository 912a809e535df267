"""The owner’s portal in the garage’s admin: to look things up. Steps are taken on the garage’s own pages."""

from __future__ import annotations

from django.db.models import Model

from autopaspoort import models
from garageflow.audit.model_admin import AuditedAdmin


class AppointmentAdmin(AuditedAdmin):
    list_display = ("passport", "customer", "state", "reason", "wanted_on", "starts_at", "asked_at")
    list_filter = ("state", "reason")
    list_select_related = ("passport", "customer")
    ordering = ("-pk",)


class AppointmentProposalAdmin(AuditedAdmin):
    list_display = ("appointment", "starts_at", "minutes")
    list_select_related = ("appointment",)
    ordering = ("-pk",)


class CheckTemplateAdmin(AuditedAdmin):
    list_display = ("kind", "version", "created_at", "created_by")
    list_filter = ("kind",)
    list_select_related = ("created_by",)
    ordering = ("-pk",)


class AutocheckDraftAdmin(AuditedAdmin):
    list_display = ("vehicle", "template", "km", "made_by", "created_at")
    list_select_related = ("vehicle", "template", "made_by")
    ordering = ("-pk",)


class AutocheckAdmin(AuditedAdmin):
    list_display = ("vehicle", "version", "km", "made_by", "published_at")
    search_fields = ("vehicle__plate", "vehicle__vin")
    list_select_related = ("vehicle", "made_by")
    ordering = ("-pk",)


class AutocheckItemAdmin(AuditedAdmin):
    list_display = ("autocheck", "place", "name", "result", "note")
    list_filter = ("result",)
    list_select_related = ("autocheck",)
    ordering = ("-pk",)


class AdviceAdmin(AuditedAdmin):
    list_display = ("autocheck", "label", "price_cents")
    list_select_related = ("autocheck",)
    ordering = ("-pk",)


class AdviceDecisionAdmin(AuditedAdmin):
    list_display = ("advice", "decision", "decided_at", "decided_by")
    list_filter = ("decision",)
    list_select_related = ("advice", "decided_by")
    ordering = ("-pk",)


class OwnershipAdmin(AuditedAdmin):
    list_display = ("passport", "customer", "member", "began_at", "ended_at")
    list_select_related = ("passport", "customer", "member")
    ordering = ("-pk",)


class ConsentAdmin(AuditedAdmin):
    list_display = ("customer", "purpose", "channel", "is_granted", "changed_at")
    list_filter = ("purpose", "channel", "is_granted")
    list_select_related = ("customer",)
    ordering = ("-pk",)


class ExpectedWorkAdmin(AuditedAdmin):
    list_display = ("vehicle", "kind", "due_on", "due_km", "state", "done_on")
    list_filter = ("kind", "state")
    list_select_related = ("vehicle",)
    ordering = ("-pk",)


class ReminderAdmin(AuditedAdmin):
    list_display = ("passport", "customer", "stage", "due_on", "created_at")
    list_filter = ("stage",)
    list_select_related = ("passport", "customer")
    ordering = ("-pk",)


class FleetAdmin(AuditedAdmin):
    list_display = ("number", "name", "created_at", "ended_at")
    search_fields = ("name", "=number")
    ordering = ("-pk",)


class FleetManagerAdmin(AuditedAdmin):
    list_display = ("fleet", "member", "began_at", "ended_at")
    list_select_related = ("fleet", "member")
    ordering = ("-pk",)


class ApiKeyAdmin(AuditedAdmin):
    list_display = ("name", "prefix", "created_at", "last_used_on", "revoked_at")
    exclude = ("sha256",)
    ordering = ("-pk",)


class ApiCallAdmin(AuditedAdmin):
    list_display = ("api_key", "idempotency_key", "status", "created_at")
    list_select_related = ("api_key",)
    ordering = ("-pk",)


class WebhookAdmin(AuditedAdmin):
    list_display = ("url", "is_on", "changed_at")
    exclude = ("encrypted_secret",)
    ordering = ("-pk",)


class WebhookDeliveryAdmin(AuditedAdmin):
    list_display = ("event", "state", "attempts", "created_at", "sent_at", "answer")
    list_filter = ("state", "event")
    ordering = ("-pk",)


class PromotionAdmin(AuditedAdmin):
    list_display = ("title", "state", "created_at", "sent_at")
    list_filter = ("state",)
    search_fields = ("title",)
    ordering = ("-pk",)


class PromotionRecipientAdmin(AuditedAdmin):
    list_display = ("promotion", "customer", "passport", "sent_at")
    list_select_related = ("promotion", "customer", "passport__vehicle")
    ordering = ("-pk",)


ADMINS: dict[type[Model], type[AuditedAdmin]] = {
    models.Appointment: AppointmentAdmin,
    models.AppointmentProposal: AppointmentProposalAdmin,
    models.CheckTemplate: CheckTemplateAdmin,
    models.AutocheckDraft: AutocheckDraftAdmin,
    models.Autocheck: AutocheckAdmin,
    models.AutocheckItem: AutocheckItemAdmin,
    models.Advice: AdviceAdmin,
    models.AdviceDecision: AdviceDecisionAdmin,
    models.Ownership: OwnershipAdmin,
    models.Consent: ConsentAdmin,
    models.ExpectedWork: ExpectedWorkAdmin,
    models.Reminder: ReminderAdmin,
    models.ApiKey: ApiKeyAdmin,
    models.ApiCall: ApiCallAdmin,
    models.Webhook: WebhookAdmin,
    models.WebhookDelivery: WebhookDeliveryAdmin,
    models.Promotion: PromotionAdmin,
    models.PromotionRecipient: PromotionRecipientAdmin,
    models.Fleet: FleetAdmin,
    models.FleetManager: FleetManagerAdmin,
}
