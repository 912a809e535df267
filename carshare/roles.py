"""Who manages car sharing (spec 50 §3)."""

from garageflow.tenancy.models import Role

ADMIN_ROLES = (Role.FLEET_ADMIN, Role.OWNER)
