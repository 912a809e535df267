from garageflow.tenancy.models import Role

# Looking at the stock; changing and selling it.
VIEW_ROLES = (Role.SALES, Role.OWNER, Role.RECEPTION, Role.MECHANIC)
SALES_ROLES = (Role.SALES, Role.OWNER)
