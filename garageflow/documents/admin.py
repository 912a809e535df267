from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class DocumentAdmin(AuditedAdmin):
    """What there is, not what is in it: files are opened by those who work with them."""

    list_display = ("name", "kind", "content_type", "size", "subject", "created_at", "delete_after")
    list_filter = ("kind", "content_type")
    search_fields = ("name", "subject", "sha256")
    exclude = ("file",)
    ordering = ("-pk",)


class PdfOrderAdmin(AuditedAdmin):
    list_display = ("name", "kind", "subject", "language", "job", "document")
    list_filter = ("kind",)
    search_fields = ("name", "subject")
    list_select_related = ("job", "document")
    ordering = ("-pk",)
