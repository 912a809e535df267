"""Who may use the pages of convoy."""

from garageflow.tenancy.models import Role

DISPATCH_ROLES = (Role.DISPATCHER, Role.OWNER)
DRIVER_ROLES = (Role.DRIVER,)
