from __future__ import annotations

from garageflow.audit.model_admin import AuditedAdmin


class ListingAdmin(AuditedAdmin):
    """To look at: what is changed here would pass the rules of a sale by."""

    list_display = ("number", "make", "model_name", "plate", "status", "shop", "price_amount", "place")
    list_filter = ("status", "place", "vat_regime", "shop")
    search_fields = ("=number", "plate", "vin", "search")
    list_select_related = ("shop",)
    ordering = ("-pk",)


class PhotoAdmin(AuditedAdmin):
    list_display = ("listing", "position", "width", "height", "uploaded_at")
    list_select_related = ("listing__vehicle",)
    ordering = ("-pk",)


class PriceChangeAdmin(AuditedAdmin):
    list_display = ("listing", "previous_amount", "price_amount", "changed_at", "changed_by")
    list_select_related = ("listing__vehicle", "changed_by")
    ordering = ("-pk",)


class SaleAdmin(AuditedAdmin):
    list_display = ("listing", "buyer_kind", "buyer_name", "sold_on", "delivered_on", "cancelled_at")
    list_filter = ("buyer_kind",)
    search_fields = ("buyer_name", "buyer_email")
    list_select_related = ("listing__vehicle",)
    ordering = ("-pk",)


class SavedFilterAdmin(AuditedAdmin):
    list_display = ("name", "member", "query", "is_shared", "is_pinned")
    list_select_related = ("member",)
    ordering = ("-pk",)


class ColumnChoiceAdmin(AuditedAdmin):
    list_display = ("member", "columns")
    list_select_related = ("member",)
    ordering = ("-pk",)


class StockChangeAdmin(AuditedAdmin):
    list_display = ("id",)
    ordering = ("-pk",)


class WindowCardsAdmin(AuditedAdmin):
    list_display = ("id", "numbers")
    ordering = ("-pk",)
