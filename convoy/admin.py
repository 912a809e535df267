"""Convoy in the garage's admin: to look things up. Steps are taken on the garage's own pages."""

from __future__ import annotations

from django.db.models import Model

from convoy import models
from garageflow.audit.model_admin import AuditedAdmin


class DriverAdmin(AuditedAdmin):
    list_display = ("number", "name", "email", "state", "city", "country", "activated_at")
    list_filter = ("state", "country", "vat_regime")
    search_fields = ("name_key", "email", "=number")
    exclude = ("encrypted_licence_number",)
    ordering = ("-pk",)


class DriverDocumentAdmin(AuditedAdmin):
    list_display = ("driver", "kind", "state", "valid_until_on", "uploaded_at", "replaced_at")
    list_filter = ("kind", "state")
    list_select_related = ("driver",)
    ordering = ("-pk",)


class AvailabilityAdmin(AuditedAdmin):
    list_display = ("driver", "starts_on", "ends_on", "is_available", "reason")
    list_select_related = ("driver",)
    ordering = ("-pk",)


class WPlateAdmin(AuditedAdmin):
    list_display = ("number", "year", "driver")
    search_fields = ("number",)
    list_select_related = ("driver",)
    ordering = ("-pk",)


class SavedSearchAdmin(AuditedAdmin):
    list_display = ("driver", "name", "has_alert", "seen_until")
    list_select_related = ("driver",)
    ordering = ("-pk",)


class CertificationAdmin(AuditedAdmin):
    list_display = ("name", "kind", "is_retired")
    list_filter = ("kind", "is_retired")
    ordering = ("name",)


class CertificationVersionAdmin(AuditedAdmin):
    list_display = ("certification", "number", "published_at")
    list_select_related = ("certification",)
    ordering = ("-pk",)


class DriverCertificationAdmin(AuditedAdmin):
    list_display = ("driver", "certification", "passed_at", "valid_until_on", "revoked_at")
    list_select_related = ("driver", "certification")
    ordering = ("-pk",)


class QuizAttemptAdmin(AuditedAdmin):
    list_display = ("driver", "version", "taken_at", "percentage", "has_passed")
    list_select_related = ("driver", "version")
    ordering = ("-pk",)


class TripAdmin(AuditedAdmin):
    list_display = ("number", "state", "client_name", "from_city", "to_city", "starts_on", "ends_on")
    list_filter = ("state", "delivery_type")
    search_fields = ("=number", "client_name", "from_city", "to_city")
    ordering = ("-pk",)


class TripCertificationAdmin(AuditedAdmin):
    list_display = ("trip", "certification")
    list_select_related = ("trip", "certification")
    ordering = ("-pk",)


class ProposalAdmin(AuditedAdmin):
    list_display = ("trip", "driver", "proposed_at", "proposed_by")
    list_select_related = ("trip", "driver", "proposed_by")
    ordering = ("-pk",)


class QuoteAdmin(AuditedAdmin):
    list_display = ("trip", "driver", "state", "total_amount", "submitted_at", "refusal_reason")
    list_filter = ("state", "refusal_reason")
    list_select_related = ("trip", "driver")
    ordering = ("-pk",)


class MissionAdmin(AuditedAdmin):
    list_display = ("number", "trip", "driver", "state", "starts_on", "ends_on", "certified_at")
    list_filter = ("state",)
    search_fields = ("=number",)
    list_select_related = ("trip", "driver")
    ordering = ("-pk",)


class WPlateDayAdmin(AuditedAdmin):
    list_display = ("w_plate", "day", "mission")
    list_select_related = ("w_plate", "mission")
    ordering = ("-pk",)


class MissionPhotoAdmin(AuditedAdmin):
    list_display = ("mission", "kind", "place", "taken_at")
    list_select_related = ("mission",)
    ordering = ("-pk",)


