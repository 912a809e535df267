from autopaspoort.models.appointment import Appointment, AppointmentProposal
from autopaspoort.models.autocheck import (
    Advice,
    AdviceDecision,
    Autocheck,
    AutocheckDraft,
    AutocheckItem,
    CheckTemplate,
    VehicleKind,
)
from autopaspoort.models.coupling import ApiCall, ApiKey, Webhook, WebhookDelivery
from autopaspoort.models.customer_list import BatchRow, CustomerList
from autopaspoort.models.fleet import Fleet, FleetManager
from autopaspoort.models.ownership import Consent, Ownership
from autopaspoort.models.passport import Passport, PassportSettings
from autopaspoort.models.promotion import Promotion, PromotionRecipient
from autopaspoort.models.upkeep import ExpectedWork, Reminder

__all__ = [
    "Advice",
    "AdviceDecision",
    "ApiCall",
    "ApiKey",
    "Appointment",
    "AppointmentProposal",
    "Autocheck",
    "AutocheckDraft",
    "AutocheckItem",
    "BatchRow",
    "CheckTemplate",
    "Consent",
    "CustomerList",
    "ExpectedWork",
    "Fleet",
    "FleetManager",
    "Ownership",
    "Passport",
    "PassportSettings",
    "Promotion",
    "PromotionRecipient",
    "Reminder",
    "VehicleKind",
    "Webhook",
    "WebhookDelivery",
]
