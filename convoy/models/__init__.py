from convoy.models.certification import Certification, CertificationVersion, DriverCertification, QuizAttempt
from convoy.models.contact import Message, Thread
from convoy.models.driver import Availability, Driver, DriverDocument, SavedSearch, WPlate
from convoy.models.inspection import Damage, Inspection, InspectionAddendum, InspectionPdf, MissionPhoto
from convoy.models.mission import Mission, Quote, WPlateDay
from convoy.models.trip import Proposal, Trip, TripCertification

__all__ = [
    "Availability",
    "Certification",
    "CertificationVersion",
    "Damage",
    "Driver",
    "DriverCertification",
    "DriverDocument",
    "Inspection",
    "InspectionAddendum",
    "InspectionPdf",
    "Message",
    "Mission",
    "MissionPhoto",
    "Proposal",
    "Quote",
    "QuizAttempt",
    "SavedSearch",
    "Thread",
    "Trip",
    "TripCertification",
    "WPlate",
    "WPlateDay",
]
