from autopaspoort.models import Passport
from garageflow.tenancy.http import GarageRequest


def invalid_emails(request: GarageRequest) -> int:
    """Counted once a request: the sidebar shows it on every page, and some pages show it themselves."""
    known = request.__dict__
    if "invalid_emails" not in known:
        known["invalid_emails"] = Passport.objects.with_invalid_email().count()
    count: int = known["invalid_emails"]
    return count
