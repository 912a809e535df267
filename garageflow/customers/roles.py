"""Who works with customers."""

from garageflow.tenancy.models import Role

VIEW_ROLES = (Role.OWNER, Role.RECEPTION, Role.MECHANIC, Role.SALES)
EDIT_ROLES = (Role.OWNER, Role.RECEPTION)
