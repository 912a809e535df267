from carshare.models.booking import Booking, BookingCheck, TripInvoice, TripInvoiceLine
from carshare.models.fleet import ContractVehicle, LicenceCategory, SharedVehicle
from carshare.models.organisation import (
    CarShareContract,
    CarShareOrganisation,
    EmailSuffix,
    Parking,
    TermsVersion,
)
from carshare.models.sign_up import SignUpDraft, ValidationLink
from carshare.models.subscriber import Consent, Licence, Subscriber, TermsAcceptance, Title

__all__ = [
    "Booking",
    "BookingCheck",
    "CarShareContract",
    "CarShareOrganisation",
    "Consent",
    "ContractVehicle",
    "EmailSuffix",
    "Licence",
    "LicenceCategory",
    "Parking",
    "SharedVehicle",
    "SignUpDraft",
    "Subscriber",
    "TermsAcceptance",
    "TermsVersion",
    "Title",
    "TripInvoice",
    "TripInvoiceLine",
    "ValidationLink",
]
