"""Who may do what with odometer reports."""

from garageflow.tenancy.models import Role

# Seeing, making, changing and sending them.
REPORT_ROLES = (Role.OWNER, Role.RECEPTION, Role.MECHANIC, Role.SALES)
# Saying that data are correct although they look wrong, and settling a case with Car-Pass.
CONFIRM_ROLES = (Role.OWNER, Role.RECEPTION)
