from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class OldNumberAdmin(AuditedAdmin):
    list_display = ("kind", "number", "customer", "vehicle")
    list_filter = ("kind",)
    search_fields = ("number",)
    list_select_related = ("customer", "vehicle")
    ordering = ("-pk",)


class MoveAdmin(AuditedAdmin):
    list_display = ("file_name", "uploaded_at", "uploaded_by")
    search_fields = ("file_name",)
    exclude = ("report",)
    list_select_related = ("uploaded_by",)
    ordering = ("-pk",)
