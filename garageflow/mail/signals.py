"""For apps that know the people behind addresses.

`address_failed`: a mail server or a reader sent something back. Arguments: `email`, `reason` (a value of
AddressBlock.Reason: bounced or complained). Sent with the garage active, in the transaction that records it.
"""

from django.dispatch import Signal

address_failed = Signal()
