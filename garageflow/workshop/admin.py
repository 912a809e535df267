from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class WorkOrderAdmin(AuditedAdmin):
    list_display = ("number", "vehicle", "customer", "shop", "mechanic", "planned_on", "state", "closed_at")
    list_filter = ("state", "shop")
    search_fields = ("=number", "vehicle__plate", "vehicle__vin", "customer__name_key")
    list_select_related = ("vehicle", "customer", "shop", "mechanic")
    date_hierarchy = "planned_on"
    ordering = ("-pk",)


class OrderLineAdmin(AuditedAdmin):
    list_display = ("order", "code", "is_planned", "is_done")
    search_fields = ("=order__number", "code")
    list_select_related = ("order",)
    ordering = ("-pk",)
