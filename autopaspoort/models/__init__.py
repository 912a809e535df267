from autopaspoort.models.customer_list import BatchRow, CustomerList
from autopaspoort.models.passport import Passport, PassportSettings

__all__ = ["BatchRow", "CustomerList", "Passport", "PassportSettings"]
