"""Car sharing in the garage’s admin: to look things up. Steps are taken on the garage’s own pages."""

from __future__ import annotations

from django.db.models import Model

from carshare import models
from garageflow.audit.model_admin import AuditedAdmin


class CarShareOrganisationAdmin(AuditedAdmin):
    list_display = ("name", "is_open", "first_state", "licence_required", "private_use", "created_at")
    list_filter = ("is_open", "first_state")
    search_fields = ("name",)
    ordering = ("-pk",)


class EmailSuffixAdmin(AuditedAdmin):
    list_display = ("domain", "is_wildcard", "organisation")
    search_fields = ("domain",)
    list_select_related = ("organisation",)
    ordering = ("-pk",)


class TermsVersionAdmin(AuditedAdmin):
    list_display = ("organisation", "number", "sha256", "published_at", "published_by")
    list_select_related = ("organisation", "published_by")
    ordering = ("-pk",)


class CarShareContractAdmin(AuditedAdmin):
    list_display = ("name", "is_default", "needs_approval", "hour_amount", "km_amount", "is_open")
    list_filter = ("is_open",)
    ordering = ("-pk",)


class ParkingAdmin(AuditedAdmin):
    list_display = ("name", "organisation", "street", "house_number", "postcode", "city", "is_open")
    list_filter = ("is_open",)
    search_fields = ("name", "city")
    list_select_related = ("organisation",)
    ordering = ("-pk",)


class SharedVehicleAdmin(AuditedAdmin):
    list_display = ("vehicle", "parking", "licence_category", "seats", "is_in_service")
    list_filter = ("is_in_service",)
    list_select_related = ("vehicle", "parking")
    ordering = ("-pk",)


class ContractVehicleAdmin(AuditedAdmin):
    list_display = ("contract", "vehicle")
    list_select_related = ("contract", "vehicle")
    ordering = ("-pk",)


class SubscriberAdmin(AuditedAdmin):
    """Approved, blocked and closed on the fleet’s own pages, where their rules are."""

    list_display = ("email", "first_name", "last_name", "organisation", "state", "created_at", "closed_at")
    list_filter = ("state",)
    search_fields = ("name_key", "email")
    list_select_related = ("organisation",)
    exclude = ("password_hash",)
    ordering = ("-pk",)


class LicenceAdmin(AuditedAdmin):
    """The number is between the subscriber and his organisation."""

    list_display = ("subscriber", "categories", "country", "obtained_on", "valid_until")
    list_select_related = ("subscriber",)
    exclude = ("encrypted_number",)
    ordering = ("-pk",)


class TermsAcceptanceAdmin(AuditedAdmin):
    list_display = ("subscriber", "terms", "accepted_at")
    list_select_related = ("subscriber", "terms")
    ordering = ("-pk",)


class ConsentAdmin(AuditedAdmin):
    list_display = ("subscriber", "kind", "given_at", "revoked_at")
    list_filter = ("kind",)
    list_select_related = ("subscriber",)
    ordering = ("-pk",)


class BookingAdmin(AuditedAdmin):
    list_display = ("vehicle", "subscriber", "period", "use", "state", "created_at", "returned_at")
    list_filter = ("state", "use")
    list_select_related = ("vehicle", "subscriber")
    ordering = ("-pk",)


class BookingCheckAdmin(AuditedAdmin):
    list_display = ("booking", "kind", "km", "energy_percent", "checked_at")
    list_filter = ("kind",)
    list_select_related = ("booking",)
    ordering = ("-pk",)


class TripInvoiceAdmin(AuditedAdmin):
    list_display = ("booking", "recipient", "state", "issued", "net_amount", "vat_amount", "created_at")
    list_filter = ("state",)
    search_fields = ("recipient",)
    list_select_related = ("booking", "issued")
    ordering = ("-pk",)


class TripInvoiceLineAdmin(AuditedAdmin):
    list_display = ("invoice", "kind", "quantity", "unit_amount", "net_amount")
    list_filter = ("kind",)
    list_select_related = ("invoice",)
    ordering = ("-pk",)


class SignUpDraftAdmin(AuditedAdmin):
    list_display = (
        "email",
        "organisation",
        "furthest_step",
        "letters",
        "changed_at",
        "submitted_at",
        "emptied_at",
    )
    search_fields = ("email",)
    list_select_related = ("organisation",)
    exclude = ("key_hash", "password_hash")
    ordering = ("-pk",)


class ValidationLinkAdmin(AuditedAdmin):
    list_display = ("subscriber", "created_at", "valid_until", "used_at", "revoked_at")
    list_select_related = ("subscriber",)
    exclude = ("nonce", "token_hash")
    ordering = ("-pk",)


ADMINS: dict[type[Model], type[AuditedAdmin]] = {
    models.CarShareOrganisation: CarShareOrganisationAdmin,
    models.EmailSuffix: EmailSuffixAdmin,
    models.TermsVersion: TermsVersionAdmin,
    models.CarShareContract: CarShareContractAdmin,
    models.Parking: ParkingAdmin,
    models.SharedVehicle: SharedVehicleAdmin,
    models.ContractVehicle: ContractVehicleAdmin,
    models.Subscriber: SubscriberAdmin,
    models.Licence: LicenceAdmin,
    models.TermsAcceptance: TermsAcceptanceAdmin,
    models.Consent: ConsentAdmin,
    models.Booking: BookingAdmin,
    models.BookingCheck: BookingCheckAdmin,
    models.TripInvoice: TripInvoiceAdmin,
    models.TripInvoiceLine: TripInvoiceLineAdmin,
    models.SignUpDraft: SignUpDraftAdmin,
    models.ValidationLink: ValidationLinkAdmin,
}
