"""For features that follow what happens in others: sent by audit.domain.record(), in its transaction.

Arguments: `event` (`app.past_fact`), `subject` (the row), `facts`, `actor`.
"""

from django.dispatch import Signal

recorded = Signal()
