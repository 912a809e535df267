from carpass.models.account import CarPassAccount, CarPassSettings
from carpass.models.document import CarPassDocument
from carpass.models.renewal import Renewal

__all__ = ["CarPassAccount", "CarPassDocument", "CarPassSettings", "Renewal"]
