from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class PassportAdmin(AuditedAdmin):
    """A passport's states are steps with mails behind them: they are taken in the garage's own pages."""

    list_display = ("vehicle", "customer", "state", "created_at", "offered_at", "expires_on", "accepted_at")
    list_filter = ("state",)
    search_fields = ("vehicle__plate", "customer__name_key", "customer__email")
    list_select_related = ("vehicle", "customer")
    ordering = ("-pk",)


class PassportSettingsAdmin(AuditedAdmin):
    can_change = True
    list_display = ("pk", "offer_days")


class CustomerListAdmin(AuditedAdmin):
    list_display = (
        "file_name",
        "uploaded_at",
        "uploaded_by",
        "lines",
        "accepted",
        "warned",
        "refused",
        "job",
    )
    search_fields = ("file_name", "sha256")
    list_select_related = ("uploaded_by", "job")
    ordering = ("-uploaded_at", "-pk")


class BatchRowAdmin(AuditedAdmin):
    list_display = ("line", "outcome", "plate_display", "last_name", "email", "customer_list", "passport")
    list_filter = ("outcome",)
    search_fields = ("plate", "email", "last_name")
    list_select_related = ("customer_list", "passport__vehicle")
    ordering = ("-pk",)