class InspectionAdmin(AuditedAdmin):
    list_display = ("mission", "kind", "km", "signed_at", "received_at", "sha256")
    list_select_related = ("mission",)
    ordering = ("-pk",)


class DamageAdmin(AuditedAdmin):
    list_display = ("inspection", "kind", "size", "x", "y")
    list_select_related = ("inspection",)
    ordering = ("-pk",)


class InspectionAddendumAdmin(AuditedAdmin):
    list_display = ("inspection", "author", "written_at")
    list_select_related = ("inspection",)
    ordering = ("-pk",)


class InspectionPdfAdmin(AuditedAdmin):
    list_display = ("inspection", "sha256", "made_at")
    list_select_related = ("inspection",)
    ordering = ("-pk",)


class ThreadAdmin(AuditedAdmin):
    list_display = ("title", "driver", "subject", "state", "changed_at")
    list_filter = ("state", "subject")
    list_select_related = ("driver",)
    ordering = ("-pk",)


class MessageAdmin(AuditedAdmin):
    list_display = ("thread", "author", "is_from_driver", "written_at")
    list_select_related = ("thread",)
    ordering = ("-pk",)


class ExtraCostAdmin(AuditedAdmin):
    list_display = ("mission", "driver", "category", "amount", "state", "requested_at")
    list_filter = ("state", "category")
    list_select_related = ("mission", "driver")
    ordering = ("-pk",)


class ExpenseAdmin(AuditedAdmin):
    list_display = ("mission", "driver", "category", "amount", "spent_on", "state")
    list_filter = ("state", "category")
    list_select_related = ("mission", "driver")
    ordering = ("-pk",)


class InvoiceAdmin(AuditedAdmin):
    list_display = ("number", "driver", "kind", "origin", "state", "dated_on", "total_amount", "paid_on")
    list_filter = ("state", "kind", "origin")
    list_select_related = ("driver",)
    search_fields = ("number",)
    ordering = ("-pk",)


class InvoiceLineAdmin(AuditedAdmin):
    list_display = ("invoice", "kind", "name", "amount", "performed_on")
    list_filter = ("kind",)
    list_select_related = ("invoice",)
    ordering = ("-pk",)


class PaymentFileAdmin(AuditedAdmin):
    list_display = ("number", "execution_on", "payments", "total_amount", "created_at")
    exclude = ("xml",)
    ordering = ("-pk",)


class BillingSettingsAdmin(AuditedAdmin):
    list_display = ("prefix", "payment_days", "approval_days")
    ordering = ("pk",)


ADMINS: dict[type[Model], type[AuditedAdmin]] = {
    models.Driver: DriverAdmin,
    models.DriverDocument: DriverDocumentAdmin,
    models.Availability: AvailabilityAdmin,
    models.WPlate: WPlateAdmin,
    models.SavedSearch: SavedSearchAdmin,
    models.Certification: CertificationAdmin,
    models.CertificationVersion: CertificationVersionAdmin,
    models.DriverCertification: DriverCertificationAdmin,
    models.QuizAttempt: QuizAttemptAdmin,
    models.Trip: TripAdmin,
    models.TripCertification: TripCertificationAdmin,
    models.Proposal: ProposalAdmin,
    models.Quote: QuoteAdmin,
    models.Mission: MissionAdmin,
    models.WPlateDay: WPlateDayAdmin,
    models.MissionPhoto: MissionPhotoAdmin,
    models.ExtraCost: ExtraCostAdmin,
    models.Expense: ExpenseAdmin,
    models.Invoice: InvoiceAdmin,
    models.InvoiceLine: InvoiceLineAdmin,
    models.PaymentFile: PaymentFileAdmin,
    models.BillingSettings: BillingSettingsAdmin,
    models.Inspection: InspectionAdmin,
    models.Damage: DamageAdmin,
    models.InspectionAddendum: InspectionAddendumAdmin,
    models.InspectionPdf: InspectionPdfAdmin,
    models.Thread: ThreadAdmin,
    models.Message: MessageAdmin,
}
