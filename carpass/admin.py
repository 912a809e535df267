from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class CarPassAccountAdmin(AuditedAdmin):
    """The password is the garage's secret: platform staff neither see nor set it."""

    list_display = ("shop", "name", "enterprise_number", "user_name", "is_enabled", "connection", "tested_at")
    list_filter = ("is_enabled", "connection")
    list_select_related = ("shop",)
    exclude = ("encrypted_password",)


class CarPassSettingsAdmin(AuditedAdmin):
    can_change = True
    list_display = ("pk", "warning_days", "reading_days")


class CarPassDocumentAdmin(AuditedAdmin):
    """Vehicles carry the date of their newest one: documents are added and revoked in the garage's pages."""

    list_display = ("vehicle", "kind", "guid", "number", "issued_on", "valid_until", "km", "revoked_at")
    list_filter = ("kind", "source")
    search_fields = ("vehicle__plate", "vehicle__vin", "=guid", "=number")
    list_select_related = ("vehicle",)
    ordering = ("-pk",)


class RenewalAdmin(AuditedAdmin):
    list_display = ("vehicle", "state", "km", "observed_on", "attempts", "code", "message", "created_at")
    list_filter = ("state",)
    search_fields = ("vehicle__plate", "vin", "=guid")
    list_select_related = ("vehicle",)
    ordering = ("-pk",)


class OdometerReportAdmin(AuditedAdmin):
    """States change where their rules are: in the garage's pages and in the sender."""

    list_display = ("vehicle", "vin", "km", "work_date", "state", "guid", "attempts", "error_code", "sent_at")
    list_filter = ("state", "call", "odometer_works")
    search_fields = ("vehicle__plate", "vin", "=guid", "=case_number")
    list_select_related = ("vehicle",)
    ordering = ("-pk",)


class ReportAnomalyAdmin(AuditedAdmin):
    list_display = ("report", "code", "level", "origin", "suspect", "state", "resolved_by", "found_at")
    list_filter = ("state", "level", "origin", "code")
    list_select_related = ("report", "resolved_by")
    ordering = ("-pk",)


class CorrectionFormAdmin(AuditedAdmin):
    list_display = ("report", "cause", "right_km", "right_on", "made_by", "made_at")
    list_filter = ("cause",)
    list_select_related = ("report", "made_by")
    ordering = ("-pk",)


class ReportEventAdmin(AuditedAdmin):
    list_display = ("report", "at", "event", "from_state", "to_state", "actor_label")
    list_filter = ("event",)
    list_select_related = ("report",)
    ordering = ("-pk",)
