"""Who works with work orders: reception plans and ends them, mechanics do them."""

from garageflow.tenancy.models import Role

ORDER_ROLES = (Role.OWNER, Role.RECEPTION, Role.MECHANIC)
PLAN_ROLES = (Role.OWNER, Role.RECEPTION)
