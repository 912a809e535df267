"""Which model stands in which admin, in one list: a test says when one is missing."""

from __future__ import annotations

from django.db.models import Model

from autopaspoort import admin as autopaspoort
from autopaspoort import admin_portal
from autopaspoort.models import BatchRow, CustomerList, Passport, PassportSettings
from carpass import admin as carpass
from carpass.models import (
    CarPassAccount,
    CarPassDocument,
    CarPassSettings,
    CorrectionForm,
    OdometerReport,
    Renewal,
    ReportAnomaly,
    ReportEvent,
)
from carshare import admin as carshare
from convoy import admin as convoy
from garageflow.accounts.models import User
from garageflow.audit.model_admin import AuditedAdmin
from garageflow.audit.models import Entry, PlatformEntry
from garageflow.customers import admin as customers
from garageflow.customers.models import Customer, Double, MergedCustomer
from garageflow.documents import admin as documents
from garageflow.documents.models import Document, PdfOrder
from garageflow.invoicing import admin as invoicing
from garageflow.invoicing.models import IssuedInvoice
from garageflow.jobs import admin as jobs
from garageflow.jobs.models import BatchJob, DueWork, Heartbeat, NightStep
from garageflow.mail import admin as mail
from garageflow.mail.models import AddressBlock, OutboxMail, PlatformMail, UndecidedMails
from garageflow.members import admin as members
from garageflow.members.models import Invitation
from garageflow.moving_in import admin as moving_in
from garageflow.moving_in.models import Move, OldNumber
from garageflow.pages import platform_admin as platform
from garageflow.pages.admin_sites import garage_admin, platform_admin
from garageflow.push import admin as push
from garageflow.push.models import PushMessage, PushSubscription
from garageflow.tenancy.models import Garage, Member, Membership, NumberSeries, Shop
from garageflow.vehicles import admin as vehicles
from garageflow.vehicles.models import LookUp, OdometerReading, OdometerWork, Vehicle
from garageflow.workshop import admin as workshop
from garageflow.workshop.models import OrderLine, WorkOrder
from stock import admin as stock
from stock.models import (
    ColumnChoice,
    Listing,
    Photo,
    PriceChange,
    Sale,
    SavedFilter,
    StockChange,
    WindowCards,
)

__all__ = ["IN_A_GARAGE", "ON_THE_PLATFORM", "garage_admin", "platform_admin"]

ON_THE_PLATFORM: dict[type[Model], type[AuditedAdmin]] = {
    Garage: platform.GarageAdmin,
    User: platform.UserAdmin,
    Membership: platform.MembershipAdmin,
    PlatformMail: mail.PlatformMailAdmin,
    UndecidedMails: mail.UndecidedMailsAdmin,
    DueWork: jobs.DueWorkAdmin,
    Heartbeat: jobs.HeartbeatAdmin,
    PlatformEntry: platform.PlatformEntryAdmin,
}
IN_A_GARAGE: dict[type[Model], type[AuditedAdmin]] = {
    Customer: customers.CustomerAdmin,
    MergedCustomer: customers.MergedCustomerAdmin,
    Double: customers.DoubleAdmin,
    Vehicle: vehicles.VehicleAdmin,
    OdometerReading: vehicles.OdometerReadingAdmin,
    OdometerWork: vehicles.OdometerWorkAdmin,
    LookUp: vehicles.LookUpAdmin,
    WorkOrder: workshop.WorkOrderAdmin,
    OrderLine: workshop.OrderLineAdmin,
    Passport: autopaspoort.PassportAdmin,
    PassportSettings: autopaspoort.PassportSettingsAdmin,
    CustomerList: autopaspoort.CustomerListAdmin,
    BatchRow: autopaspoort.BatchRowAdmin,
    CarPassAccount: carpass.CarPassAccountAdmin,
    CarPassSettings: carpass.CarPassSettingsAdmin,
    CarPassDocument: carpass.CarPassDocumentAdmin,
    Renewal: carpass.RenewalAdmin,
    Listing: stock.ListingAdmin,
    Photo: stock.PhotoAdmin,
    PriceChange: stock.PriceChangeAdmin,
    Sale: stock.SaleAdmin,
    SavedFilter: stock.SavedFilterAdmin,
    ColumnChoice: stock.ColumnChoiceAdmin,
    OdometerReport: carpass.OdometerReportAdmin,
    CorrectionForm: carpass.CorrectionFormAdmin,
    ReportAnomaly: carpass.ReportAnomalyAdmin,
    ReportEvent: carpass.ReportEventAdmin,
    StockChange: stock.StockChangeAdmin,
    WindowCards: stock.WindowCardsAdmin,
    BatchJob: jobs.BatchJobAdmin,
    NightStep: jobs.NightStepAdmin,
    OutboxMail: mail.OutboxMailAdmin,
    AddressBlock: mail.AddressBlockAdmin,
    Document: documents.DocumentAdmin,
    PdfOrder: documents.PdfOrderAdmin,
    Member: members.MemberAdmin,
    Invitation: members.InvitationAdmin,
    Shop: platform.ShopAdmin,
    NumberSeries: platform.NumberSeriesAdmin,
    Entry: platform.EntryAdmin,
    PushMessage: push.PushMessageAdmin,
    PushSubscription: push.PushSubscriptionAdmin,
    IssuedInvoice: invoicing.IssuedInvoiceAdmin,
    OldNumber: moving_in.OldNumberAdmin,
    Move: moving_in.MoveAdmin,
    **admin_portal.ADMINS,
    **convoy.ADMINS,
    **carshare.ADMINS,
}

for model, model_admin in ON_THE_PLATFORM.items():
    platform_admin.register(model, model_admin)
for model, model_admin in IN_A_GARAGE.items():
    garage_admin.register(model, model_admin)
