"""Who may do what with Car-Pass documents and accounts."""

from garageflow.tenancy.models import Role

# Renewing, adding and revoking Car-Passes, testing a connection.
DOCUMENT_ROLES = (Role.OWNER, Role.SALES, Role.RECEPTION)
# Seeing the password of an account.
REVEAL_ROLES = (Role.OWNER, Role.SALES)
# Changing accounts and settings.
SETTINGS_ROLES = (Role.OWNER,)
