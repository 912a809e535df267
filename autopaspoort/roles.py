"""Who works with what (spec 30): sales may make passports too, at a sale or when a car is delivered."""

from garageflow.tenancy.models import Role

PASSPORT_ROLES = (Role.RECEPTION, Role.MECHANIC, Role.OWNER, Role.SALES)
CHECK_ROLES = (Role.MECHANIC, Role.RECEPTION, Role.OWNER)
LIST_ROLES = (Role.RECEPTION, Role.MECHANIC, Role.OWNER)
FLEET_ROLES = (Role.OWNER, Role.RECEPTION)
