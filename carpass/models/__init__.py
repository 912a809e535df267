from carpass.models.account import CarPassAccount, CarPassSettings
from carpass.models.correction_form import CorrectionForm
from carpass.models.document import CarPassDocument
from carpass.models.renewal import Renewal
from carpass.models.report import OdometerReport, ReportAnomaly, ReportEvent

__all__ = [
    "CarPassAccount",
    "CarPassDocument",
    "CarPassSettings",
    "CorrectionForm",
    "OdometerReport",
    "Renewal",
    "ReportAnomaly",
    "ReportEvent",
]
