from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class IssuedInvoiceAdmin(AuditedAdmin):
    list_display = ("number", "document_type", "issued_on", "due_on", "total_amount")
    list_filter = ("document_type",)
    search_fields = ("number",)
    ordering = ("-pk",)
