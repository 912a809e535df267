"""What the simulator can be asked to do wrong."""

from __future__ import annotations

TIMEOUT, SLOW, DROP_AFTER_COMMIT = "timeout", "slow", "drop_after_commit"
BROKEN, MAINTENANCE, TOO_MANY = "500", "503", "429"
KINDS = (TIMEOUT, BROKEN, MAINTENANCE, TOO_MANY, SLOW, DROP_AFTER_COMMIT)
