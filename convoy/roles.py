"""Who may use the pages of convoy."""

from garageflow.tenancy.models import Role

DISPATCH_ROLES = (Role.DISPATCHER, Role.OWNER)
DRIVER_ROLES = (Role.DRIVER,)
# Private files: both sides, each what it may see.
FILE_ROLES = (Role.DISPATCHER, Role.OWNER, Role.DRIVER)
