from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class OutboxMailAdmin(AuditedAdmin):
    list_display = ("to", "kind", "state", "created_at", "sent_at", "attempts", "answer")
    list_filter = ("state", "kind", "language")
    search_fields = ("to", "idempotency_key")
    ordering = ("-created_at", "-pk")


class AddressBlockAdmin(AuditedAdmin):
    """An address may be blocked and freed by hand, when its holder asks for it."""

    can_add = True
    can_delete = True
    list_display = ("email_key", "reason", "created_at")
    list_filter = ("reason",)
    search_fields = ("email_key",)
    fields = ("email_key", "reason")


class PlatformMailAdmin(AuditedAdmin):
    """Without text: it holds links that work."""

    list_display = ("to", "kind", "subject", "state", "created_at", "sent_at", "attempts", "answer")
    list_filter = ("state", "kind")
    search_fields = ("to",)
    exclude = ("text", "html")
    ordering = ("-created_at", "-pk")


class UndecidedMailsAdmin(AuditedAdmin):
    list_display = ("garage", "count", "since")
    list_select_related = ("garage",)
