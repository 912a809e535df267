from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class VehicleAdmin(AuditedAdmin):
    """Plate and VIN are keys that other rows were found by: they are changed where those rows are known."""

    can_change = True
    list_display = (
        "number",
        "plate_display",
        "plate_country",
        "make",
        "model_name",
        "vin",
        "inspection_due_on",
    )
    list_filter = ("plate_country", "fuel")
    search_fields = ("plate", "plate_display", "vin", "=number")
    readonly_fields = (
        "number",
        "vin",
        "vin_reversed",
        "plate",
        "plate_country",
        "plate_display",
        "created_at",
    )
    ordering = ("-pk",)


class OdometerReadingAdmin(AuditedAdmin):
    list_display = ("vehicle", "km", "read_on", "epoch", "source", "state", "recorded_by", "recorded_at")
    list_filter = ("state", "source", "unit")
    search_fields = ("vehicle__plate", "vehicle__vin")
    list_select_related = ("vehicle", "recorded_by")
    ordering = ("-pk",)


class OdometerWorkAdmin(AuditedAdmin):
    list_display = ("vehicle", "kind", "done_on", "km_before", "km_after", "done_by", "recorded_by")
    list_filter = ("kind",)
    search_fields = ("vehicle__plate", "vehicle__vin", "done_by")
    list_select_related = ("vehicle", "recorded_by")
    ordering = ("-pk",)


class LookUpAdmin(AuditedAdmin):
    list_display = ("plate", "state", "reason", "asked_at", "answered_at")
    list_filter = ("state",)
    search_fields = ("plate",)
    ordering = ("-pk",)
