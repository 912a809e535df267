from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class PushSubscriptionAdmin(AuditedAdmin):
    """Whoever knows the address and the keys can write to the phone."""

    list_display = ("member", "created_at")
    list_select_related = ("member",)
    exclude = ("endpoint", "endpoint_sha256", "p256dh", "auth")
    ordering = ("-pk",)


class PushMessageAdmin(AuditedAdmin):
    list_display = ("member", "title", "state", "created_at", "sent_at", "answer")
    list_filter = ("state",)
    list_select_related = ("member",)
    ordering = ("-pk",)
