from convoy.models.certification import Certification, CertificationVersion, DriverCertification, QuizAttempt
from convoy.models.contact import Message, Thread
from convoy.models.driver import Availability, Driver, DriverDocument, SavedSearch, WPlate
from convoy.models.expense import Expense, ExpenseCategory, ExtraCost
from convoy.models.inspection import Damage, Inspection, InspectionAddendum, InspectionPdf, MissionPhoto
from convoy.models.invoice import BillingSettings, Invoice, InvoiceLine, PaymentFile
from convoy.models.mission import Mission, Quote, WPlateDay
from convoy.models.trip import Proposal, Trip, TripCertification

__all__ = [
    "Availability",
    "BillingSettings",
    "Certification",
    "CertificationVersion",
    "Damage",
    "Driver",
    "DriverCertification",
    "DriverDocument",
    "Expense",
    "ExpenseCategory",
    "ExtraCost",
    "Inspection",
    "InspectionAddendum",
    "InspectionPdf",
    "Invoice",
    "InvoiceLine",
    "Message",
    "Mission",
    "MissionPhoto",
    "PaymentFile",
    "Proposal",
    "QuizAttempt",
    "Quote",
    "SavedSearch",
    "Thread",
    "Trip",
    "TripCertification",
    "WPlate",
    "WPlateDay",
]
