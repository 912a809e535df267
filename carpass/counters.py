from carpass.models import OdometerReport
from garageflow.tenancy.http import GarageRequest


def reports_to_solve(request: GarageRequest) -> int:
    """Counted once a request: the sidebar shows it on every page, and the overview too."""
    known = request.__dict__
    if "reports_to_solve" not in known:
        known["reports_to_solve"] = OdometerReport.objects.to_solve().count()
    count: int = known["reports_to_solve"]
    return count
